"""The Oxigraph server asks the service through SERVICE and joins the rows with its own."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from m4sd_graph.store.protocol import Store
from tests.clients.support import KYRGYZSTAN, PREFIXES, STATES, free_port, parsed_table, running, table

PROGRAM = Path(sys.executable).with_name("oxigraph")
VISITS = f"<{KYRGYZSTAN}> <https://example.org/visited> 2024 ."


@pytest.fixture(scope="module")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the other server answers queries; it knows one triple of its own."""
    program = PROGRAM if PROGRAM.exists() else shutil.which("oxigraph")
    if program is None:
        pytest.skip("the Oxigraph server is not installed: pip install oxigraph")
    folder = tmp_path_factory.mktemp("oxigraph")
    address = f"127.0.0.1:{free_port()}"
    command = [program, "serve", "--location", str(folder / "data"), "--bind", address]
    with running(command, "Listening for requests", folder):
        headers = {"Content-Type": "text/turtle"}
        httpx.post(f"http://{address}/store?default", content=VISITS, headers=headers).raise_for_status()
        yield f"http://{address}/query"


def ask(oxigraph: str, query: str, form: str = "json") -> httpx.Response:
    headers = {"Accept": f"application/sparql-results+{form}", "Content-Type": "application/sparql-query"}
    return httpx.post(oxigraph, content=query, headers=headers, timeout=30)


def test_rows_of_a_service_are_the_rows_of_the_store(oxigraph: str, endpoint: str, store: Store) -> None:
    inside = STATES.removeprefix(PREFIXES).partition("WHERE")[2]
    answer = ask(oxigraph, f"{PREFIXES}SELECT ?s ?name WHERE {{ SERVICE <{endpoint}> {inside} }}")
    assert answer.status_code == 200, answer.text
    found = parsed_table(answer.content, "json")
    assert len(found) > 20
    assert {tuple(row) for row in found} == {tuple(row) for row in table(store.select(STATES))}


def test_a_join_with_its_own_data(oxigraph: str, endpoint: str) -> None:
    query = f"""{PREFIXES}SELECT ?year ?name WHERE {{
      ?country <https://example.org/visited> ?year
      SERVICE <{endpoint}> {{ ?country a m4sd:State ; skos:prefLabel ?name FILTER(LANG(?name) = "fr") }}
    }}"""
    assert [[str(v) for v in row] for row in parsed_table(ask(oxigraph, query).content, "json")] == [
        ["2024", "Kirghizistan"]
    ]


def test_comparisons_and_typed_values_arrive(oxigraph: str, endpoint: str, store: Store) -> None:
    bounds = '?d<"2018-05-01"^^xsd:date && ?d > "2000-01-01"^^xsd:date'
    inside = f"SELECT (COUNT(DISTINCT ?p) AS ?n) WHERE {{ ?p dcat:startDate ?d FILTER({bounds}) }}"
    prefixes = f"PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n{PREFIXES}"
    answer = ask(oxigraph, f"{prefixes}SELECT ?n WHERE {{ SERVICE <{endpoint}> {{ {inside} }} }}")
    expected = table(store.select(prefixes + inside))
    assert int(str(expected[0][0])) > 0
    assert parsed_table(answer.content, "json") == expected


def test_a_refusal_is_no_empty_result(oxigraph: str, endpoint: str) -> None:
    inside = f"SERVICE <{endpoint}> {{ SERVICE <http://127.0.0.1:9/> {{ ?s ?p ?o }} }}"
    answer = ask(oxigraph, f"SELECT * WHERE {{ {inside} }}")
    assert answer.status_code >= 400 or not _is_complete(answer)


def _is_complete(answer: httpx.Response) -> bool:
    return answer.text.rstrip().endswith("]}}")


def test_silent_passes_over_a_refusal(oxigraph: str, endpoint: str) -> None:
    inside = f"SERVICE SILENT <{endpoint}> {{ SERVICE <http://127.0.0.1:9/> {{ ?s ?p ?o }} }}"
    answer = ask(oxigraph, f"SELECT ?year WHERE {{ ?c <https://example.org/visited> ?year {inside} }}")
    assert [[str(v) for v in row] for row in parsed_table(answer.content, "json")] == [["2024"]]
