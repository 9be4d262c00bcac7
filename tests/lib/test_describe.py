"""A record holds what is said of a thing, with its evidence, the labels to show it and the notices it must carry."""

from __future__ import annotations

import pytest

from m4sd_graph.describe import BATCH, EVIDENCE, batches, describe, labels, nearest
from m4sd_graph.errors import NotFoundError
from m4sd_graph.load import Dataset
from m4sd_graph.namespaces import ID, M4SD, OA, RDF, SKOS
from m4sd_graph.release import Release
from m4sd_graph.store.local import LocalStore
from m4sd_graph.store.protocol import Term
from tests.lib.support import triples

EX = "https://example.org/"
WORLD = """
ex:isle a ex:Place ; skos:prefLabel "Isle"@en , "Île"@fr ; m4sd:hasEvidence ex:proof ; ex:near ex:shore .
ex:proof a m4sd:Evidence ; m4sd:paraphrase "It lies there."@en ; oa:hasSelector <https://example.org/proof#position> ;
  oa:hasSource ex:book .
<https://example.org/proof#position> a oa:TextPositionSelector ; oa:start 3 ; oa:end 9 .
ex:book rdfs:label "Book" ; foaf:page <https://example.org/book.html> .
ex:shore skos:prefLabel "Shore"@en ; m4sd:requiredNote "See the note."@en , "Voir la note."@fr .
ex:ferry ex:goes ex:isle ; skos:prefLabel "Ferry"@en .
"""
HEAD = "PREFIX oa: <http://www.w3.org/ns/oa#> PREFIX foaf: <http://xmlns.com/foaf/0.1/>\n"


@pytest.fixture(scope="module")
def store() -> LocalStore:
    return LocalStore.from_dataset(Dataset({f"{EX}graph": triples(HEAD + WORLD)}))


@pytest.fixture(scope="module")
def served(release: Release) -> LocalStore:
    return release.open_store()


def test_a_record_reaches_evidence_and_selector_and_no_further(store: LocalStore) -> None:
    record = describe(store, f"{EX}isle")
    assert {s.subject.value for s in record.statements} == {f"{EX}isle", f"{EX}proof", f"{EX}proof#position"}
    assert len(record.statements) == 5 + 4 + 3
    assert [s.predicate.value for s in record.own()] == sorted(s.predicate.value for s in record.own())
    assert record.about(f"{EX}isle")[EVIDENCE] == [Term("iri", f"{EX}proof")]
    assert record.about(f"{EX}proof#position")[f"{OA}start"][0].value == "3"


def test_evidence_alone_holds_its_selector(store: LocalStore) -> None:
    assert {s.subject.value for s in describe(store, f"{EX}proof").statements} == {f"{EX}proof", f"{EX}proof#position"}


def test_what_points_at_a_thing_is_told_unless_unwanted(store: LocalStore) -> None:
    assert describe(store, f"{EX}isle").incoming == ((f"{EX}ferry", f"{EX}goes"),)
    assert describe(store, f"{EX}isle", incoming=False).incoming == ()


def test_a_thing_that_is_only_pointed_at_is_known(store: LocalStore) -> None:
    record = describe(store, f"{EX}Place")
    assert (record.statements, record.incoming) == ((), ((f"{EX}isle", f"{RDF}type"),))


def test_labels_of_everything_named_come_along(store: LocalStore) -> None:
    record = describe(store, f"{EX}isle")
    assert record.label(f"{EX}isle") == "Isle"
    assert record.label(f"{EX}isle", ["fr"]) == "Île"
    assert record.label(f"{EX}isle", ["ru"]) in ("Isle", "Île")
    assert record.label(f"{EX}book") == "Book"
    assert record.label(f"{EX}proof#position") == "position"
    assert record.pages == {f"{EX}book": (f"{EX}book.html",)}


def test_notices_of_what_is_named_come_along(store: LocalStore) -> None:
    record = describe(store, f"{EX}isle")
    assert (record.notices("fr"), record.notices("ky")) == (("Voir la note.",), ("See the note.",))


@pytest.mark.parametrize("iri", [f"{EX}nowhere", "no iri", "http://a> ?s ?p } #", ""])
def test_what_is_not_known_is_not_found(store: LocalStore, iri: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        describe(store, iri)
    assert caught.value.place == iri


def test_labels_and_batches_cope_with_more_than_a_query_holds(store: LocalStore) -> None:
    many = [f"{EX}{'x' * 60}{n}" for n in range(5 * BATCH)]
    assert labels(store, [*many, f"{EX}isle"]) == {f"{EX}isle": {"en": "Isle", "fr": "Île"}}
    assert len(list(batches(many))) == 5
    assert list(batches([])) == []


def test_near_names_are_found_best_in_the_same_folder(served: LocalStore) -> None:
    assert nearest(served, f"{ID}country/kirgizstan")[0] == f"{ID}country/kyrgyzstan"
    assert len(nearest(served, f"{ID}org/iom")) <= 5
    assert nearest(served, f"{ID}org/{'z' * 40}") == []


def test_a_record_of_the_project_leads_to_its_passages(served: LocalStore) -> None:
    query = f"""SELECT ?s ?e ?p {{ ?s m4sd:hasEvidence ?e . ?e oa:hasSelector ?p . ?p oa:start ?n
        FILTER(STRSTARTS(STR(?s), '{ID}')) }} ORDER BY ?s LIMIT 20"""
    rows = served.select(query).texts()
    assert len(rows) == 20
    for thing, evidence, position in rows:
        record = describe(served, thing)
        assert {f"{M4SD}passageDigest", f"{OA}hasSource"} <= set(record.about(evidence))
        assert {f"{OA}start", f"{OA}end"} <= set(record.about(position))


def test_every_thing_of_the_project_can_be_described(served: LocalStore) -> None:
    """Also those with thousands of links; each record is what SPARQL says of its subject."""
    rows = served.select("SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s ORDER BY ?s").texts()
    busiest = served.select(
        "SELECT ?o { ?s ?p ?o FILTER(isIRI(?o)) } GROUP BY ?o ORDER BY DESC(COUNT(?s)) LIMIT 5"
    ).texts()
    assert len(rows) > 1_000
    for iri, count in rows[::7]:
        assert len(describe(served, iri, incoming=False).own()) == int(count)
    for [iri] in busiest:
        assert len(describe(served, iri).incoming) > 100


def test_labels_are_those_of_the_graph(served: LocalStore) -> None:
    iri = f"{ID}country/kyrgyzstan"
    rows = served.select(f"SELECT ?l {{ <{iri}> <{SKOS}prefLabel> ?l }}").rows
    stated = {row["l"].language: row["l"].value for row in rows}
    assert labels(served, [iri])[iri].items() >= stated.items()
    assert {"en", "fr"} <= set(stated)
