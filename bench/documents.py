"""Measures documents in process: ``python -m bench.documents``.

Things of every class are asked for through the whole application but the network, with the release in this process:
each profile as JSON-LD, then again by a client that has it already (304). It measures and does not judge. Processor
time is told too: on a machine that has other work, the clock tells of that.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import sys
import time
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

from api.main import Service, create_app
from api.services import open_services
from m4sd_graph.framing import PROFILES
from m4sd_graph.namespaces import BASE, ID
from m4sd_graph.release import open_release
from m4sd_graph.settings import Settings

THINGS = f'SELECT DISTINCT ?s WHERE {{ ?s a ?type FILTER(STRSTARTS(STR(?s), "{ID}") && !CONTAINS(STR(?s), "#")) }}'
Headers = list[tuple[bytes, bytes]]


@dataclass(slots=True)
class Seen:
    """What came back: the status, the headers, and how many milliseconds it took by the clock and the processor."""

    status: int = 0
    headers: dict[bytes, bytes] = field(default_factory=dict)
    took: float = 0.0
    worked: float = 0.0


async def ask(app: Service, path: str, query: str, headers: Headers) -> Seen:
    """Send one request through the application."""
    seen = Seen()
    scope = {
        "type": "http", "method": "GET", "scheme": "http", "http_version": "1.1", "root_path": "",
        "path": path, "raw_path": quote(path).encode(), "query_string": query.encode(), "headers": headers,
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8000),
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            seen.status, seen.headers = message["status"], dict(message["headers"])

    began, worked = time.perf_counter(), time.process_time()
    await app(scope, receive, send)
    seen.took = (time.perf_counter() - began) * 1000
    seen.worked = (time.process_time() - worked) * 1000
    return seen


async def measure(app: Service, paths: Sequence[str], profile: str) -> tuple[list[Seen], list[Seen]]:
    """Ask for each document, and again with its validator."""
    host: Headers = [(b"host", b"127.0.0.1:8000"), (b"accept", b"application/ld+json")]
    made: list[Seen] = []
    told: list[Seen] = []
    for path in paths:
        first = await ask(app, path, f"profile={profile}", host)
        known = first.headers.get(b"etag", b"")
        again = await ask(app, path, f"profile={profile}", [*host, (b"if-none-match", known)])
        if (first.status, again.status) != (200, 304):
            raise SystemExit(f"{path}: {first.status}, then {again.status}")
        made.append(first)
        told.append(again)
    return made, told


async def run(count: int) -> None:
    """Measure ``count`` things in every profile and print a table."""
    settings = Settings()
    release = open_release(settings.releases, settings.release)
    store = release.open_store()
    app = create_app(replace(open_services(settings), store=store))
    iris = sorted(row["s"].value for row in store.select(THINGS).rows)
    chosen = random.Random(0).sample(iris, min(count, len(iris)))
    paths = ["/" + iri.removeprefix(BASE) for iri in chosen]
    await measure(app, paths[:50], "standard")
    sys.stdout.write(f"release {release.version}, {len(paths)} things; milliseconds\n")
    sys.stdout.write(f"{'profile':10}{'median':>8}{'p95':>8}{'processor':>11}{'304 median':>12}{'304 p95':>9}\n")
    for profile in PROFILES:
        made, told = await measure(app, paths, profile)
        took, again = [seen.took for seen in made], [seen.took for seen in told]
        worked = statistics.median(seen.worked for seen in made)
        cells = (statistics.median(took), _p95(took), worked, statistics.median(again), _p95(again))
        sys.stdout.write("{:10}{:8.2f}{:8.2f}{:11.2f}{:12.3f}{:9.3f}\n".format(profile, *cells))


def _p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=500, help="how many things to ask for")
    asyncio.run(run(parser.parse_args().count))


if __name__ == "__main__":
    main()
