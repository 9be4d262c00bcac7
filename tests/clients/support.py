"""Programs that run beside the service, and the answers that every client must bring home."""

from __future__ import annotations

import io
import os
import re
import socket
import subprocess
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rdflib import Graph, Literal, URIRef
from rdflib.query import Result
from rdflib.term import Identifier

from m4sd_graph.store.protocol import Rows, Statement, Term

Node = URIRef | Literal
Triples = set[tuple[Node, Node, Node]]
PREFIXES = """PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX m4sd: <https://w3id.org/m4sd/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
KYRGYZSTAN = "https://w3id.org/m4sd/id/country/kyrgyzstan"
VALENCE = "https://w3id.org/m4sd/graph/vocab/valence"
INTERNATIONAL = "https://w3id.org/m4sd/graph/international"
# IRIs, texts in several languages and scripts, dates, and variables that stay unbound.
SELECT = f"""{PREFIXES}SELECT ?policy ?name ?start ?end WHERE {{
  ?policy a m4sd:Policy ; skos:prefLabel ?name .
  OPTIONAL {{
    ?policy dcterms:temporal ?period . ?period dcat:startDate ?start
    OPTIONAL {{ ?period dcat:endDate ?end }}
  }}
}} ORDER BY ?policy LANG(?name) ?name ?start ?end"""
ASK = f"{PREFIXES}ASK {{ <{KYRGYZSTAN}> a m4sd:State }}"
ASK_FALSE = f"{PREFIXES}ASK {{ <{KYRGYZSTAN}> a m4sd:Policy }}"
CONSTRUCT = f"{PREFIXES}CONSTRUCT {{ ?s skos:prefLabel ?o }} WHERE {{ ?s a m4sd:State ; skos:prefLabel ?o }}"
DESCRIBE = f"DESCRIBE <{KYRGYZSTAN}>"
STATES = f"{PREFIXES}SELECT ?s ?name WHERE {{ ?s a m4sd:State ; skos:prefLabel ?name }}"
BROKEN = "SELECT * WHERE { ?s ?p"
# Decoded once too often or once too seldom, these change.
TRICKY = "a%20b+c %2525 &amp;=#;?/ é ж 😀"
START_LIMIT = 60.0
STOP_LIMIT = 20.0


@contextmanager
def running(command: Sequence[str | Path], ready: str, folder: Path, **environment: str) -> Iterator[re.Match[str]]:
    """Run a program in ``folder`` until the block ends; wait for a line that matches ``ready`` and yield the match."""
    log = folder / "output.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        yield _awaited(process, log, ready)
    finally:
        _stop(process)


def _awaited(process: subprocess.Popen[bytes], log: Path, ready: str) -> re.Match[str]:
    limit = time.monotonic() + START_LIMIT
    while time.monotonic() < limit:
        if found := re.search(ready, log.read_text(encoding="utf-8", errors="replace")):
            return found
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise AssertionError(f"{process.args!r} did not start:\n{log.read_text(encoding='utf-8', errors='replace')}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_LIMIT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(STOP_LIMIT)


def free_port() -> int:
    """A port of the loopback address that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def node(term: Term) -> Node:
    """The same term as rdflib has it; the data have no blank nodes."""
    if term.kind == "iri":
        return URIRef(term.value)
    return Literal(term.value, datatype=URIRef(term.datatype) if term.datatype else None, lang=term.language or None)


def table(rows: Rows) -> list[list[Node | None]]:
    """The rows in rdflib's terms, None for an unbound variable."""
    return [[node(row[v]) if v in row else None for v in rows.variables] for row in rows.rows]


def triples(statements: Iterable[Statement]) -> Triples:
    """The statements in rdflib's terms."""
    return {(node(s.subject), node(s.predicate), node(s.object)) for s in statements}


def parsed_table(content: bytes, form: str) -> list[list[Identifier | None]]:
    """What rdflib reads from a result in ``json``, ``xml`` or ``tsv``."""
    result = Result.parse(io.BytesIO(content), format=form)
    assert result.vars is not None
    return [[row.get(v) for v in result.vars] for row in result.bindings]


def parsed_triples(content: bytes | str, form: str) -> Triples:
    """What rdflib reads from triples."""
    return set(Graph().parse(data=content, format=form))  # type: ignore[arg-type]
