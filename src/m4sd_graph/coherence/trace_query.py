"""The SPARQL query that finds the links of a trace, at any endpoint whose default graph holds them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from m4sd_graph.coherence.claims import NOT_CLAIMS, ROLL_UP, Options
from m4sd_graph.coherence.ends import End, Way
from m4sd_graph.coherence.tables import CONFIDENCE
from m4sd_graph.coherence.trace import Trace

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


def query_of(trace: Trace) -> str:
    """Return a SELECT with a row per chain and step: ?link is the conclusion, ?step each link it follows from."""
    inner = (
        *_either(_source(trace.source)),
        *_either(_target(trace.target)),
        *_claim(trace.longest),
        *_counted(trace.options),
    )
    lines = (
        f"# {trace.source.asked} -> {trace.target.asked}",
        *(f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items()),
        "SELECT DISTINCT ?link ?step ?from ?type ?to ?rule ?grade ?confidence ?review ?length WHERE {",
        "  { SELECT DISTINCT ?link WHERE {",
        *(f"    {line}" for line in inner),
        "  } }",
        "  ?link m4sd:premise* ?step .",
        "  ?step m4sd:linkSource ?from ; m4sd:linkType ?type ; m4sd:linkTarget ?to ;",
        "    m4sd:confidence ?confidence ; m4sd:reviewStatus ?review ; m4sd:pathLength ?length .",
        "  OPTIONAL { ?step m4sd:grade ?grade }",
        "  OPTIONAL { ?step m4sd:byRule/skos:notation ?rule }",
        "} ORDER BY ?link ?length ?step",
    )
    return "\n".join(lines) + "\n"


def _either(patterns: Iterable[str]) -> Iterator[str]:
    found = list(patterns)
    for place, pattern in enumerate(found):
        yield f"{pattern} ." if len(found) == 1 else f"{'UNION ' if place else ''}{{ {pattern} }}"


def _source(end: End) -> Iterator[str]:
    for way, wanted in end.ways.items():
        match way:
            case "country":
                assessed = f"?source a m4sd:Finding ; prov:wasGeneratedBy/m4sd:assesses <{end.asked}>"
                yield f"?source {BELONGS} <{end.asked}> . ?link m4sd:linkSource ?source"
                yield f"{assessed} . ?link m4sd:linkSource ?source"
            case "domain":
                yield f"?source a m4sd:Finding ; m4sd:inDomain <{end.asked}> . ?link m4sd:linkSource ?source"
            case _:
                yield _own(way, wanted, "source", "linkSource")


def _target(end: End) -> Iterator[str]:
    for way, wanted in end.ways.items():
        match way:
            case "part":
                yield f"?target a sdgo:Target ; sdgo:isTargetOf <{end.asked}> . ?link m4sd:linkTarget ?target"
                yield f"?target {GCM} ; skos:broader <{end.asked}> . ?link m4sd:linkTarget ?target"
            case "domain":
                rooted = f"?finding m4sd:inDomain <{end.asked}> . ?origin m4sd:linkSource ?finding"
                yield f"{rooted} . ?link m4sd:premise* ?origin FILTER NOT EXISTS {{ ?origin m4sd:byRule ?from }}"
            case _:
                yield _own(way, wanted, "target", "linkTarget")


def _own(way: Way, wanted: Iterable[str], name: str, predicate: str) -> str:
    iris = " ".join(f"<{iri}>" for iri in wanted)
    if way == "class":
        return f"VALUES ?{name}Class {{ {iris} }} ?{name} a ?{name}Class . ?link m4sd:{predicate} ?{name}"
    return f"VALUES ?{name} {{ {iris} }} ?link m4sd:{predicate} ?{name}"


def _claim(longest: int) -> Iterator[str]:
    refused = ", ".join(f"lt:{name}" for name in NOT_CLAIMS)
    yield "?link m4sd:linkSource ?begin ; m4sd:linkTarget ?end ; m4sd:linkType ?kind ;"
    yield "  m4sd:confidence ?trust ; m4sd:reviewStatus ?status ; m4sd:pathLength ?steps ."
    yield f"FILTER(?kind NOT IN ({refused}) && ?status != rs:rejected && ?steps <= {longest})"
    yield f'FILTER NOT EXISTS {{ ?link m4sd:byRule/skos:notation "{ROLL_UP}" }}'
    yield _no_root("?root m4sd:reviewStatus rs:rejected")


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
