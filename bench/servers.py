"""The servers of the benchmark: prepared, started on a loopback port, asked, and stopped whatever happens."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import quote

from m4sd_graph.errors import M4SDError

BIN = Path(sys.executable).parent
PEER_BIN = BIN.parent / "bench/bin"
HOST = "127.0.0.1"
JSON_RESULTS = "application/sparql-results+json"
ENDING = (signal.SIGINT, signal.SIGTERM)
START_LIMIT = 300.0
STOP_LIMIT = 10.0
SETTLE_LIMIT = 30.0
QUIET = 0.02
ANSWER_LIMIT = 60.0
STRING = "http://www.w3.org/2001/XMLSchema#string"

Row = frozenset[tuple[str, str, str, str, str]]


class BenchError(M4SDError):
    """The benchmark cannot go on: a tool is missing, a server failed, or answers differ."""

    exit_code = 1
    title = "Benchmark not finished"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of server: command line with ``{data}``, ``{store}`` and ``{port}``, and the path that answers queries.

    ``prepare`` runs once before the first start; ``connections`` says for which mixes fewer are used than usual.
    """

    name: str
    path: str
    command: tuple[str, ...]
    prepare: tuple[str, ...] = ()
    connections: Mapping[str, int] = field(default_factory=dict)
    time_limit: bool = False


