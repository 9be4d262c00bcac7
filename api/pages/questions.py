"""The questions on pages: grouped by theme, with fields to fill and the questions that lie near."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.pages.names import Address, Names, with_composed
from m4sd_graph.catalog import Parameter, Query
from m4sd_graph.choices import choices, is_open
from m4sd_graph.describe import labels
from m4sd_graph.speech import speech, spoken
from m4sd_graph.store.protocol import Store

# The theme of each keyword; the first keyword of a question decides.
THEMES: Mapping[str, str] = {
    **dict.fromkeys(("policy", "law", "treaty", "validity", "provision", "amendment"), "policies"),
    **dict.fromkeys(("institution", "council", "responsibility", "coherence"), "bodies"),
    **dict.fromkeys(("programme", "project", "study", "partnership"), "programmes"),
    **dict.fromkeys(("MGI", "finding", "gap", "rights"), "findings"),
    **dict.fromkeys(("SDG", "GCM", "coverage", "chain", "robustness"), "goals"),
    **dict.fromkeys(("figure", "evidence", "disagreement", "quality"), "evidence"),
    **dict.fromkeys(("record", "identifier", "version", "Kosovo*"), "records"),
}
NEAR = 4


@dataclass(frozen=True, slots=True)
class Asking:
    """A question in the reader's language; ``language``: of the text, where it is not the reader's."""

    id: str
    number: str
    text: str
    title: str
    language: str
    description: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Theme:
    """Questions that belong together."""

    id: str
    name: str
    questions: tuple[Asking, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter in a form; ``choices``: value and name of what may be picked; ``open``: others may be written."""

    name: str
    type: str
    label: str
    value: str
    required: bool
    choices: tuple[tuple[str, str], ...] = ()
    open: bool = False


def theme_of(query: Query) -> str:
    """The id of the theme of a question."""
    return next((THEMES[word] for word in query.keywords if word in THEMES), "records")


def themes_of(queries: Sequence[Query], lang: str) -> tuple[Theme, ...]:
    """The questions by theme, in the order of the themes."""
    _ = speech(lang).gettext
    names = {
        "policies": _("Policies, laws and treaties"),
        "bodies": _("Institutions and coordination"),
        "programmes": _("Programmes, projects and studies"),
        "findings": _("Findings and gaps"),
        "goals": _("Goals, targets and coverage"),
        "evidence": _("Figures, evidence and disagreement"),
        "records": _("Names and records"),
    }
    grouped = {theme: [q for q in queries if theme_of(q) == theme] for theme in names}
    return tuple(Theme(t, names[t], tuple(asking(q, lang) for q in found)) for t, found in grouped.items() if found)


def asking(query: Query, lang: str) -> Asking:
    """A question as a reader of ``lang`` reads it."""
    texts = query.question or query.title
    return Asking(
        query.id,
        query.answers or "",
        spoken(texts, lang),
        spoken(query.title, lang),
        "" if lang in texts else "en",
        spoken(query.description, lang) if query.description else "",
        tuple(label_of(p, lang) for p in query.parameters if p.name != "lang"),
    )


def near(query: Query, queries: Sequence[Query], lang: str) -> tuple[Asking, ...]:
    """The questions that lie nearest: most keywords in common, then of the same theme."""

    def distance(other: Query) -> tuple[int, bool, int]:
        return -len({*query.keywords} & {*other.keywords}), theme_of(query) != theme_of(other), other.order

    fit = [
        q for q in queries if q.id != query.id and ({*q.keywords} & {*query.keywords} or theme_of(q) == theme_of(query))
    ]
    return tuple(asking(q, lang) for q in sorted(fit, key=distance)[:NEAR])


def fields_of(query: Query, values: Mapping[str, str], store: Store, lang: str) -> tuple[Field, ...]:
    """The form of a question, with what was asked; looks up what may be picked, which is blocking work."""
    return tuple(_field(p, values, store, lang) for p in query.parameters if p.name != "lang")


def label_of(parameter: Parameter, lang: str) -> str:
    """What a parameter is called."""
    return spoken(parameter.description, lang) if parameter.description else parameter.name


def _field(parameter: Parameter, values: Mapping[str, str], store: Store, lang: str) -> Field:
    value = values.get(parameter.name, parameter.example if parameter.required else "")
    known = choices(parameter, store)
    named = _named({*known, value} - {""}, store, lang) if known else ()
    label = label_of(parameter, lang)
    return Field(parameter.name, parameter.type, label, value, parameter.required, named, is_open(parameter))


def _named(iris: set[str], store: Store, lang: str) -> tuple[tuple[str, str], ...]:
    """Each IRI with its name, by name; numbers in names count as numbers."""
    asked = {iri for iri in iris if ":" in iri and "<" not in iri and " " not in iri}
    names = Names(with_composed(store, labels(store, asked), asked), lang, Address())
    return tuple(sorted(((iri, names.text(iri)) for iri in iris), key=lambda pair: _natural(pair[1])))


def _natural(text: str) -> list[tuple[int, str]]:
    words = text.replace(".", " ").split()
    return [(int(word), "") if word.isdecimal() else (0, word.casefold()) for word in words]
