"""The service as a process of its own, and clients of it with addresses of their own."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import create_connection, socket
from typing import Any
from urllib.parse import urlencode

from tests.attacks.processes import children, wait_until

READY = re.compile(r"Serving at http://127\.0\.0\.1:(\d+) \(stop with Ctrl\+C\)")
# Sets constants of the service before it starts: waiting for them in full would take minutes.
HASTY = """
import sys
from api import server
from api.sparql import protocol
server.PATIENCE = protocol.PATIENCE = {seconds}
from api.cli import main
main()
"""
TOKEN = "a token for tests"
OTHER = "127.0.0.9"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the headers by name in lower case, the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def problem(self) -> dict[str, Any]:
        """The problem document; fails when this is none."""
        assert self.headers["content-type"] == "application/problem+json", self
        found: dict[str, Any] = json.loads(self.body)
        assert found["status"] == self.status
        assert found["title"]
        assert found["detail"]
        return found


@dataclass(frozen=True, slots=True)
class Service:
    """A service that runs; ``log`` is what it wrote to standard error."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def pid(self) -> int:
        """The parent process."""
        return self.process.pid

    @property
    def warm(self) -> int:
        """The warm process, once those are gone that a reload has replaced."""
        assert wait_until(lambda: len(children(self.pid)) == 1, 10), children(self.pid)
        (pid,) = children(self.pid)
        return pid

    @property
    def workers(self) -> set[int]:
        """The workers."""
        return children(self.warm)

    def connect(self, client: str = "127.0.0.2", seconds: float = 30) -> http.client.HTTPConnection:
        """A connection from the address ``client``."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds, source_address=(client, 0))

    def open(self, client: str = "127.0.0.2", seconds: float = 30) -> socket:
        """A bare connection."""
        return create_connection(("127.0.0.1", self.port), timeout=seconds, source_address=(client, 0))

    def request(
        self, method: str, target: str, body: bytes | None = None, client: str = "127.0.0.2", **headers: str
    ) -> Answer:
        """Send one request; an underscore in a header's name stands for a hyphen."""
        connection = self.connect(client)
        try:
            connection.request(method, target, body, {n.replace("_", "-"): v for n, v in headers.items()})
            response = connection.getresponse()
            return Answer(response.status, {n.lower(): v for n, v in response.getheaders()}, response.read())
        finally:
            connection.close()

    def ask(self, query: str, client: str = "127.0.0.2", accept: str = "*/*", **parameters: str) -> Answer:
        """Send a query in the body of a POST."""
        target = f"/sparql?{urlencode(parameters)}" if parameters else "/sparql"
        body = query.encode("utf-8", "surrogatepass")
        return self.request("POST", target, body, client, Content_Type="application/sparql-query", Accept=accept)

    @contextmanager
    def begin(
        self, query: str, timeout: float = 60, client: str = "127.0.0.2", **headers: str
    ) -> Iterator[http.client.HTTPResponse]:
        """Send a query and read the head of the answer; hang up at the end of the block."""
        told = {"Content-Type": "application/sparql-query", "Accept": "text/csv"}
        told |= {name.replace("_", "-"): value for name, value in headers.items()}
        with closing(self.connect(client, 60)) as connection:
            connection.request("POST", f"/sparql?timeout={timeout:g}", query, told)
            with connection.getresponse() as response:
                yield response

    @contextmanager
    def sent(self, query: str, timeout: float = 60, client: str = "127.0.0.2", *lines: str) -> Iterator[socket]:
        """Send a query and read nothing; hang up at the end of the block."""
        target = f"/sparql?{urlencode({'query': query, 'timeout': timeout})}"
        with self.open(client) as connection:
            connection.sendall("\r\n".join([f"GET {target} HTTP/1.1", "Host: test", *lines, "", ""]).encode())
            yield connection

    def running(self) -> list[dict[str, Any]]:
        """What the operator sees."""
        answer = self.request("GET", "/queries/running", Authorization=f"Bearer {TOKEN}")
        assert answer.status == 200
        found: list[dict[str, Any]] = json.loads(answer.body)
        return found

    def answers(self) -> bool:
        """Whether another client gets the right answer to a small query that no cache can have; fails if not."""
        answer = self.ask(f"SELECT (1 + 1 AS ?two) {{}} # {time.monotonic_ns()}", OTHER, "text/csv")
        assert (answer.status, answer.body) == (200, b"two\r\n2\r\n")
        return True


@contextmanager
def serving(
    folder: Path, files: Sequence[Path], *, hasty: float | None = None, **settings: object
) -> Iterator[Service]:
    """Run a service over ``files`` until the block ends; ``hasty``: seconds that replace its limits on slow clients."""
    log = folder / f"service-{time.monotonic_ns()}.log"
    start = [sys.executable, "-c", HASTY.format(seconds=hasty)] if hasty else [Path(sys.executable).with_name("m4sd")]
    environment = {f"M4SD_{name.upper()}": str(value) for name, value in {"operator_token": TOKEN, **settings}.items()}
    with log.open("wb") as err:
        process = subprocess.Popen(
            [*start, "serve", *files, "--port", "0"],
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=err,
        )
    with process:
        try:
            assert process.stdout
            ready = READY.search(process.stdout.readline().decode())
            assert ready, log.read_text(encoding="utf-8")
            yield Service(process, int(ready[1]), log)
        finally:
            stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a service that was started here, by force if it does not go."""
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(20)
