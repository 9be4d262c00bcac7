"""Everything known about one IRI: its statements, what points at it, its evidence, and the labels to show them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from m4sd_graph.catalog import is_iri
from m4sd_graph.errors import NotFoundError
from m4sd_graph.namespaces import FOAF, M4SD, RDFS, SKOS
from m4sd_graph.store.protocol import Statement, Store, Term

EVIDENCE = f"{M4SD}hasEvidence"
PAGE = f"{FOAF}page"
NOTE = f"{M4SD}requiredNote"
BATCH = 300
LABELS = (f"{SKOS}prefLabel", f"{RDFS}label", f"{M4SD}displayLabel")

# The record of an IRI: its triples, those of its evidence, and those of hash IRIs below either (selectors).
RECORD = """CONSTRUCT {{ ?s ?p ?o }} WHERE {{
  {{ VALUES ?s {{ {iri} }} ?s ?p ?o }}
  UNION {{ {iri} <{evidence}> ?s . ?s ?p ?o }}
  UNION {{ {iri} <{evidence}>/<http://www.w3.org/ns/oa#hasSelector> ?s . ?s ?p ?o }}
  UNION {{ {iri} <http://www.w3.org/ns/oa#hasSelector> ?s . ?s ?p ?o }}
}}"""
TERMS = f'SELECT DISTINCT ?term {{ ?term a ?type FILTER(ISIRI(?term) && STRSTARTS(STR(?term), "{M4SD}")) }}'
INCOMING = "SELECT DISTINCT ?s ?p WHERE {{ ?s ?p {iri} }} ORDER BY ?p ?s"
# A filter, since two VALUES make the engine read the statements of every property before it looks at the things.
VALUES_OF = """SELECT ?x ?p ?value WHERE {{ VALUES ?x {{ {iris} }} ?x ?p ?value FILTER(?p IN ({properties})) }}"""


@dataclass(frozen=True, slots=True)
class Named:
    """What is shown beside IRIs: their labels by language ("" for none), public pages, and required notices."""

    labels: Mapping[str, Mapping[str, str]]
    pages: Mapping[str, tuple[str, ...]]
    notes: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Resource:
    """One IRI with its record and the (subject, predicate) pairs that point at it.

    ``labels`` of every IRI named, by IRI and language; ``pages``: public addresses by document; ``notes``: required
    notices of the resource and of everything it names, by language.
    """

    iri: str
    statements: tuple[Statement, ...]
    incoming: tuple[tuple[str, str], ...]
    labels: Mapping[str, Mapping[str, str]]
    pages: Mapping[str, tuple[str, ...]]
    notes: Mapping[str, tuple[str, ...]]

    def notices(self, language: str) -> tuple[str, ...]:
        """The notices that must accompany what is shown, in ``language`` or else English."""
        return self.notes.get(language) or self.notes.get("en", ())

    def label(self, iri: str, languages: Iterable[str] = ("en", "fr")) -> str:
        """The first label of ``iri`` in ``languages``; else the last part of the IRI."""
        found = self.labels.get(iri, {})
        for language in (*languages, ""):
            if language in found:
                return found[language]
        return next(iter(found.values()), None) or iri.rstrip("/").replace("#", "/").rpartition("/")[2]

    def own(self) -> tuple[Statement, ...]:
        """The statements whose subject is the IRI itself."""
        return tuple(s for s in self.statements if s.subject.value == self.iri)

    def about(self, subject: str) -> dict[str, list[Term]]:
        """The statements of ``subject``, by predicate."""
        found: dict[str, list[Term]] = {}
        for s in self.statements:
            if s.subject.value == subject:
                found.setdefault(s.predicate.value, []).append(s.object)
        return found


def describe(
    store: Store, iri: str, *, incoming: bool = True, known: Callable[[Iterable[str]], Named] | None = None
) -> Resource:
    """Return what the store knows about ``iri``; raise NotFoundError when that is nothing.

    ``known`` tells the names of IRIs, for those who hold them already; else the store is asked.
    """
    if not is_iri(iri):
        raise NotFoundError("this is not an IRI.", place=iri, remedy="Give an IRI or a prefixed name.")
    node = f"<{iri}>"
    statements = store.construct(RECORD.format(iri=node, evidence=EVIDENCE))
    rows = store.select(INCOMING.format(iri=node)).rows if incoming else ()
    if not statements and not rows:
        raise NotFoundError(
            "nothing is known about this IRI.", place=iri, remedy="Search the labels with a SPARQL query."
        )
    pairs = tuple((r["s"].value, r["p"].value) for r in rows)
    iris = {iri, *_iris(statements), *(i for pair in pairs for i in pair)}
    names = known(iris) if known else named(store, iris)
    ordered = tuple(sorted(set(statements), key=_order))
    return Resource(iri, ordered, pairs, names.labels, names.pages, names.notes)


def named(store: Store, iris: Iterable[str]) -> Named:
    """Return the labels and pages of ``iris`` by IRI, and all their notices by language."""
    rows = _values(store, iris)
    return Named(
        _labels(rows),
        _grouped((row["x"].value, row["value"].value) for row in rows if row["p"].value == PAGE),
        _grouped((row["value"].language, row["value"].value) for row in rows if row["p"].value == NOTE),
    )


def labels(store: Store, iris: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return the labels of ``iris`` by IRI and language ("" for none)."""
    return _labels(_values(store, iris))


def nearest(store: Store, iri: str, count: int = 5) -> list[str]:
    """Return up to ``count`` known IRIs whose last part resembles that of ``iri``."""
    folder, _, name = iri.rstrip("/").rpartition("/")
    rows = store.select("SELECT DISTINCT ?s WHERE { ?s a ?type FILTER(isIRI(?s)) }").rows
    known = {r["s"].value.rpartition("/")[2]: r["s"].value for r in rows}
    known |= {r["s"].value.rpartition("/")[2]: r["s"].value for r in rows if r["s"].value.startswith(folder + "/")}
    return [known[name] for name in get_close_matches(name, list(known), n=count, cutoff=0.5)]


def passage_address(page: str, fragment: str) -> str:
    """The address of a public page with the passage of a text fragment highlighted; ``page`` itself without one."""
    if not fragment:
        return page
    return f"{page}{':~:' if '#' in page else '#:~:'}{fragment}"


def query_about(iri: str) -> str:
    """A query for a reader to go on from: what is stated of ``iri``, and what names it."""
    return (
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n\n"
        "# Every statement about the thing, and every one that names it.\n"
        "SELECT ?subject ?property ?object ?label WHERE {\n"
        f"  {{ VALUES ?subject {{ <{iri}> }} ?subject ?property ?object }}\n"
        "  UNION\n"
        f"  {{ VALUES ?object {{ <{iri}> }} ?subject ?property ?object }}\n"
        f"  BIND(IF(?subject = <{iri}>, ?object, ?subject) AS ?other)\n"
        '  OPTIONAL { ?other skos:prefLabel|rdfs:label ?label FILTER(LANG(?label) = "en") }\n'
        "}\nORDER BY ?property ?subject ?object\nLIMIT 500"
    )


def own_terms(store: Store) -> frozenset[str]:
    """Return the local names of the classes and properties of our ontology, such as ``Policy``."""
    return frozenset(row["term"].value.removeprefix(M4SD) for row in store.select(TERMS).rows)


def batches(iris: Iterable[str], size: int = BATCH) -> Iterator[str]:
    """Yield ``iris`` as the contents of VALUES blocks that stay below the longest query accepted."""
    ordered = sorted(iris)
    for start in range(0, len(ordered), size):
        yield " ".join(f"<{iri}>" for iri in ordered[start : start + size])


def _values(store: Store, iris: Iterable[str]) -> tuple[Mapping[str, Term], ...]:
    properties = ", ".join(f"<{p}>" for p in (*LABELS, PAGE, NOTE))
    queries = (VALUES_OF.format(iris=nodes, properties=properties) for nodes in batches(iris))
    return tuple(row for query in queries for row in store.select(query).rows)


def _labels(rows: Iterable[Mapping[str, Term]]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        if row["p"].value in LABELS:
            found.setdefault(row["x"].value, {}).setdefault(row["value"].language, row["value"].value)
    return found


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for key, value in pairs:
        found.setdefault(key, {})[value] = None
    return {key: tuple(sorted(values)) for key, values in found.items()}


def _iris(statements: Iterable[Statement]) -> set[str]:
    return {t.value for s in statements for t in (s.subject, s.predicate, s.object) if t.kind == "iri"}


def _order(statement: Statement) -> tuple[Term, Term, Term]:
    return statement.subject, statement.predicate, statement.object
