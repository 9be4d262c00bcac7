"""The service as a user starts it, and requests that no client library has touched."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

M4SD = Path(sys.executable).with_name("m4sd")
PATH = "/sparql"
TIMEOUT = 60


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: status, media type without its parameters, body."""

    status: int
    media_type: str
    body: bytes


@contextmanager
def serving(data: Path) -> Iterator[str]:
    """Serve a file and give the service's address; the default graph is what the file says outside of named graphs."""
    command = [str(M4SD), "serve", str(data), "--port", "0", "--default-graph", "unnamed"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            assert found, f"the service did not start: {line or process.wait(TIMEOUT)}"
            yield found.group()
        finally:
            process.terminate()


def send(address: str, method: str, target: str, headers: Mapping[str, str], body: bytes = b"") -> Answer:
    """Send exactly these headers (besides Host and Content-Length) and this body."""
    place = urlsplit(address)
    connection = HTTPConnection(place.hostname or "", place.port, timeout=TIMEOUT)
    try:
        connection.putrequest(method, target, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name, value)
        if method != "GET":
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body or None)
        response = connection.getresponse()
        media_type = (response.getheader("Content-Type") or "").partition(";")[0].strip()
        return Answer(response.status, media_type, response.read())
    finally:
        connection.close()
