"""What the tests of the service description share: a small summary, a service with everything, a reading of both."""

from __future__ import annotations

import rdflib
from rdflib.namespace import RDFS

from m4sd_graph import namespaces
from m4sd_graph.service_description import FORMATS, Capabilities, serialise, service_description
from m4sd_graph.store.protocol import GRAPH_TYPES, RESULT_TYPES
from m4sd_graph.summary import Summary

EX = "https://example.org/"
ENDPOINT = "https://example.org/sparql"
SERVICE = rdflib.URIRef(ENDPOINT)
DATASET, DEFAULT = rdflib.URIRef(f"{ENDPOINT}#dataset"), rdflib.URIRef(f"{ENDPOINT}#default-graph")
SD = rdflib.Namespace(namespaces.SD)
FORMAT = rdflib.Namespace(FORMATS)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PLAIN = Capabilities(rows=RESULT_TYPES, triples=GRAPH_TYPES)
FULL = Capabilities(
    rows={**RESULT_TYPES, "xlsx": XLSX, "html": "text/html"},
    triples={**GRAPH_TYPES, "html": "text/html"},
    timeout=15,
    longest_timeout=60,
    memory=512 * 2**20,
    result=100 * 2**20,
    length=100_000,
    service_endpoints=("https://example.com/sparql",),
    title={"en": "Migration policies", "fr": "Politiques migratoires"},
    licence="https://creativecommons.org/licenses/by/4.0/",
    version="1.2.3+0a1b2c3d",
    issued="2025-01-31",
    uri_space=namespaces.ID,
)
TINY = Summary(3, {f"{EX}g": 3}, (f"{EX}g",), False, {f"{EX}c#Place": 2}, {f"{EX}p/near": 3}, 2, 2)


def described(summary: Summary = TINY, capabilities: Capabilities = FULL) -> rdflib.Graph:
    statements = service_description(ENDPOINT, summary, capabilities)
    return rdflib.Graph().parse(data=serialise(statements, "application/n-triples", {}), format="nt")


def comment(graph: rdflib.Graph, language: str) -> str:
    [text] = [o for o in graph.objects(SERVICE, RDFS.comment) if getattr(o, "language", None) == language]
    return str(text)
