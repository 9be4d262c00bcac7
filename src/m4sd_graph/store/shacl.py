"""What makes pySHACL quick: a graph whose SPARQL queries Oxigraph answers, and shapes that are read once for all nodes.

pySHACL asks the graph both ways. Core constraints read triples, where rdflib's memory is the fastest; SPARQL
constraints scan the whole graph, where Oxigraph is far faster (see docs/quality.md). Handing queries to the store is
rdflib's own extension point.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pyoxigraph as ox
import rdflib
from rdflib.namespace import SH
from rdflib.plugins.stores.memory import Memory
from rdflib.query import Result
from rdflib.term import Variable

from m4sd_graph.load import Dataset, to_rdflib_term

# What a query, and each query inside it, projects.
SELECTED = re.compile(r"\bSELECT\b(?P<names>[^{]*?)(?:\bWHERE\b|\{)", re.IGNORECASE)
# Expressions in parentheses project their new name only.
EXPRESSION = re.compile(r"\((?:[^()]|\([^()]*\))*\)")
EngineTerm = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
VARIABLE = re.compile(r"[?$](\w+)")
TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)


class QueriedMemory(Memory):
    """rdflib's memory store whose SELECT queries Oxigraph answers; anything else falls back to rdflib.

    NotImplementedError is how a store tells rdflib to answer a query itself.
    """

    def __init__(self, engine: ox.Store) -> None:
        super().__init__()
        self._engine = engine

    def query(  # type: ignore[override]  # rdflib passes these by position
        self, query: object, _prefixes: object, bindings: Mapping[str, Any], *_: object, **__: object
    ) -> Result:
        """Answer ``query``; a bound variable takes effect where the query projects it, as pySHACL's $this is."""
        text = str(query)
        try:
            solutions = self._engine.query(text, substitutions=_substitutions(text, bindings))
        except RuntimeError as error:  # `SELECT *` does not project what stands in a filter alone
            raise NotImplementedError from error
        if not isinstance(solutions, ox.QuerySolutions):
            raise NotImplementedError
        names = [(v.value, Variable(v.value)) for v in solutions.variables]
        result = Result("SELECT")
        result.vars = [variable for _, variable in names]
        result.bindings = [{v: to_rdflib_term(row[n]) for n, v in names if row[n] is not None} for row in solutions]
        return result


def validation_graph(dataset: Dataset) -> rdflib.Graph:
    """Return the union of ``dataset`` as an rdflib graph whose queries are answered by Oxigraph."""
    engine = ox.Store()
    engine.bulk_extend(ox.Quad(t.subject, t.predicate, t.object) for t in dataset.triples())
    graph = rdflib.Graph(store=QueriedMemory(engine), bind_namespaces="none")
    for t in dataset.triples():
        graph.add((to_rdflib_term(t.subject), to_rdflib_term(t.predicate), to_rdflib_term(t.object)))
    return graph


def lifted(shapes: rdflib.Graph) -> rdflib.Graph:
    """Return ``shapes`` with the targets of node shapes at their property shapes, which then stand for themselves.

    The value node of a node shape is its focus node, so nothing else is validated or reported; but pySHACL reads a
    property shape anew for each focus node of its node shape, and once for all that it targets itself. Node shapes
    that others refer to, that are deactivated or that have no such target keep their property shapes.
    """
    result = rdflib.Graph()
    result += shapes
    for node, part in shapes.subject_objects(SH.property):
        targets = [(target, value) for target in TARGETS for value in shapes.objects(node, target)]
        if targets and not _bound(shapes, node):
            result.remove((node, SH.property, part))
            for target, value in targets:
                result.add((part, target, value))
    return result


def _bound(shapes: rdflib.Graph, node: rdflib.term.Node) -> bool:
    """Whether more hangs on a shape than its own targets: another shape, a path, a switch."""
    return (None, None, node) in shapes or any((node, p, None) in shapes for p in (SH.path, SH.deactivated))


def _substitutions(text: str, bindings: Mapping[str, Any]) -> dict[ox.Variable, EngineTerm]:
    """The bindings of the variables in ``text``; raise NotImplementedError where Oxigraph would not apply one."""
    written = set(VARIABLE.findall(text))
    bound = {str(name): term for name, term in bindings.items() if name in written}
    if not all(_projected(clause["names"], written).issuperset(bound) for clause in SELECTED.finditer(text)):
        raise NotImplementedError
    return {ox.Variable(name): _engine_term(term) for name, term in bound.items()}


def _projected(names: str, written: set[str]) -> set[str]:
    """The variables that a SELECT clause projects; ``*`` stands for all of ``written``."""
    plain = EXPRESSION.sub(" ", names)
    return written if "*" in plain else set(VARIABLE.findall(plain))


def _engine_term(term: object) -> EngineTerm:
    if isinstance(term, rdflib.URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, rdflib.Literal):
        datatype = ox.NamedNode(str(term.datatype)) if term.datatype else None
        return ox.Literal(str(term), datatype=datatype, language=term.language)
    raise NotImplementedError
