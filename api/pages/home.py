"""The start page: what the graph holds, how fresh it is, examples with their first answers, and the countries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from api.pages.names import Address, Item, Names
from api.services import Services
from m4sd_graph.changes import transitions
from m4sd_graph.collections import COLLECTIONS
from m4sd_graph.collections.query import counts_query
from m4sd_graph.describe import labels
from m4sd_graph.history import open_history
from m4sd_graph.namespaces import M4SD, OA, VOCAB
from m4sd_graph.search import Asked
from m4sd_graph.speech import DEFAULT, speech
from m4sd_graph.store.protocol import Rows, Term

# Questions that are answered on the page: the variable of the thing that a row is about, and what is told of it.
EXAMPLES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "instruments-in-force": ("instrument", ("start", "end")),
    "coordination-bodies": ("body", ("since",)),
    "findings-by-domain": ("domain", ("strengths", "gaps")),
    "gap-responses": ("finding", ("response",)),
}
SHOWN = 3
FIGURES = ("countries", "policies", "bodies", "partnerships", "programmes", "findings", "links")
PARTNERS = f"""SELECT DISTINCT ?country WHERE {{
  ?programme a <{M4SD}Programme> ; <{M4SD}benefits> ?country . ?country a <{M4SD}State> }}"""
# One statement of a source with its passage: of a finding that a programme answers.
SAMPLE = f"""SELECT ?finding ?valence ?said ?document WHERE {{
  ?link <{M4SD}linkType> <{VOCAB}link-type/responds-to> ; <{M4SD}linkTarget> ?finding .
  ?finding <{M4SD}valence> ?valence ; <{M4SD}hasEvidence> ?evidence .
  ?evidence <{M4SD}paraphrase> ?said ; <{OA}hasSource> ?document }} ORDER BY ?finding ?evidence ?said"""


@dataclass(frozen=True, slots=True)
class Sample:
    """A statement, what its source says in our words, and the source."""

    item: Item
    valence: str
    is_gap: bool
    said: Item
    document: Item


@dataclass(frozen=True, slots=True)
class Figure:
    """How many members a collection has."""

    collection: str
    name: str
    number: int


@dataclass(frozen=True, slots=True)
class Example:
    """A question with the first rows of its answer: the thing, then what is told of it."""

    question: str
    address: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Item, ...], ...]
    total: int


@dataclass(frozen=True, slots=True)
class Place:
    """A country with its code, and how many things the graph records of it."""

    item: Item
    code: str
    number: int
    search: str


@dataclass(frozen=True, slots=True)
class Holds:
    """What the release holds; ``evidenced`` of ``statements`` that sources make have evidence; ``derived`` by rules."""

    figures: tuple[Figure, ...]
    statements: int
    evidenced: int
    derived: int
    rules: int
    sample: Sample | None
    examples: tuple[Example, ...]
    partners: tuple[Place, ...]
    others: tuple[Place, ...]

    @property
    def share(self) -> int:
        """The per cent of what sources state that has evidence, never rounded up."""
        return 100 * self.evidenced // self.statements if self.statements else 0


@dataclass(frozen=True, slots=True)
class Fresh:
    """When the release was published, as of when its data are, and how many things the last publication touched."""

    published: str
    changed: int
    releases: int


def holds(services: Services, lang: str, address: Address) -> Holds:
    """Read what the page shows of the release; blocks while the store answers."""
    counts = services.manifest["counts"]
    places = _places(services, lang, address)
    partners = {row["country"].value for row in services.store.select(PARTNERS).rows}
    return Holds(
        figures=_figures(services, lang),
        statements=counts["assertions"]["all"],
        evidenced=counts["assertions"]["with_evidence"],
        derived=sum(counts["derived_by_rule"].values()),
        rules=len(counts["derived_by_rule"]),
        sample=_sample(services, lang, address),
        examples=tuple(_example(services, name, lang, address) for name in EXAMPLES),
        partners=tuple(place for iri, place in places if iri in partners),
        others=tuple(place for iri, place in places if iri not in partners),
    )


def fresh(services: Services) -> Fresh:
    """Read how fresh the release is from the history of publications."""
    history = open_history(services.settings.releases, str(services.manifest["version"]))
    told = transitions(history)
    changed = services.kept.of(
        ("changed", history.latest), lambda: sum(told[-1].summary().counts.values()) if told else 0
    )
    return Fresh(history.latest.published, changed, len(history.publications))


def _sample(services: Services, lang: str, address: Address) -> Sample | None:
    rows = services.store.select(SAMPLE).rows
    if not rows:
        return None
    first = rows[0]
    said = [row["said"] for row in rows if row["finding"] == first["finding"] and row["document"] == first["document"]]
    iris = {first[v].value for v in ("finding", "valence", "document")}
    names = Names(labels(services.store, iris), lang, address)
    text = names.pick(said)
    spoken = next((term.language for term in said if term.value == text), "")
    return Sample(
        item=names.item(first["finding"].value),
        valence=names.text(first["valence"].value),
        is_gap=first["valence"].value.endswith("/gap"),
        said=Item(text, language="" if spoken == lang else spoken),
        document=names.item(first["document"].value),
    )


def _figures(services: Services, lang: str) -> tuple[Figure, ...]:
    _ = speech(lang).gettext
    names = (
        _("Countries"),
        _("Policies"),
        _("Bodies"),
        _("Partnerships"),
        _("Programmes and projects"),
        _("Findings"),
        _("Links"),
    )
    rows = services.store.select(counts_query(COLLECTIONS[name] for name in FIGURES)).rows
    counted = {row["name"].value: int(row["n"].value) for row in rows}
    return tuple(Figure(key, name, counted.get(key, 0)) for key, name in zip(FIGURES, names, strict=True))


def _places(services: Services, lang: str, address: Address) -> list[tuple[str, Place]]:
    """Every country, the one with the most first; it does not count among its own things."""
    index, found = services.index(), []
    kept = f"&lang={address.lang}" if address.lang else ""
    for count in index.search(Asked(limit=1)).facets.countries:
        entry = index.country(count.value)
        if entry:
            item = Names({entry.iri: entry.labels}, lang, address).item(entry.iri)
            search = f"/search?country={quote(count.value)}{kept}"
            found.append((entry.iri, Place(item, count.value, count.number - 1, search)))
    return sorted(found, key=lambda pair: (-pair[1].number, pair[1].item.text))


def _example(services: Services, name: str, lang: str, address: Address) -> Example:
    """Answer a question with its examples. Names come from the graph, since few things have one in every language."""
    query = services.catalog.question(name)
    values = {p.name: DEFAULT if p.name == "lang" else p.example for p in query.parameters if p.required}
    rows = services.store.select(query.bind(values, services.prefixes))
    thing, told = EXAMPLES[name]
    shown = _distinct(rows, thing)
    iris = {row[v].value for row in shown for v in (thing, *told) if v in row and row[v].kind == "iri"}
    names = Names(labels(services.store, iris), lang, address)
    kept = f"&lang={address.lang}" if address.lang else ""
    return Example(
        question=query.question.get(lang) or query.question[DEFAULT],
        address=f"/questions/{name}?format=html{kept}",
        headings=tuple(_headings(lang)[variable] for variable in (thing, *told)),
        rows=tuple(tuple(_shown(names, row.get(v)) for v in (thing, *told)) for row in shown),
        total=len({row[thing].value for row in rows.rows}),
    )


def _distinct(rows: Rows, thing: str) -> list[Mapping[str, Term]]:
    """The first rows that are about different things."""
    found: dict[str, Mapping[str, Term]] = {}
    for row in rows.rows:
        found.setdefault(row[thing].value, row)
    return list(found.values())[:SHOWN]


def _shown(names: Names, term: Term | None) -> Item:
    """A cell; of a day its year, since sources often know no more."""
    if term is None:
        return Item("")
    if term.datatype.endswith("#date"):
        return Item(term.value[:4])
    return names.value(term)


def _headings(lang: str) -> Mapping[str, str]:
    _ = speech(lang).gettext
    return {
        "instrument": _("Instrument"),
        "start": _("From"),
        "end": _("Until"),
        "body": _("Body"),
        "since": _("Since"),
        "domain": _("Governance domain"),
        "strengths": _("Strengths"),
        "gaps": _("Gaps"),
        "finding": _("Gap"),
        "response": _("Response"),
    }
