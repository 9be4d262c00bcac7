"""The figures of a store are those that counting its triples one by one gives."""

from __future__ import annotations

from collections import Counter, defaultdict

import pyoxigraph as ox
import pytest

from m4sd_graph.load import SERVICE_GRAPH
from m4sd_graph.namespaces import RDF
from m4sd_graph.release import NQUADS, Release
from m4sd_graph.store.local import LocalStore
from m4sd_graph.summary import Summary, summarise
from tests.lib.support import dataset, triples

EX = "https://example.org/"
A, B = f"{EX}graph/a", f"{EX}graph/b"
ISLE = 'ex:isle a ex:Place ; ex:name "Isle"@en , "Isle" , "Île"@fr ; ex:near ex:shore .'
SHORE = "ex:shore a ex:Place , ex:Coast ; ex:near ex:isle . ex:isle ex:near ex:shore ."


def unnamed(text: str, **named: str) -> LocalStore:
    """A store as it is of a file with triples outside of named graphs."""
    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples(text))
    store.extend(dataset(**named).quads())
    return LocalStore(store)


def test_a_triple_of_two_graphs_counts_once() -> None:
    assert summarise(LocalStore.from_dataset(dataset(a=ISLE, b=SHORE))) == Summary(
        triples=8,
        graphs={A: 5, B: 4},
        default_members=(A, B),
        has_unnamed=False,
        classes={f"{EX}Coast": 1, f"{EX}Place": 2},
        properties={f"{EX}name": 3, f"{EX}near": 2, f"{RDF}type": 3},
        subjects=2,
        objects=7,
    )


def test_the_service_graph_is_no_part_of_the_default_graph() -> None:
    told = dataset(a=ISLE).with_graph(SERVICE_GRAPH, triples("ex:release ex:of ex:data ."))
    summary = summarise(LocalStore.from_dataset(told))
    assert summary.graphs == {A: 5, SERVICE_GRAPH: 1}
    assert summary.default_members == (A,)
    assert f"{EX}of" not in summary.properties
    assert not summary.is_union


def test_a_default_graph_of_its_own_is_told_from_a_union() -> None:
    summary = summarise(unnamed(ISLE, b=SHORE))
    assert (summary.triples, summary.graphs, summary.default_members) == (5, {B: 4}, ())
    assert summary.has_unnamed
    assert not summary.is_union


def test_a_union_with_triples_of_no_graph_is_no_union() -> None:
    summary = summarise(unnamed(ISLE + SHORE, b=SHORE))
    assert summary.default_members == (B,)
    assert summary.has_unnamed
    assert not summary.is_union


def test_classes_and_graphs_without_an_iri_are_not_listed() -> None:
    blank, near = ox.BlankNode(), ox.NamedNode(f"{EX}near")
    store = ox.Store()
    store.add(ox.Quad(blank, ox.NamedNode(f"{RDF}type"), ox.BlankNode()))
    store.add(ox.Quad(near, near, near, blank))
    summary = summarise(LocalStore(store))
    assert (summary.triples, summary.classes, summary.graphs) == (1, {}, {})


def test_an_empty_store_has_nothing() -> None:
    assert summarise(LocalStore(ox.Store())) == Summary(0, {}, (), False, {}, {}, 0, 0)


@pytest.fixture(scope="module")
def of_release(store: LocalStore) -> Summary:
    return summarise(store)


def test_the_figures_of_the_release_are_those_of_its_dump(release: Release, of_release: Summary) -> None:
    quads = list(ox.parse(path=release.folder / NQUADS, format=ox.RdfFormat.N_QUADS))
    union = {q.triple for q in quads if q.graph_name != ox.NamedNode(SERVICE_GRAPH)}
    instances: dict[str, set[object]] = defaultdict(set)
    for t in union:
        if t.predicate.value == f"{RDF}type" and isinstance(t.object, ox.NamedNode):
            instances[t.object.value].add(t.subject)
    assert of_release.triples == len(union) > 10_000
    assert of_release.graphs == Counter(q.graph_name.value for q in quads if isinstance(q.graph_name, ox.NamedNode))
    assert of_release.classes == {name: len(found) for name, found in instances.items()}
    assert of_release.properties == Counter(t.predicate.value for t in union)
    assert of_release.subjects == len({t.subject for t in union})
    assert of_release.objects == len({t.object for t in union})


def test_the_default_graph_of_the_release_is_every_graph_but_the_service_graph(of_release: Summary) -> None:
    assert set(of_release.default_members) == of_release.graphs.keys() - {SERVICE_GRAPH}
    assert not of_release.has_unnamed
