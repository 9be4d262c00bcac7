"""A page as JSON-LD says nothing that the graph does not say, but for its paging."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pyld import jsonld

from m4sd_graph.collections import COLLECTIONS
from m4sd_graph.collections.document import HYDRA_PATH, Addresses, index_document, page_document, records_of, template
from m4sd_graph.collections.page import Page
from m4sd_graph.collections.schema import PAGE_SCHEMAS
from m4sd_graph.framing import Words
from m4sd_graph.jsonld import load_context
from m4sd_graph.store.local import LocalStore
from tests.lib.collections.support import page_of

ONTOLOGY = Path(__file__).resolve().parents[3] / "ontology"
V1 = load_context(ONTOLOGY)
HYDRA = json.loads((ONTOLOGY / HYDRA_PATH).read_text(encoding="utf-8"))
WORDS = Words(V1)
CONTEXTS = [V1["@context"], HYDRA["@context"]]
HERE = "https://service.example"
CORE = "http://www.w3.org/ns/hydra/core#"
AT = Addresses(f"{HERE}/x", f"{HERE}/x?limit=1", f"{HERE}/x", f"{HERE}/x?cursor=a", f"{HERE}/x?cursor=b")
Triple = tuple[str, str, tuple[str, ...]]


def document(page: Page, *languages: str) -> dict[str, Any]:
    return page_document(page, records_of(page, languages), WORDS, CONTEXTS, AT)


def triples(found: dict[str, Any]) -> set[Triple]:
    """The triples of a JSON-LD document as an independent processor reads them."""
    quads = jsonld.to_rdf(found, {})["@default"]
    return {(q["subject"]["value"], q["predicate"]["value"], _term(q["object"])) for q in quads}


def _term(value: dict[str, str]) -> tuple[str, ...]:
    if value["type"] != "literal":
        return (value["type"], value["value"])
    return (value["value"], value["datatype"], value.get("language", ""))


@pytest.fixture(scope="module")
def graph_triples(graph: LocalStore) -> set[Triple]:
    rows = graph.select("SELECT ?s ?p ?o { ?s ?p ?o }").rows
    string, tagged = "http://www.w3.org/2001/XMLSchema#string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
    found: set[Triple] = set()
    for row in rows:
        o = row["o"]
        datatype = tagged if o.language else o.datatype or string
        term: tuple[str, ...] = ("IRI", o.value) if o.kind == "iri" else (o.value, datatype, o.language)
        found.add((row["s"].value, row["p"].value, term))
    return found


@pytest.mark.parametrize("name", COLLECTIONS)
def test_every_triple_of_a_page_is_in_the_graph_but_those_of_paging(
    graph: LocalStore, graph_triples: set[Triple], name: str
) -> None:
    page = page_of(graph, name, limit=30)
    found = triples(document(page))
    paging = {t for t in found if t[0].startswith(HERE)}
    assert {p.removeprefix(CORE) for _, p, _ in paging} == {
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "totalItems", "member", "view", "first", "next", "previous",
    }  # fmt: skip
    assert found - paging <= graph_triples
    assert {s for s, p, o in paging if o == ("IRI", f"{CORE}Collection")} == {AT.whole}
    assert {o[1] for _, p, o in paging if p == f"{CORE}member"} == set(page.members)


@pytest.mark.parametrize("name", COLLECTIONS)
def test_every_column_of_a_page_is_told(graph: LocalStore, name: str) -> None:
    page = page_of(graph, name, limit=30)
    found = triples(document(page))
    for member in page.members:
        for column in page.selection.collection.columns:
            values = {t.value for t in page.facts.of(member, column)}
            told = {o[-1] if o[0] in ("IRI", "blank node") else o[0] for _, p, o in found if p == column.properties[-1]}
            assert values <= told, column.name


@pytest.mark.parametrize("name", COLLECTIONS)
def test_a_page_fits_its_schema_in_all_languages_and_in_one(graph: LocalStore, name: str) -> None:
    schema = PAGE_SCHEMAS[f"{name}-page"](WORDS)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for found in (document(page_of(graph, name)), document(page_of(graph, name, limit=5), "fr")):
        if len(found["member"]) > 1000:
            found["member"] = found["member"][:1000]
        assert not [f"{list(e.path)}: {e.message}" for e in validator.iter_errors(found)]


@pytest.mark.parametrize(
    "damage",
    [
        lambda d: d.pop("totalItems"),
        lambda d: d.update(totalItems="3"),
        lambda d: d.update(extra=1),
        lambda d: d["member"][0].pop("type"),
        lambda d: d["member"][0].update(type=["Treaty"]),
        lambda d: d["member"][0].update(label="text"),
        lambda d: d["member"][0].update(unknown="text"),
        lambda d: d["member"][0]["kind"][0].pop("id"),
        lambda d: d["member"][0].update(jurisdiction={"id": "x"}),
        lambda d: d["view"].pop("first"),
    ],
)
def test_the_schema_refuses_what_is_no_page(graph: LocalStore, damage: Any) -> None:  # noqa: ANN401
    found = document(page_of(graph, "policies", limit=1))
    damage(found)
    assert not Draft202012Validator(PAGE_SCHEMAS["policies-page"](WORDS)).is_valid(found)


def test_one_language_is_one_text_each(graph: LocalStore) -> None:
    found = document(page_of(graph, "policies"), "fr")
    assert all(list(member["label"]) == ["fr"] for member in found["member"])
    assert all(len(kind["label"]) == 1 for member in found["member"] for kind in member["kind"])


def test_members_carry_the_certainty_of_the_day_outside_of_rdf(graph: LocalStore) -> None:
    page = page_of(graph, "policies", ("inForce", "2023-01-01"), ("certainty", "yes"), ("certainty", "unknown"))
    found = document(page)
    assert {member["certainty"] for member in found["member"]} == {"yes", "unknown"}
    assert found["totalItems"] == found["certainty"]["yes"] + found["certainty"]["unknown"]
    bare = {**found, "member": [{k: v for k, v in m.items() if k != "certainty"} for m in found["member"]]}
    bare.pop("certainty")
    assert triples(found) == triples(bare)


def test_the_index_lists_every_collection_with_its_template() -> None:
    found = index_document([(c, 3) for c in COLLECTIONS.values()], CONTEXTS, HERE)
    listed = {t for t in triples(found) if t[1] == f"{CORE}collection"}
    assert {o[1] for _, _, o in listed} == {f"{HERE}/{name}" for name in COLLECTIONS}
    assert template(COLLECTIONS["treaties"], HERE).startswith(f"{HERE}/treaties{{?country*,type*,inForce,")


def test_words_that_the_paging_context_takes_keep_their_meaning_in_members() -> None:
    member = {"id": "https://x.example/c", "type": ["Collection"], "member": ["https://x.example/d"]}
    found = triples({"@context": CONTEXTS, "id": HERE, "type": ["Collection"], "member": [member]})
    skos = "http://www.w3.org/2004/02/skos/core#"
    assert ("https://x.example/c", f"{skos}member", ("IRI", "https://x.example/d")) in found
    assert (HERE, f"{CORE}member", ("IRI", "https://x.example/c")) in found
