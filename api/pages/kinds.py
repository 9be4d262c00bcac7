"""What the kinds of things are called, and the things of each kind that refer to a place: its overview."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from api.pages.names import Item, Names
from m4sd_graph.kinds import KINDS, OTHER, kind_of
from m4sd_graph.speech import speech

SHOWN = 6
# Of a country or place: what is about it in its own right.
OF_A_PLACE = ("instrument", "body", "partnership", "programme", "finding")


@dataclass(frozen=True, slots=True)
class Overview:
    """Things of one kind that refer to a thing: how many, and the first of them."""

    title: str
    count: int
    items: tuple[Item, ...]
    query: str


def kind_names(lang: str) -> Mapping[str, str]:
    """What each kind is called, in the plural."""
    _ = speech(lang).gettext
    return {
        "instrument": _("Policies, laws and treaties"),
        "partnership": _("Partnerships"),
        "body": _("Institutions and bodies"),
        "programme": _("Programmes and activities"),
        "finding": _("Findings and assessments"),
        "place": _("Countries and places"),
        "objective": _("Goals, targets and objectives"),
        "figure": _("Reported figures"),
        "source": _("Source documents"),
        "concept": _("Concepts and groups"),
        OTHER: _("Other things"),
    }


def overview(
    iri: str, subjects: Iterable[str], types: Mapping[str, frozenset[str]], names: Names
) -> tuple[Overview, ...]:
    """What refers to the country or place ``iri``, by kind."""
    found: dict[str, list[str]] = {}
    for subject in set(subjects):
        found.setdefault(kind_of(types.get(subject, ())), []).append(subject)
    called = kind_names(names.lang)
    return tuple(
        Overview(
            called[kind],
            len(found[kind]),
            tuple(names.item(one) for one in sorted(found[kind], key=lambda one: (names.text(one), one))[:SHOWN]),
            _query(iri, kind),
        )
        for kind in OF_A_PLACE
        if kind in found
    )


def _query(iri: str, kind: str) -> str:
    classes = " ".join(f"<{one}>" for one in KINDS[kind])
    body = f"  VALUES ?class {{ {classes} }}\n  ?thing a ?class ; ?property <{iri}>\n"
    return f"SELECT DISTINCT ?thing WHERE {{\n{body}}} ORDER BY ?thing"
