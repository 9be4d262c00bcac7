"""One way to write things down: canonical Turtle for curated files, canonical N-Quads and its digest for datasets."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from io import BytesIO

import pyoxigraph as ox
import rdflib
from rdflib.namespace import XSD
from rdflib.plugins.serializers.longturtle import LongTurtleSerializer

from m4sd_graph.load import parse_turtle, to_rdflib_term

# What Turtle reads back as the same literal when it stands without quotes.
PLAIN = {XSD.integer: r"[+-]?[0-9]+", XSD.decimal: r"[+-]?[0-9]*\.[0-9]+", XSD.boolean: "true|false"}


def format_turtle(content: bytes, name: str, prefixes: Mapping[str, str]) -> str:
    """Return the canonical form of a curated Turtle file (rdflib ``longturtle`` with the house prefixes).

    Raises TurtleError where the content cannot be parsed or holds blank nodes.
    """
    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, namespace in prefixes.items():
        graph.bind(prefix, namespace, override=True, replace=True)
    for triple in parse_turtle(content, name):
        subject, predicate, value = map(to_rdflib_term, (triple.subject, triple.predicate, triple.object))
        graph.add((subject, predicate, value))
    stream = BytesIO()
    _Serializer(graph).serialize(stream)  # type: ignore[no-untyped-call]
    return stream.getvalue().decode()


class _Serializer(LongTurtleSerializer):
    """rdflib's, but literals keep their text, and no prefix is made up: its number would depend on a set's order."""

    def get_pname(self, uri: object, gen_prefix: bool = False) -> str | None:  # noqa: ARG002
        """The prefixed name of ``uri`` where a house prefix fits."""
        found: str | None = super().get_pname(uri, gen_prefix=False)  # type: ignore[no-untyped-call]
        return found

    def label(self, node: rdflib.term.Identifier, position: int) -> str:
        """How ``node`` is written; rdflib's short forms of numbers round or complete some."""
        if isinstance(node, rdflib.Literal) and not re.fullmatch(PLAIN.get(node.datatype or XSD.string, ""), str(node)):
            return node._literal_n3(qname_callback=self.get_pname)
        return str(super().label(node, position))  # type: ignore[no-untyped-call]


def canonical_nquads(quads: Iterable[ox.Quad]) -> bytes:
    """Return the RDFC-1.0 canonical N-Quads of ``quads``, lines sorted."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    lines = ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b""
    return b"".join(sorted(lines.splitlines(keepends=True)))


def digest(content: bytes) -> str:
    """Return ``sha256:<hex>`` of ``content``."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"
