"""SPARQL for the links that count under the options of an analysis, at any endpoint whose default graph holds them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from m4sd_graph.coherence.claims import NOT_CLAIMS, ROLL_UP, Options
from m4sd_graph.coherence.tables import CONFIDENCE

PREFIXES = {
    "cf": "https://w3id.org/m4sd/vocab/confidence/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "lt": "https://w3id.org/m4sd/vocab/link-type/",
    "m4sd": "https://w3id.org/m4sd/ontology#",
    "oa": "http://www.w3.org/ns/oa#",
    "prov": "http://www.w3.org/ns/prov#",
    "rs": "https://w3id.org/m4sd/vocab/review-status/",
    "sdgo": "http://metadata.un.org/sdg/ontology#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
BELONGS = "m4sd:jurisdiction|m4sd:benefits|dcterms:spatial|^m4sd:participatesIn"
GCM = "skos:inScheme <https://w3id.org/m4sd/vocab/gcm>"
NO_ROLL_UP = f'FILTER NOT EXISTS {{ ?link m4sd:byRule/skos:notation "{ROLL_UP}" }}'


def prefixes() -> Iterator[str]:
    """The head of a query."""
    return (f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items())


def either(patterns: Iterable[str]) -> Iterator[str]:
    """One of ``patterns``, or the union of them."""
    found = list(patterns)
    for place, pattern in enumerate(found):
        yield f"{pattern} ." if len(found) == 1 else f"{'UNION ' if place else ''}{{ {pattern} }}"


def belongs(thing: str, country: str) -> tuple[str, str]:
    """The ways in which ``thing`` belongs to ``country``, each a variable or an IRI."""
    return f"{thing} {BELONGS} {country}", f"{thing} a m4sd:Finding ; prov:wasGeneratedBy/m4sd:assesses {country}"


def claims(options: Options) -> Iterator[str]:
    """?link is a claim from ?begin to ?end that counts under ``options``, with ?kind, ?trust and ?status."""
    refused = ", ".join(f"lt:{name}" for name in NOT_CLAIMS)
    yield "?link m4sd:linkSource ?begin ; m4sd:linkTarget ?end ; m4sd:linkType ?kind ;"
    yield "  m4sd:confidence ?trust ; m4sd:reviewStatus ?status ."
    yield f"FILTER(?kind NOT IN ({refused}) && ?status != rs:rejected)"
    yield _no_root("?root m4sd:reviewStatus rs:rejected")
    yield from _counted(options)


def _counted(options: Options) -> Iterator[str]:
    if options.grade > 1:
        yield f"FILTER NOT EXISTS {{ ?link m4sd:grade ?least FILTER(?least < {options.grade}) }}"
    if CONFIDENCE[options.confidence] > 1:
        enough = ", ".join(f"cf:{name}" for name, rank in CONFIDENCE.items() if rank >= CONFIDENCE[options.confidence])
        yield f"FILTER(?trust IN ({enough}))"
    if options.asserted_only:
        yield "FILTER NOT EXISTS { ?link m4sd:byRule ?any }"
    if options.reviewed_only:
        yield _no_root("?root m4sd:reviewStatus ?seen FILTER(?seen != rs:reviewed)")
    if options.crosswalk > 1:
        weak = f"?root m4sd:linkType lt:corresponds-to ; m4sd:grade ?weak FILTER(?weak < {options.crosswalk})"
        yield _no_root(weak)
    if options.without:
        yield _without(options.without)
    if options.as_of is not None:
        yield from _as_of(options.as_of)


def _without(documents: Iterable[str]) -> str:
    left_out = ", ".join(f"<{iri}>" for iri in sorted(documents))
    other = f"?root m4sd:hasEvidence/oa:hasSource ?other FILTER(?other NOT IN ({left_out}))"
    alone = f"?root m4sd:hasEvidence/oa:hasSource ?document . FILTER NOT EXISTS {{ {other} }}"
    return _no_root(alone)


def _no_root(condition: str) -> str:
    """No asserted link at the root of ?link is such; nested, so that engines begin at ?link, not at the condition."""
    asserted = "FILTER NOT EXISTS { ?root m4sd:byRule ?by }"
    return f"FILTER NOT EXISTS {{ ?link m4sd:premise* ?root {asserted} FILTER EXISTS {{ {condition} }} }}"


def _as_of(day: date) -> Iterator[str]:
    """A source that has periods counts when one of them covers the day; a finding from its assessment on."""
    period = (
        "{ ?begin dcterms:temporal ?%s %s } UNION { ?begin a m4sd:Finding ; prov:wasGeneratedBy/dcterms:temporal ?%s }"
    )
    shown = f'"{day.isoformat()}"^^xsd:date'
    first, last = "OPTIONAL { ?covers dcat:startDate ?first }", "OPTIONAL { ?covers dcat:endDate ?last }"
    inside = f"FILTER((!BOUND(?first) || ?first <= {shown}) && (!BOUND(?last) || ?last >= {shown}))"
    yield f"FILTER(NOT EXISTS {{ {period % ('any', '', 'any')} }}"
    yield f"  || EXISTS {{ {period % ('covers', last, 'covers')} {first} {inside} }})"
