"""Reads what can be found from a store, by a few queries that any SPARQL 1.1 engine answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from m4sd_graph.catalog import Query
from m4sd_graph.describe import LABELS, NOTE
from m4sd_graph.namespaces import BASE, DCTERMS, M4SD, SDG, SKOS, VOCAB
from m4sd_graph.search.kinds import KINDS, LEFT_OUT, QUESTIONS, kind_of, names_of_kind
from m4sd_graph.search.model import Entry, Name
from m4sd_graph.speech import order
from m4sd_graph.store.protocol import Store

ALTERNATIVE, CODE, TITLE = f"{SKOS}altLabel", f"{SKOS}notation", f"{DCTERMS}title"
DESCRIBING = (f"{DCTERMS}description", f"{SKOS}definition", f"{DCTERMS}abstract", f"{SKOS}scopeNote")
NAMING = (*LABELS, TITLE, ALTERNATIVE, CODE)
TEXTS = """SELECT ?s ?o WHERE {{ ?s <{p}> ?o FILTER(isIRI(?s) && isLiteral(?o)) }}"""
TYPES = "SELECT DISTINCT ?s ?o WHERE { ?s a ?o FILTER(isIRI(?s) && isIRI(?o)) }"
# A state is its own; a finding belongs to the state that was assessed, a figure to the area that it is about.
STATES = """PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX m4sd: <https://w3id.org/m4sd/ontology#> PREFIX sdmx: <http://purl.org/linked-data/sdmx/2009/dimension#>
SELECT DISTINCT ?s ?o WHERE {
  { ?s m4sd:jurisdiction|m4sd:benefits|m4sd:assesses|m4sd:adoptedBy|dcterms:isPartOf|^m4sd:participatesIn ?o }
  UNION { ?s (dcterms:spatial|sdmx:refArea)/dcterms:isPartOf* ?o }
  UNION { ?s prov:wasGeneratedBy/m4sd:assesses ?o }
  UNION { ?s a m4sd:State BIND(?s AS ?o) }
  ?o a m4sd:State
}"""
YEARS = """PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX m4sd: <https://w3id.org/m4sd/ontology#> PREFIX prov: <http://www.w3.org/ns/prov#>
SELECT DISTINCT ?s ?covers ?start ?end WHERE {
  { ?s dcterms:temporal ?p BIND(true AS ?covers) }
  UNION { ?s m4sd:adopted|m4sd:established|m4sd:signed|m4sd:amendedIn|prov:wasGeneratedBy/dcterms:temporal ?p }
  ?p a dcterms:PeriodOfTime OPTIONAL { ?p dcat:startDate ?start } OPTIONAL { ?p dcat:endDate ?end }
}"""
ISSUED = f"SELECT DISTINCT ?s ?o WHERE {{ ?s <{DCTERMS}issued> ?o }}"
DOMAINS = """PREFIX m4sd: <https://w3id.org/m4sd/ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?s ?o WHERE {
  { ?s m4sd:inDomain/skos:broader* ?o } UNION { ?s a m4sd:GovernanceDomain ; skos:broader* ?o }
  ?o a m4sd:GovernanceDomain FILTER NOT EXISTS { ?o skos:broader ?above }
}"""
SCHEMES = f"SELECT DISTINCT ?s ?o WHERE {{ ?s <{SKOS}inScheme> ?o }}"
# What a reader writes before a code of ours.
BEFORE_CODES = ((SDG, ("SDG", "ODD", "ЦУР")), (f"{VOCAB}gcm/", ("GCM", "PMM")), (f"{VOCAB}mgi-domain/", ("MGI",)))
Pairs = Mapping[str, set[str]]


def read_entries(store: Store, questions: Iterable[Query] = ()) -> tuple[Entry, ...]:
    """Everything with a name, and the questions, in the order of kinds and then of IRIs."""
    named = _Named(store)
    states, domains = _pairs(store, STATES), _pairs(store, DOMAINS)
    schemes, years = _pairs(store, SCHEMES), _years(store)
    types = _pairs(store, TYPES)
    found = []
    for iri in named.things():
        classes = types.get(iri, set())
        if classes and LEFT_OUT.isdisjoint(classes):
            start, end = years.get(iri, (None, None))
            belongs = [named.labels[o] for o in states.get(iri, set()) | schemes.get(iri, set()) if o != iri]
            entry = Entry(
                iri=iri,
                kind=kind_of(classes),
                types=tuple(sorted(classes, key=lambda one: (not one.startswith(M4SD), one))),
                labels=named.labels[iri],
                names=named.names(iri),
                texts=named.texts[iri],
                notes=named.notes[iri],
                countries=named.codes_of(states.get(iri, ())),
                domains=named.codes_of(domains.get(iri, ())),
                start=start,
                end=end,
            )
            found.append(replace(entry, context=_context(entry.kind, belongs)))
    found += [_question(query) for query in questions]
    kinds = list(KINDS)
    return tuple(sorted(found, key=lambda e: (kinds.index(e.kind), len(e.iri), e.iri)))


class _Named:
    """The texts of everything, as they were read."""

    def __init__(self, store: Store) -> None:
        self.labels: defaultdict[str, dict[str, str]] = defaultdict(dict)
        self.texts: defaultdict[str, dict[str, str]] = defaultdict(dict)
        self.notes: defaultdict[str, dict[str, str]] = defaultdict(dict)
        self._others: defaultdict[str, list[Name]] = defaultdict(list)
        for p in (*NAMING, *DESCRIBING, NOTE):
            for row in store.select(TEXTS.format(p=p)).rows:
                self._take(row["s"].value, p, row["o"].value, row["o"].language)

    def _take(self, iri: str, p: str, text: str, lang: str) -> None:
        if p == NOTE:
            self.notes[iri][lang] = text
        elif p in DESCRIBING:
            earlier = self.texts[iri].get(lang)
            self.texts[iri][lang] = f"{earlier} {text}" if earlier else text
        elif p in (ALTERNATIVE, CODE) or lang in self.labels[iri]:
            self._others[iri].append(Name(text, lang, "code" if p == CODE else "alternative"))
        else:
            self.labels[iri][lang] = text

    def things(self) -> list[str]:
        """Every IRI with a name."""
        return sorted(iri for iri, labels in self.labels.items() if labels)

    def names(self, iri: str) -> tuple[Name, ...]:
        """All names and codes, each once; a code also as it is written, such as SDG 10.7 and m4sd:Policy."""
        own = [Name(text, lang, "label") for lang, text in sorted(self.labels[iri].items())]
        others = sorted(set(self._others[iri]), key=lambda name: (name.role, name.lang, name.text))
        before = next((words for space, words in BEFORE_CODES if iri.startswith(space)), ())
        written = [Name(f"{word} {n.text}", "", "code") for n in others if n.role == "code" for word in before]
        if iri.startswith(M4SD):
            written.append(Name(f"m4sd:{iri.removeprefix(M4SD)}", "", "code"))
        return (*own, *others, *written)

    def codes_of(self, iris: Iterable[str]) -> tuple[str, ...]:
        """The codes by which a filter names these things."""
        return tuple(sorted(self._code(iri) for iri in iris))

    def _code(self, iri: str) -> str:
        """Of a state the three letters of ISO 3166, of a domain its number; else the last part of the IRI."""
        codes = sorted(name.text for name in self._others[iri] if name.role == "code")
        letters = [code for code in codes if len(code) == len("KGZ") and code.isalpha()]
        return (letters or codes or [iri.rpartition("/")[2]])[0]


def _context(kind: str, belongs: Iterable[Mapping[str, str]]) -> str:
    texts = {text for labels in belongs for text in labels.values()} | set(names_of_kind(kind).values())
    return " ".join(sorted(texts))


def _question(query: Query) -> Entry:
    labels = {lang: query.question.get(lang) or title for lang, title in query.title.items()}
    labels |= query.question
    alternatives = [Name(title, lang, "alternative") for lang, title in query.title.items()]
    codes = [Name(code, "", "code") for code in (query.id, query.answers) if code]
    return Entry(
        iri=f"{BASE}questions/{query.id}",
        kind=QUESTIONS,
        types=(),
        labels=labels,
        names=(*(Name(text, lang, "label") for lang, text in sorted(labels.items())), *alternatives, *codes),
        texts=query.description,
        context=" ".join([*names_of_kind(QUESTIONS).values(), *query.keywords]),
    )


def _pairs(store: Store, query: str) -> Pairs:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for subject, value in store.select(query).texts():
        found[subject].add(value)
    return found


def _years(store: Store) -> Mapping[str, tuple[int | None, int | None]]:
    """The years of each thing: of the period that it covers, else from its first to its last day."""
    covered: defaultdict[str, list[tuple[int | None, int | None]]] = defaultdict(list)
    moments: defaultdict[str, list[tuple[int | None, int | None]]] = defaultdict(list)
    for subject, covers, start, end in store.select(YEARS).texts():
        (covered if covers else moments)[subject].append((_year(start), _year(end)))
    for subject, day in store.select(ISSUED).texts():
        moments[subject].append((_year(day), _year(day)))
    return {iri: _span(covered.get(iri) or moments[iri]) for iri in covered.keys() | moments.keys()}


def _span(spans: Sequence[tuple[int | None, int | None]]) -> tuple[int | None, int | None]:
    """The years that cover all spans; a side that one of them leaves open stays open."""
    starts, ends = ([span[side] for span in spans] for side in (0, 1))
    first, last = ([year for year in years if year is not None] for years in (starts, ends))
    return min(first) if len(first) == len(starts) else None, max(last) if len(last) == len(ends) else None


def _year(text: str) -> int | None:
    return int(text[:4]) if text[:4].isdigit() else None


def label_of(entry: Entry, lang: str) -> tuple[str, str]:
    """The label of an entry for a reader of ``lang``, and its language."""
    code = next(_wanted(entry, lang), "")
    return entry.labels[code], code


def _wanted(entry: Entry, lang: str) -> Iterator[str]:
    yield from (code for code in order(lang) if code in entry.labels)
    yield from entry.labels
