"""Findings by domain and valence: how many strengths and gaps, and which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request

from api.pages.browse.asked import Asked, address, named, names_of, select, view_values
from api.pages.names import Item, Names
from api.pages.render import address_of
from api.services import services_of
from m4sd_graph.browse.views import bind
from m4sd_graph.collections.folding import code_key
from m4sd_graph.namespaces import VOCAB
from m4sd_graph.store.protocol import Term

VALENCES = (f"{VOCAB}valence/strength", f"{VOCAB}valence/gap")
# Counts above these belong to a darker shade.
SHADES = (0, 1, 3, 5)
Row = Mapping[str, Term]


@dataclass(frozen=True, slots=True)
class Cell:
    """How many findings, where they are listed, and the shade from 0 to 4."""

    count: int
    address: str
    shade: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A domain with its strengths and gaps."""

    domain: Item
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """The strengths or the gaps of a domain."""

    valence: str
    gap: bool
    findings: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain with the findings in it."""

    item: Item
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """An assessment with its matrix; without lines when none of its findings are recorded."""

    item: Item
    country: Item
    end: str
    lines: tuple[Line, ...]
    count: int


def findings_values(request: Request, asked: Asked) -> Mapping[str, object]:
    """What the page of findings shows; blocks while the store answers."""
    services = services_of(request)
    values = bind((c for c in asked.chosen if c.filter.name in ("country", "assessment")), {"lang": asked.lang})
    every = select(services, "findings", values).rows
    country = {name: value for name, value in values.items() if name == "country"}
    assessments = [
        row
        for row in select(services, "assessments", country).rows
        if row["assessment"].value == values.get("assessment", row["assessment"].value)
    ]
    listed = services.store.select(asked.text).rows
    parts = ("assessment", "country", "top", "valence")
    iris = {row[name].value for row in [*every, *assessments] for name in parts if name in row}
    names = names_of(request, {*iris, *VALENCES})
    return {
        **view_values(request, asked),
        "assessments": [_assessment(row, every, names, asked, request) for row in assessments],
        "valences": [names.text(iri) for iri in VALENCES],
        "domains": _domains(_each(listed), names),
        "findings": len(_each(listed)),
        "narrowed": any(name in ("domain", "valence") for name, _ in asked.pairs),
    }


def _each(rows: Sequence[Row]) -> list[Row]:
    """One row for each finding, in the order of their codes."""
    found = {row["finding"].value: row for row in rows}
    return sorted(found.values(), key=_code)


def _code(row: Row) -> str:
    return code_key(row["code"].value if "code" in row else row["finding"].value)


def _assessment(row: Row, every: Sequence[Row], names: Names, asked: Asked, request: Request) -> Assessment:
    iri = row["assessment"].value
    of = [finding for finding in every if finding["assessment"].value == iri]
    domains = sorted({finding["top"].value for finding in of}, key=code_key)
    lines = tuple(_line(domain, of, names, asked, address_of(request).lang, iri) for domain in domains)
    end = row["end"].value[:7] if "end" in row else ""
    return Assessment(
        names.item(iri), names.item(row["country"].value), end, lines, len({finding["finding"].value for finding in of})
    )


def _line(domain: str, of: Sequence[Row], names: Names, asked: Asked, lang: str, assessment: str) -> Line:
    return Line(names.item(domain), tuple(_cell(domain, valence, of, asked, lang, assessment) for valence in VALENCES))


def _cell(domain: str, valence: str, of: Sequence[Row], asked: Asked, lang: str, assessment: str) -> Cell:
    count = len({r["finding"].value for r in of if r["top"].value == domain and r["valence"].value == valence})
    given = {name: value for name, value in asked.pairs if name == "country"}
    chosen = {"domain": _last(domain), "valence": _last(valence)}
    pairs = {**given, "assessment": _last(assessment), **chosen, **({"lang": lang} if lang else {})}
    here = {name: term[1:-1] for c in asked.chosen for name, term in [(c.filter.name, c.terms[0])]}
    return Cell(
        count,
        f"{address(asked.path, list(pairs.items()))}#findings",
        sum(count > shade for shade in SHADES),
        here.get("domain") == domain and here.get("valence") == valence,
    )


def _domains(rows: Sequence[Row], names: Names) -> list[Domain]:
    """The findings by domain, strengths before gaps."""
    tops = sorted({row["top"].value for row in rows}, key=code_key)
    return [
        Domain(
            names.item(top),
            tuple(_side(valence, [r for r in rows if r["top"].value == top], names) for valence in VALENCES),
        )
        for top in tops
    ]


def _side(valence: str, rows: Sequence[Row], names: Names) -> Side:
    found = (row for row in rows if row["valence"].value == valence)
    items = tuple(named(row["finding"].value, row.get("name"), names) for row in found)
    return Side(names.text(valence), valence == VALENCES[1], items)


def _last(iri: str) -> str:
    return iri.rpartition("/")[2]
