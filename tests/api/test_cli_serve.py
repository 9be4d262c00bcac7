"""``m4sd serve`` as a process of its own: taken ports, a first answer, clients of other makes."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from SPARQLWrapper import JSON, JSONLD, N3, POST, RDFXML, TURTLE, XML, SPARQLWrapper

from api.cli import main
from m4sd_graph.errors import QueryRefusedError, QuerySyntaxError
from m4sd_graph.release import Release
from m4sd_graph.store.protocol import Term
from m4sd_graph.store.remote import RemoteStore

M4SD = Path(sys.executable).with_name("m4sd")


def command(release: Release, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [M4SD, "serve", *arguments],
        env={**os.environ, "M4SD_RELEASES": str(release.folder.parent), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def serving(release: Release) -> Iterator[tuple[subprocess.Popen[str], str]]:
    with command(release, "--port", "0") as process:
        try:
            assert process.stdout is not None
            found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
            assert found, process.communicate()
            yield process, found.group()
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def address(release: Release) -> Iterator[str]:
    with serving(release) as (_, address):
        yield address


def test_health_over_the_wire(address: str, release: Release) -> None:
    answer = httpx.get(f"{address}/health")
    assert answer.json()["release"] == release.version
    assert "server" not in answer.headers


def test_head_over_the_wire(address: str) -> None:
    answer = httpx.head(f"{address}/id/country/kyrgyzstan.ttl")
    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["content-length"]) > 1000


@pytest.mark.parametrize("method", ["GET", POST])
def test_sparqlwrapper(address: str, method: str) -> None:
    client = SPARQLWrapper(f"{address}/sparql", returnFormat=JSON)
    client.setMethod(method)
    client.setQuery("SELECT ?s WHERE { ?s a m4sd:State } ORDER BY ?s")
    result = client.query()
    converted: Any = result.convert()
    bindings = converted["results"]["bindings"]
    result.response.close()
    assert {"type": "uri", "value": "https://w3id.org/m4sd/id/country/kyrgyzstan"} in [row["s"] for row in bindings]


@pytest.mark.parametrize("form", [XML, TURTLE, N3, JSONLD, RDFXML])
def test_sparqlwrapper_with_triples(address: str, form: str) -> None:
    """It sends its own name for the form as ``format``, which wins over Accept."""
    client = SPARQLWrapper(f"{address}/sparql", returnFormat=form)
    client.setQuery("CONSTRUCT { ?s a m4sd:State } WHERE { ?s a m4sd:State }")
    result = client.query()
    content = result.response.read().decode()
    result.response.close()
    assert "kyrgyzstan" in content


def test_the_remote_store_answers_as_the_local_one(address: str, release: Release) -> None:
    remote, local = RemoteStore(f"{address}/sparql"), release.open_store()
    select = "SELECT ?s ?name WHERE { ?s a m4sd:State ; skos:prefLabel ?name } ORDER BY ?s ?name"
    construct = "CONSTRUCT { ?s a m4sd:State } WHERE { ?s a m4sd:State }"
    assert remote.select(select) == local.select(select)
    assert remote.ask("ASK { ?s a m4sd:State }") is True
    assert set(remote.construct(construct)) == set(local.construct(construct))
    assert Term("iri", "https://w3id.org/m4sd/id/country/kyrgyzstan") in {
        s.subject for s in remote.construct(construct)
    }
    assert remote.answer(select, "text/csv").content == local.answer(select, "text/csv").content


def test_the_remote_store_passes_refusals_on(address: str) -> None:
    remote = RemoteStore(f"{address}/sparql")
    with pytest.raises(QuerySyntaxError):
        remote.select("SELECT * WHERE { ?s ?p")
    with pytest.raises(QueryRefusedError):
        remote.select("SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")


def test_a_taken_port_is_named_in_one_line(release: Release) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with command(release, "--port", str(port)) as process:
            out, err = process.communicate(timeout=30)
    assert process.returncode == 2
    assert out == ""
    assert err.count("\n") == 1
    assert f"port {port} on 127.0.0.1 cannot be used" in err
    assert "PORT=" in err


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run ``m4sd serve`` in this process, where it stops before it serves, and give what it says of it."""

    def run(*arguments: str) -> str:
        monkeypatch.setattr("sys.argv", ["m4sd", "serve", *arguments])
        with pytest.raises(SystemExit) as stopped:
            main()
        assert stopped.value.code == 2
        return capsys.readouterr().err

    return run


@pytest.mark.parametrize("port", ["70000", "-1", "eighty"])
def test_a_port_that_is_none(refused: Callable[..., str], port: str) -> None:
    assert "Invalid value for '--port'" in refused("--port", port)


@pytest.mark.parametrize("name", ["M4SD_PORT", "M4SD_THREADS"])
def test_a_setting_that_is_none(refused: Callable[..., str], monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "many")
    assert name in refused()


def test_a_host_that_is_none(refused: Callable[..., str]) -> None:
    assert refused("--host", "203.0.113.1").startswith("error: port 8000 on 203.0.113.1 cannot be used")


def test_no_release(release: Release, tmp_path: Path) -> None:
    with command(release, "--port", "0", M4SD_RELEASES=str(tmp_path)) as process:
        _, err = process.communicate(timeout=30)
    assert process.returncode == 2
    assert "Run `m4sd build`." in err
    assert "Traceback" not in err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopping_leaves_no_trace(release: Release, number: signal.Signals) -> None:
    with serving(release) as (process, address):
        assert httpx.get(f"{address}/health").status_code == 200
        process.send_signal(number)
        _, err = process.communicate(timeout=30)
    assert "Traceback" not in err
