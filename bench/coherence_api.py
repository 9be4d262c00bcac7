"""Measures the routes of coherence in process: ``.venv/bin/python -m bench.coherence_api [--runs N]``.

The application is called without a network, so what is told is what the service itself takes: reading the request,
the analysis, the passages from the store, and the form. It measures and does not judge.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
from collections.abc import MutableMapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from api.main import Service, create_app
from api.services import open_services
from m4sd_graph.settings import Settings

RUNS = 30
COUNTRY = {"country": "KGZ", "columns": "target"}
TRACE = {"from": "body:kg-council-on-migration", "to": "sdg:17.14"}
REQUESTS: Sequence[tuple[str, dict[str, str]]] = (
    ("/coherence/trace", TRACE),
    ("/coherence/trace", {**TRACE, "format": "html"}),
    ("/coherence/trace", {**TRACE, "format": "svg"}),
    ("/coherence/matrix", COUNTRY),
    ("/coherence/matrix", {**COUNTRY, "format": "csv"}),
    ("/coherence/matrix", {**COUNTRY, "format": "html"}),
    ("/coherence/matrix", {**COUNTRY, "format": "svg"}),
    ("/coherence/matrix", {**COUNTRY, "format": "xlsx"}),
    ("/coherence/status", {}),
    ("/coherence/measures", {}),
    ("/coherence/gaps", {}),
    ("/coherence/robustness", {}),
    ("/coherence/compare?country=KGZ&country=MDA", {}),
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--releases", type=Path, default=Path("releases"), help="folder of the project's release")
    parser.add_argument("--runs", type=int, default=RUNS, help="requests of each kind")
    asked = parser.parse_args(arguments)
    asyncio.run(_measured(asked.releases, asked.runs))


async def _measured(releases: Path, runs: int) -> None:
    services = open_services(Settings(releases=releases, workers=2))
    await services.start()
    app = create_app(services)
    try:
        first = await _timed(app, "/coherence/status", {})
        print(f"{first:8.1f} ms  the first request, which reads the tables")
        for path, parameters in REQUESTS:
            times = [await _timed(app, path, parameters) for _ in range(runs)]
            median, most = statistics.median(times), max(times)
            print(f"{median:8.1f} ms  (most {most:.1f})  {path} {urlencode(parameters)}")
    finally:
        await services.querier.close()


async def _timed(app: Service, address: str, parameters: dict[str, str]) -> float:
    """Milliseconds of one request; raise RuntimeError where it is not answered as it should."""
    path, _, query = address.partition("?")
    query = query or urlencode(parameters)
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
    }
    scope |= {"path": path, "raw_path": path.encode(), "query_string": query.encode(), "root_path": ""}
    scope |= {"headers": [(b"host", b"localhost")], "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80)}
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    started = time.perf_counter()
    await app(scope, receive, send)
    seconds = time.perf_counter() - started
    if sent[0]["status"] != 200:
        raise RuntimeError(f"{path}: {sent[0]['status']}")
    return 1000 * seconds


if __name__ == "__main__":
    main()