KINDS = (
    Kind("ours", "/sparql", (str(BIN / "m4sd"), "serve", "{data}", "--port", "{port}"), time_limit=True),
    Kind(
        "oxigraph",
        "/query",
        (str(BIN / "oxigraph"), "serve-read-only", "--location", "{store}", "--bind", f"{HOST}:{{port}}"),
        prepare=(str(BIN / "oxigraph"), "load", "--location", "{store}", "--file", "{data}"),
    ),
    # It answers one query at a time: more connections only wait longer, and none would finish within a short round.
    Kind(
        "rdflib-endpoint",
        "/",
        (str(PEER_BIN / "rdflib-endpoint"), "serve", "{data}", "--host", HOST, "--port", "{port}"),
        connections={"medium": 4, "large": 1, "cached": 4},
    ),
)


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; ``url`` is its endpoint."""

    kind: Kind
    url: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def name(self) -> str:
        """The name of its kind."""
        return self.kind.name

    def check_alive(self) -> None:
        """Raise BenchError when the process has ended."""
        if (code := self.process.poll()) is not None:
            raise BenchError(f"the server ended with code {code}: {last_line(self.log)}", place=self.name)

    def rows(self, query: str, limit: float = ANSWER_LIMIT) -> Counter[Row]:
        """The rows of the answer to a SELECT query; raise BenchError when there is none within ``limit`` seconds."""
        request = urllib.request.Request(f"{self.url}?query={quote(query, safe='')}", headers={"Accept": JSON_RESULTS})
        try:
            with urllib.request.urlopen(request, timeout=limit) as response:
                return read_rows(response.read())
        except urllib.error.HTTPError as error:
            text = error.read(300).decode(errors="replace")
            raise BenchError(f"status {error.code} for a query: {text}", place=self.name) from error
        except (OSError, ValueError) as error:
            raise BenchError(f"no whole answer to a query: {error}", place=self.name) from error

    def settle(self) -> bool:
        """Wait until the server has finished what clients left behind; False when it goes on past the limit."""
        quiet, until, before = 0, time.monotonic() + SETTLE_LIMIT, processor_seconds(self.process.pid)
        while quiet < 3 and time.monotonic() < until:
            time.sleep(0.1)
            now = processor_seconds(self.process.pid)
            quiet = quiet + 1 if now - before < QUIET else 0
            before = now
        return quiet == 3


@contextmanager
def running(kind: Kind, data: Path, folder: Path) -> Iterator[Server]:
    """A server over the statements in ``data``, ready to answer; its own files lie in ``folder``."""
    port, log = free_port(), folder / f"{kind.name}.log"
    values = {"data": str(data), "store": str(folder / f"{kind.name}.store"), "port": str(port)}
    command = [part.format(**values) for part in kind.command]
    with log.open("wb") as output, child(command, folder, output) as process:
        server = Server(kind, f"http://{HOST}:{port}{kind.path}", process, log)
        _wait_until_ready(server)
        yield server


def prepare(kind: Kind, data: Path, folder: Path) -> None:
    """Run what must run once before the first start; raise BenchError when the program is missing or fails."""
    if not Path(kind.command[0]).exists():
        raise BenchError(f"{kind.name} is not installed.", remedy="Run `make bench-sparql`, which installs it.")
    if not kind.prepare:
        return
    command = [part.format(data=data, store=folder / f"{kind.name}.store") for part in kind.prepare]
    run(command, folder, START_LIMIT, kind.name)


def run(command: Sequence[str], folder: Path, limit: float, place: str) -> str:
    """What a command printed; raise BenchError when it fails or takes more than ``limit`` seconds."""
    name = Path(command[0]).name
    with tempfile.TemporaryFile() as output:
        with child(command, folder, output) as process:
            try:
                process.wait(limit)
            except subprocess.TimeoutExpired as error:
                raise BenchError(f"{name} did not end within {limit:.0f} s.", place=place) from error
        output.seek(0)
        said = output.read().decode(errors="replace").strip()
    if process.returncode:
        raise BenchError(f"{name} failed: {said[-300:]}", place=place)
    return said


@contextmanager
def child(command: Sequence[str], folder: Path, output: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """A process that leads a group of its own, writes to ``output``, and is stopped at the end of the block."""
    process: subprocess.Popen[bytes] | None = None
    try:
        with _signals_held():
            process = subprocess.Popen(
                command,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        yield process
    finally:
        if process:
            with _signals_held():
                stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process and the group it leads: asked first, killed after the limit."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(STOP_LIMIT)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(STOP_LIMIT)


def read_rows(body: bytes) -> Counter[Row]:
    """The rows of SPARQL JSON results as a bag, in one spelling; raise ValueError when the text is broken."""
    try:
        bindings = json.loads(body)["results"]["bindings"]
        return Counter(frozenset(_cell(name, term) for name, term in row.items()) for row in bindings)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"these are no results of a SELECT query: {body[:100]!r}") from error


def processor_seconds(process: int) -> float:
    """Processor time that a process used, and all that descend from it, ended ones too; 0 where none is told."""
    found = dict(filter(None, map(_stat, Path("/proc").glob("[0-9]*/stat"))))
    family: set[int] = set()
    more = {process}
    while more:
        family |= more
        more = {pid for pid, (parent, _) in found.items() if parent in more}
    return sum(found[pid][1] for pid in family & found.keys()) / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A loopback port that nobody uses."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def last_line(log: Path) -> str:
    """The last line of a log, for an error message."""
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1][:300] if lines else "it wrote nothing"


@contextmanager
def _signals_held() -> Iterator[None]:
    """Let requests to end wait: one that came while a process starts would leave it running without an owner."""
    held: list[int] = []
    usual = {name: signal.signal(name, lambda number, _: held.append(number)) for name in ENDING}
    try:
        yield
    finally:
        for name, handler in usual.items():
            signal.signal(name, handler)
    for number in held:
        signal.raise_signal(number)


def _wait_until_ready(server: Server) -> None:
    until = time.monotonic() + START_LIMIT
    while time.monotonic() < until:
        server.check_alive()
        with suppress(BenchError):
            server.rows("SELECT ?s WHERE { ?s ?p ?o } LIMIT 1", limit=5)
            return
        time.sleep(0.05)
    raise BenchError(f"not ready after {START_LIMIT:.0f} s: {last_line(server.log)}", place=server.name)


def _cell(name: str, term: Mapping[str, str]) -> tuple[str, str, str, str, str]:
    datatype = term.get("datatype", "")
    kind = "literal" if term["type"] == "typed-literal" else term["type"]
    return name, kind, term["value"], "" if datatype == STRING else datatype, term.get("xml:lang", "").lower()


def _stat(path: Path) -> tuple[int, tuple[int, int]] | None:
    """The process of a stat file, its parent, and the ticks that it and its ended children used."""
    try:
        fields = path.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:  # the process has ended in between
        return None
    return int(path.parent.name), (int(fields[1]), sum(map(int, fields[11:15])))
