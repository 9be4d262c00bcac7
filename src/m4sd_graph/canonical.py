"""One way to write things down: canonical Turtle for curated files, canonical N-Quads and its digest for datasets."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

import pyoxigraph as ox
import rdflib

from m4sd_graph.load import parse_turtle


def format_turtle(content: bytes, name: str, prefixes: Mapping[str, str]) -> str:
    """Return the canonical form of a curated Turtle file (rdflib ``longturtle`` with the house prefixes).

    Raises TurtleError where the content cannot be parsed or holds blank nodes.
    """
    parse_turtle(content, name)
    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, namespace in prefixes.items():
        graph.bind(prefix, namespace, override=True, replace=True)
    parsed = rdflib.Graph(bind_namespaces="none").parse(data=content, format="turtle")
    for triple in parsed:
        graph.add(triple)
    return str(graph.serialize(format="longturtle"))


def canonical_nquads(quads: Iterable[ox.Quad]) -> bytes:
    """Return the RDFC-1.0 canonical N-Quads of ``quads``, lines sorted."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    lines = ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b""
    return b"".join(sorted(lines.splitlines(keepends=True)))


def digest(content: bytes) -> str:
    """Return ``sha256:<hex>`` of ``content``."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"
