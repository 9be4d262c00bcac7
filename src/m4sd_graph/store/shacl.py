"""An rdflib graph for validation: rdflib's memory store for triples, Oxigraph for its SPARQL queries.

pySHACL asks the graph both ways. Core constraints read triples, where rdflib's memory is the fastest; SPARQL
constraints scan the whole graph, where Oxigraph is far faster (measured on the first release: validation 10.4 s of
processor time with rdflib's SPARQL, see docs/quality.md). Handing queries to the store is rdflib's own extension point.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyoxigraph as ox
import rdflib
from rdflib.plugins.stores.memory import Memory
from rdflib.query import Result
from rdflib.term import Variable

from m4sd_graph.load import Dataset, to_rdflib_term


class QueriedMemory(Memory):
    """rdflib's memory store whose SELECT queries Oxigraph answers; anything else falls back to rdflib."""

    def __init__(self, engine: ox.Store) -> None:
        super().__init__()
        self._engine = engine

    def query(  # type: ignore[override]  # rdflib passes these by position
        self, query: object, _prefixes: object, bindings: Mapping[str, Any], *_: object, **__: object
    ) -> Result:
        """Answer ``query``; a bound variable takes effect where the query projects it, as pySHACL's $this is."""
        text = str(query)
        bound = {ox.Variable(name): ox.NamedNode(iri) for name, iri in bindings.items() if f"${name} " in text}
        solutions = self._engine.query(text, substitutions=dict(bound))
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
    for triple in dataset.to_rdflib():
        graph.add(triple)
    return graph
