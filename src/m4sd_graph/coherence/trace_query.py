"""The SPARQL query that finds the links of a trace, at any endpoint whose default graph holds them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from m4sd_graph.coherence.claim_query import GCM, NO_ROLL_UP, belongs, claims, either, prefixes
from m4sd_graph.coherence.ends import End, Way
from m4sd_graph.coherence.trace import Trace


def query_of(trace: Trace) -> str:
    """Return a SELECT with a row per chain and step: ?link is the conclusion, ?step each link it follows from."""
    inner = (
        *either(_source(trace.source)),
        *either(_target(trace.target)),
        *claims(trace.options),
        f"?link m4sd:pathLength ?steps FILTER(?steps <= {trace.longest})",
        NO_ROLL_UP,
    )
    lines = (
        f"# {trace.source.asked} -> {trace.target.asked}",
        *prefixes(),
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


def _source(end: End) -> Iterator[str]:
    for way, wanted in end.ways.items():
        match way:
            case "country":
                for way_to in belongs("?source", f"<{end.asked}>"):
                    yield f"{way_to} . ?link m4sd:linkSource ?source"
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
