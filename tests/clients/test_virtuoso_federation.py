"""Virtuoso asks the service through SERVICE and joins the rows with its own."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from m4sd_graph.store.protocol import Store
from tests.clients.support import KYRGYZSTAN, PREFIXES, STATES, free_port, parsed_table, running, table

MISSING = "Virtuoso is not installed: apt-get install virtuoso-opensource-7-bin"
SETTINGS = """[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = temporary.db
TransactionFile = temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
CheckpointInterval = 0
NumberOfBuffers = 2000
MaxDirtyBuffers = 1000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 4
ServerRoot = .
[SPARQL]
ResultSetMaxRows = 100000
MaxQueryExecutionTime = 30
"""
# Its anonymous user may use SERVICE once it may read the procedure view and run the procedure behind it.
STATEMENTS = f"""GRANT SELECT ON DB.DBA.SPARQL_SINV_2 TO "SPARQL";
GRANT EXECUTE ON DB.DBA.SPARQL_SINV_IMP TO "SPARQL";
SPARQL INSERT DATA {{ GRAPH <https://example.org/visits> {{ <{KYRGYZSTAN}> <https://example.org/visited> 2024 }} }};
"""


@pytest.fixture(scope="module")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the other server answers queries; it knows one triple of its own."""
    if not (shutil.which("virtuoso-t") and shutil.which("isql-vt")):
        pytest.skip(MISSING)
    folder = tmp_path_factory.mktemp("virtuoso")
    sql, http = free_port(), free_port()
    (folder / "virtuoso.ini").write_text(SETTINGS.format(sql=sql, http=http), encoding="utf-8")
    with running(["virtuoso-t", "+foreground", "+configfile", "virtuoso.ini"], r"\bServer online at", folder):
        _prepare(folder, sql)
        yield f"http://127.0.0.1:{http}/sparql"


def _prepare(folder: Path, port: int) -> None:
    command = ["isql-vt", f"127.0.0.1:{port}", "dba", "dba", "ERRORS=STDOUT"]
    done = subprocess.run(command, input=STATEMENTS, text=True, capture_output=True, cwd=folder, check=True, timeout=60)
    assert "*** Error" not in done.stdout, done.stdout


def ask(virtuoso: str, query: str) -> httpx.Response:
    headers = {"Accept": "application/sparql-results+json"}
    return httpx.post(virtuoso, data={"query": query}, headers=headers, timeout=60)


def test_rows_of_a_service_are_the_rows_of_the_store(virtuoso: str, endpoint: str, store: Store) -> None:
    inside = STATES.removeprefix(PREFIXES).partition("WHERE")[2]
    answer = ask(virtuoso, f"{PREFIXES}SELECT ?s ?name WHERE {{ SERVICE <{endpoint}> {inside} }}")
    assert answer.status_code == 200, answer.text
    found = parsed_table(answer.content, "json")
    assert len(found) > 20
    assert {tuple(row) for row in found} == {tuple(row) for row in table(store.select(STATES))}


def test_a_filter_inside_the_service(virtuoso: str, endpoint: str) -> None:
    query = f"""{PREFIXES}SELECT ?name WHERE {{
      SERVICE <{endpoint}> {{ <{KYRGYZSTAN}> skos:prefLabel ?name FILTER(LANG(?name) = "ky") }}
    }}"""
    assert [[str(v) for v in row] for row in parsed_table(ask(virtuoso, query).content, "json")] == [["Кыргызстан"]]


def test_a_join_with_its_own_data(virtuoso: str, endpoint: str) -> None:
    query = f"""{PREFIXES}SELECT ?year ?name WHERE {{
      GRAPH <https://example.org/visits> {{ ?country <https://example.org/visited> ?year }}
      SERVICE <{endpoint}> {{ ?country skos:prefLabel ?name FILTER(LANG(?name) = "fr") }}
    }}"""
    answer = ask(virtuoso, query)
    assert answer.status_code == 200, answer.text
    assert [[str(v) for v in row] for row in parsed_table(answer.content, "json")] == [["2024", "Kirghizistan"]]


def test_a_refusal_is_no_empty_result(virtuoso: str, endpoint: str) -> None:
    inside = f"SERVICE <{endpoint}> {{ ?s a ?o SERVICE <http://127.0.0.1:9/> {{ ?s ?p ?o }} }}"
    answer = ask(virtuoso, f"SELECT * WHERE {{ {inside} }}")
    assert answer.status_code >= 400
    assert endpoint in answer.text
