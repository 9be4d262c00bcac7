"""One way to write things down: canonical Turtle for curated files, canonical N-Quads and its digest for datasets."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping

import pyoxigraph as ox
import rdflib
from rdflib.namespace import XSD

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
        graph.add((subject, predicate, _Verbatim.of(value)))
    return str(graph.serialize(format="longturtle"))


class _Verbatim(rdflib.Literal):
    """A literal that is written as it stands; rdflib's short forms of numbers round or complete some."""

    @classmethod
    def of(cls, term: rdflib.term.Identifier) -> rdflib.term.Identifier:
        """Return ``term``, as one of these where it is a typed literal."""
        if not isinstance(term, rdflib.Literal) or term.datatype is None:
            return term
        return cls(str(term), datatype=term.datatype, normalize=False)

    def _literal_n3(
        self, use_plain: bool = False, qname_callback: Callable[[rdflib.URIRef], str | None] | None = None
    ) -> str:
        plain = self.datatype in PLAIN and re.fullmatch(PLAIN[self.datatype], str(self)) is not None
        return super()._literal_n3(use_plain and plain, qname_callback)


def canonical_nquads(quads: Iterable[ox.Quad]) -> bytes:
    """Return the RDFC-1.0 canonical N-Quads of ``quads``, lines sorted."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    lines = ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b""
    return b"".join(sorted(lines.splitlines(keepends=True)))


def digest(content: bytes) -> str:
    """Return ``sha256:<hex>`` of ``content``."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"
