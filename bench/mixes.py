"""The queries of the benchmark, in four mixes.

*small* looks one thing up among thousands, *medium* joins and counts over one country, *large* reads every link (some
10,000 in 100,000 quads), *cached* asks the same twenty small and medium queries again and again. Queries of the first
three mixes end in ``LIMIT`` and get a number of their own with each request, so that no cache of texts, parsed queries
or answers helps; the numbers are larger than any answer.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from bench.graph import SEED, Written

PREFIXES = """PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX m4sd: <https://w3id.org/m4sd/ontology#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
FIRST_LIMIT = 1_000_000
MOST_TEXTS = 6_000
CACHED_TEXTS = 20

DESCRIBE = "SELECT ?property ?value WHERE {{ <{iri}> ?property ?value }}"
EVIDENCE = (
    "SELECT ?label ?document ?place WHERE {{ <{iri}> skos:prefLabel ?label ; m4sd:hasEvidence ?evidence . "
    "?evidence oa:hasSource ?document ; m4sd:locator ?place }}"
)
POLICIES = (
    "SELECT ?policy ?label ?type ?year WHERE {{ ?policy m4sd:jurisdiction <{iri}> ; a m4sd:Policy ; "
    'skos:prefLabel ?label ; dcterms:type ?type ; dcterms:issued ?year . FILTER(LANG(?label) = "en") }}'
)
COVERAGE = (
    "SELECT ?target (COUNT(DISTINCT ?finding) AS ?findings) (MAX(?grade) AS ?best) WHERE {{ "
    "?policy m4sd:jurisdiction <{iri}> . ?finding m4sd:assesses ?policy . "
    "?link m4sd:linkSource ?finding ; m4sd:linkTarget ?target ; m4sd:grade ?grade }} GROUP BY ?target"
)
BALANCE = (
    "SELECT ?topic ?valence (COUNT(DISTINCT ?finding) AS ?findings) (COUNT(DISTINCT ?document) AS ?documents) WHERE {{ "
    "?policy m4sd:jurisdiction <{iri}> ; m4sd:concerns ?topic . ?finding m4sd:assesses ?policy ; "
    "m4sd:valence ?valence ; m4sd:hasEvidence/oa:hasSource ?document }} GROUP BY ?topic ?valence"
)
LINKS = "SELECT ?link ?finding ?target WHERE { ?link m4sd:linkSource ?finding ; m4sd:linkTarget ?target }"
RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@dataclass(frozen=True, slots=True)
class Mix:
    """Queries sent in turn; where ``distinct``, each ends in ``LIMIT`` and the sender appends a number."""

    name: str
    queries: tuple[str, ...]
    distinct: bool

    def sample(self, size: int) -> tuple[str, ...]:
        """At most ``size`` whole queries, spread evenly over the mix."""
        step = max(1, len(self.queries) // size)
        return tuple(q + (f"{FIRST_LIMIT}" if self.distinct else "") for q in self.queries[::step][:size])

    def lines(self) -> str:
        """The queries ready for a request line, one a line."""
        return "".join(quote(query, safe="") + "\n" for query in self.queries)


def make_mixes(graph: Written) -> Mapping[str, Mix]:
    """The four mixes over ``graph``, in the order in which they are measured."""
    small, medium = _small(graph), _medium(graph)
    half = CACHED_TEXTS // 2
    hot = [query for pair in zip(small[:half], medium[:half], strict=True) for query in pair]
    mixes = (
        Mix("small", tuple(small), True),
        Mix("medium", tuple(medium), True),
        Mix("large", (_whole(LINKS),), True),
        Mix("cached", tuple(f"{q}{FIRST_LIMIT}" for q in hot), False),
    )
    return {mix.name: mix for mix in mixes}


def _small(graph: Written) -> list[str]:
    every = [_about(DESCRIBE, iri) for iri in graph.resources] + [_about(EVIDENCE, iri) for iri in graph.findings]
    return _shuffled(every)[:MOST_TEXTS]


def _medium(graph: Written) -> list[str]:
    return _shuffled([_about(text, iri) for iri in graph.countries for text in (POLICIES, COVERAGE, BALANCE)])


def _shuffled(queries: list[str]) -> list[str]:
    random.Random(SEED).shuffle(queries)
    return queries


def _about(text: str, iri: str) -> str:
    return _whole(text.format(iri=iri))


def _whole(text: str) -> str:
    return f"{PREFIXES}{text} LIMIT "
