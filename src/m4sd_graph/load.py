"""Reads the curated Turtle of a workspace into a Dataset: named graphs in memory, each subject with its file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox
import rdflib

from m4sd_graph.errors import ReleaseError, TurtleError, WorkspaceError
from m4sd_graph.namespaces import GRAPH, SH
from m4sd_graph.workspace import SourceFile, Workspace

SERVICE_GRAPH = f"{GRAPH}service"
Triple = ox.Triple


@dataclass(frozen=True, slots=True)
class Dataset:
    """Named graphs in memory.

    ``graphs`` maps a graph IRI to its triples in a fixed order; ``origins`` maps a subject IRI to the file that
    describes it; ``prefixes`` are those of ``ontology/prefixes.ttl``.
    """

    graphs: Mapping[str, tuple[ox.Triple, ...]]
    origins: Mapping[str, str] = field(default_factory=dict)
    prefixes: Mapping[str, str] = field(default_factory=dict)

    def triples(self) -> Iterator[ox.Triple]:
        """Every triple of the union of what the graph says; the service's own graph is left out."""
        for name, triples in self.graphs.items():
            if name != SERVICE_GRAPH:
                yield from triples

    def quads(self) -> Iterator[ox.Quad]:
        """Every quad, graph by graph."""
        for name, triples in self.graphs.items():
            graph = ox.NamedNode(name)
            for t in triples:
                yield ox.Quad(t.subject, t.predicate, t.object, graph)

    def with_graph(self, name: str, triples: Iterable[ox.Triple]) -> Dataset:
        """Return a copy in which graph ``name`` holds ``triples`` in sorted order."""
        graphs = {**self.graphs, name: tuple(sorted(triples, key=str))}
        return Dataset(dict(sorted(graphs.items())), self.origins, self.prefixes)

    def to_rdflib(self) -> rdflib.Graph:
        """The union as one rdflib graph, for validation."""
        graph = rdflib.Graph(bind_namespaces="none")
        for prefix, namespace in self.prefixes.items():
            graph.bind(prefix, namespace)
        for t in self.triples():
            graph.add((to_rdflib_term(t.subject), to_rdflib_term(t.predicate), to_rdflib_term(t.object)))
        return graph


def load_dataset(workspace: Workspace) -> Dataset:
    """Parse every file of ontology/ and data/; raise TurtleError at the first that does not hold."""
    graphs: dict[str, dict[ox.Triple, None]] = {}
    origins: dict[str, str] = {}
    for file in workspace.files():
        triples = parse_file(file)
        graphs.setdefault(file.graph, {}).update(dict.fromkeys(triples))
        for triple in triples:
            origins.setdefault(iri_of(triple.subject), file.name)
    ordered = {name: tuple(sorted(triples, key=str)) for name, triples in sorted(graphs.items())}
    return Dataset(ordered, origins, load_prefixes(workspace))


def load_shapes(workspace: Workspace) -> rdflib.Graph:
    """Parse every file of shapes/ into one rdflib graph."""
    graph = rdflib.Graph()
    for file in workspace.shape_files():
        for t in parse_file(file):
            graph.add((to_rdflib_term(t.subject), to_rdflib_term(t.predicate), to_rdflib_term(t.object)))
    if not graph:
        raise WorkspaceError("no shape here: nothing would be checked.", place=str(workspace.root / "shapes"))
    return graph


def load_prefixes(workspace: Workspace) -> dict[str, str]:
    """Return the prefixes declared in ``ontology/prefixes.ttl``."""
    file = SourceFile(workspace.root / "ontology/prefixes.ttl", "ontology/prefixes.ttl", "")
    by_subject: dict[str, dict[str, str]] = {}
    for t in parse_file(file):
        if isinstance(t.object, ox.Literal):
            by_subject.setdefault(str(t.subject), {})[t.predicate.value] = t.object.value
    declared = [d for d in by_subject.values() if f"{SH}prefix" in d and f"{SH}namespace" in d]
    return dict(sorted((d[f"{SH}prefix"], d[f"{SH}namespace"]) for d in declared))


def parse_file(file: SourceFile) -> list[ox.Triple]:
    """Parse one Turtle file; the error names file, line and column. Blank nodes are refused."""
    return parse_turtle(file.path.read_bytes(), file.name)


def parse_path(path: Path) -> list[ox.Triple]:
    """Parse a Turtle file outside a workspace."""
    return parse_turtle(path.read_bytes(), str(path))


def load_nquads(path: Path, prefixes: Mapping[str, str]) -> Dataset:
    """Read the N-Quads dump of a release; raise ReleaseError where it cannot be read."""
    graphs: dict[str, list[ox.Triple]] = {}
    try:
        for quad in ox.parse(path=path, format=ox.RdfFormat.N_QUADS):
            graphs.setdefault(iri_of(quad.graph_name), []).append(quad.triple)
    except (OSError, SyntaxError) as error:
        raise ReleaseError(f"the dump cannot be read: {error}", place=str(path), remedy="Run `m4sd build`.") from error
    ordered = {name: tuple(sorted(triples, key=str)) for name, triples in sorted(graphs.items())}
    return Dataset(ordered, {}, dict(prefixes))


def parse_turtle(content: bytes, name: str) -> list[ox.Triple]:
    """Parse Turtle bytes that came from ``name``."""
    return [triple for _, triple in _parse(content, name, ox.RdfFormat.TURTLE)]


def parse_trig(content: bytes, name: str) -> list[tuple[str, ox.Triple]]:
    """Parse TriG bytes that came from ``name``: each triple with the IRI of its graph, "" for the default graph."""
    return _parse(content, name, ox.RdfFormat.TRIG)


def _parse(content: bytes, name: str, format_: ox.RdfFormat) -> list[tuple[str, ox.Triple]]:
    try:
        quads = list(ox.parse(content, format_))
    except SyntaxError as error:
        place = f"{name}:{error.lineno}:{error.offset}"
        raise TurtleError(f"not Turtle: {_first_line(error.msg)}", place=place) from None
    for triple in (quad.triple for quad in quads):
        if not isinstance(triple.subject, ox.NamedNode) or not isinstance(triple.object, ox.NamedNode | ox.Literal):
            what = "a triple term" if isinstance(triple.object, ox.Triple) else "a blank node"
            raise TurtleError(
                f"{what} at {_subject(triple)}.",
                place=name,
                remedy="Give the node an IRI: curated files hold none.",
            )
    return [
        ("" if isinstance(quad.graph_name, ox.DefaultGraph) else iri_of(quad.graph_name), quad.triple) for quad in quads
    ]


def iri_of(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | ox.DefaultGraph) -> str:
    """The IRI of a node; the text of any other term."""
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def _subject(triple: ox.Triple) -> str:
    return f"{triple.subject} {triple.predicate}"


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0]


def to_rdflib_term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> rdflib.term.Identifier:
    """The same term for rdflib."""
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.Literal):
        if term.language:
            return rdflib.Literal(term.value, lang=term.language)
        datatype = term.datatype.value
        plain = datatype == "http://www.w3.org/2001/XMLSchema#string"
        return rdflib.Literal(term.value, datatype=None if plain else rdflib.URIRef(datatype), normalize=False)
    raise TypeError(f"no rdflib term for {term}")
