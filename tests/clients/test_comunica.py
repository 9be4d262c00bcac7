"""Comunica finds out by itself what the service is, plans joins over it and other sources, and reads every form.

Version 4.5.0 is the newest that runs on Node.js 18 and 20. It would load two versions of its term factory beside each
other and lose language tags between them, so ``package.json`` keeps it to one.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from rdflib import XSD, Literal, URIRef

from m4sd_graph.store.protocol import Store
from tests.clients.support import (
    ASK,
    ASK_FALSE,
    BROKEN,
    CONSTRUCT,
    KYRGYZSTAN,
    PREFIXES,
    SELECT,
    TRICKY,
    VALENCE,
    Node,
    node,
    triples,
)

FOLDER = Path(__file__).parent
VISITS = f"<{KYRGYZSTAN}> <https://example.org/visited> 2024 ."
JOIN = f"""{PREFIXES}SELECT ?year ?name WHERE {{
  ?country <https://example.org/visited> ?year ; a m4sd:State ; skos:prefLabel ?name FILTER(LANG(?name) = "fr")
}}"""
GRAPH = f"{PREFIXES}SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE {{ GRAPH <{VALENCE}> {{ ?s a skos:Concept }} }}"
DESCRIPTION = """PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
SELECT ?endpoint WHERE { ?endpoint a sd:Service ; sd:endpoint ?endpoint ; sd:supportedLanguage sd:SPARQL11Query }"""
FEDERATED = "SELECT ?name WHERE {{ SERVICE <{}> {{ <{}> <http://www.w3.org/2004/02/skos/core#prefLabel> ?name }} }}"


def jobs(address: str) -> dict[str, dict[str, object]]:
    """Queries by name with their sources."""
    named = f"{address}/sparql"
    own = {"type": "serialized", "value": VISITS, "mediaType": "text/turtle", "baseIRI": "https://example.org/"}
    said: list[object] = [{"type": "sparql", "value": named}]
    return {
        "rows": {"query": SELECT, "sources": said},
        "true": {"query": ASK, "sources": said},
        "false": {"query": ASK_FALSE, "sources": said},
        "triples": {"query": CONSTRUCT, "sources": said},
        "echo": {"query": f'SELECT ("{TRICKY}" AS ?x) WHERE {{}}', "sources": said},
        "graph": {"query": GRAPH, "sources": said},
        "detected": {"query": SELECT, "sources": [named]},
        "description": {"query": DESCRIPTION, "sources": [{"type": "file", "value": named}]},
        "join": {"query": JOIN, "sources": [own, named]},
        "service": {"query": FEDERATED.format(named, KYRGYZSTAN), "sources": [own]},
        "broken": {"query": BROKEN, "sources": said},
        "refused": {"query": "SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "sources": said},
    }


@pytest.fixture(scope="module")
def answers(address: str) -> Mapping[str, Any]:
    """What Comunica answers, by name: all in one run, since most of the time goes into its start."""
    if shutil.which("node") is None:
        pytest.skip("Node.js is not installed: apt-get install nodejs npm")
    if not (FOLDER / "node_modules/@comunica/query-sparql").is_dir():
        pytest.skip("Comunica is not installed: npm ci --prefix tests/clients")
    done = subprocess.run(
        ["node", "comunica.mjs"],
        cwd=FOLDER,
        input=json.dumps(jobs(address)),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def read(term: Mapping[str, str]) -> Node:
    """A term of Comunica's as rdflib has it."""
    if term["kind"] == "NamedNode":
        return URIRef(term["value"])
    assert term["kind"] == "Literal"
    if term["language"]:
        return Literal(term["value"], lang=term["language"])
    plain = term["datatype"] == str(XSD.string)
    return Literal(term["value"], datatype=None if plain else URIRef(term["datatype"]))


def rows_of(answer: list[Mapping[str, Mapping[str, str]]]) -> list[dict[str, Node]]:
    return [{variable: read(term) for variable, term in row.items()} for row in answer]


def expected_rows(store: Store) -> list[dict[str, Node]]:
    return [{v: node(term) for v, term in row.items()} for row in store.select(SELECT).rows]


def test_rows(answers: Mapping[str, Any], store: Store) -> None:
    assert len(answers["rows"]) > 10
    assert rows_of(answers["rows"]) == expected_rows(store)


def test_truth(answers: Mapping[str, Any]) -> None:
    assert (answers["true"], answers["false"]) == (True, False)


def test_triples(answers: Mapping[str, Any], store: Store) -> None:
    found = {tuple(read(term) for term in triple) for triple in answers["triples"]}
    assert found == triples(store.construct(CONSTRUCT))


def test_the_query_arrives_unchanged(answers: Mapping[str, Any]) -> None:
    assert rows_of(answers["echo"]) == [{"x": Literal(TRICKY)}]


def test_a_named_graph(answers: Mapping[str, Any], store: Store) -> None:
    assert rows_of(answers["graph"]) == [{"n": node(store.select(GRAPH).rows[0]["n"])}]


def test_an_address_alone_is_found_to_be_an_endpoint(answers: Mapping[str, Any], store: Store) -> None:
    assert rows_of(answers["detected"]) == expected_rows(store)


def test_the_service_description_is_read_as_triples(answers: Mapping[str, Any], endpoint: str) -> None:
    """What it asks for first is a long list in which HTML comes after all forms of RDF."""
    assert rows_of(answers["description"]) == [{"endpoint": URIRef(endpoint)}]


def test_a_join_that_it_plans_over_the_service_and_its_own_data(answers: Mapping[str, Any]) -> None:
    assert rows_of(answers["join"]) == [{"year": Literal(2024), "name": Literal("Kirghizistan", lang="fr")}]


def test_service_in_a_query_of_its_own(answers: Mapping[str, Any], store: Store) -> None:
    names = {row["name"] for row in rows_of(answers["service"])}
    assert names == {o for s, _, o in triples(store.construct(CONSTRUCT)) if str(s) == KYRGYZSTAN}


@pytest.mark.parametrize("name", ["broken", "refused"])
def test_errors_are_errors(answers: Mapping[str, Any], name: str) -> None:
    assert answers[name]["error"]
