"""Chains: how a link from a thing to an objective came about, step by step down to the passage in a document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from m4sd_graph.client.values import IRI, value_of
from m4sd_graph.describe import labels
from m4sd_graph.store.protocol import Rows, Store

Labels = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Named:
    """A thing and its name in the language that was asked for, else in English, else the end of its IRI."""

    iri: IRI
    name: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a document supports a step: characters ``start`` to ``end`` of its text, or a ``place`` in words."""

    document: Named
    start: int | None
    end: int | None
    place: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """One link of a chain.

    ``type``: of the link, such as ``provides-for``. ``rule``: notation of the rule that derived it, None when it is
    asserted. ``grade`` 1 to 3, None where it has none; ``confidence``: low, medium or high. ``length``: how many
    asserted links it rests on at most.
    """

    iri: IRI
    source: Named
    type: str
    target: Named
    length: int
    rule: str | None
    grade: int | None
    confidence: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """A link between what was asked for (``steps[0]``) with everything that it rests on, the longest first."""

    steps: tuple[Step, ...]

    @property
    def link(self) -> Step:
        """The link itself; its rule, grade and confidence are those of the chain."""
        return self.steps[0]

    @property
    def derived(self) -> bool:
        """True when a rule derived the link; False when it was asserted."""
        return self.link.rule is not None

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """All evidence of all steps."""
        return tuple(dict.fromkeys(e for step in self.steps for e in step.evidence))

    def __str__(self) -> str:
        return "\n".join(_line(step) for step in self.steps)


def chains_of(rows: Rows, store: Store, lang: str) -> tuple[Chain, ...]:
    """The chains in the rows of the question ``chain``."""
    found: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for row in rows.rows:
        read = {name: value_of(term) for name, term in row.items()}
        found.setdefault(row["link"].value, {}).setdefault(row["step"].value, []).append(read)
    iris = {term.value for row in rows.rows for term in row.values() if term.kind == "iri"}
    known = labels(store, iris)
    return tuple(
        Chain(tuple(_step(records, known, lang) for _, records in sorted(steps.items(), key=lambda s: s[0] != link)))
        for link, steps in found.items()
    )


def _step(records: list[dict[str, Any]], known: Labels, lang: str) -> Step:
    first = records[0]
    return Step(
        iri=first["step"],
        source=_named(first["from"], known, lang),
        type=str(first["type"]),
        target=_named(first["to"], known, lang),
        length=first["length"],
        rule=_text(first.get("rule")),
        grade=first.get("grade"),
        confidence=str(first["confidence"]),
        evidence=tuple(
            Evidence(_named(r["document"], known, lang), r.get("start"), r.get("end"), _text(r.get("place")))
            for r in records
            if "document" in r
        ),
    )


def _named(iri: IRI, known: Labels, lang: str) -> Named:
    names = known.get(iri, {})
    return Named(iri, names.get(lang) or names.get("en") or iri.rstrip("/").replace("#", "/").rpartition("/")[2])


def _text(value: str | None) -> str | None:
    return None if value is None else str(value)


def _line(step: Step) -> str:
    how = f"rule {step.rule}" if step.rule else "asserted"
    grade = f", grade {step.grade}" if step.grade else ""
    places = "; ".join(_place(e) for e in step.evidence)
    line = f"{step.source.name} —{step.type}→ {step.target.name} ({how}{grade}, confidence {step.confidence})"
    return f"{line}: {places}" if places else line


def _place(evidence: Evidence) -> str:
    where = evidence.place or (f"characters {evidence.start}–{evidence.end}" if evidence.start is not None else "")
    return f"{evidence.document.name}, {where}" if where else evidence.document.name
