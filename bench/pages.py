"""Pages of things, made in this process: the median time of each type, and the size of every page compressed.

``python -m bench.pages`` prints a row for each class of things. Times are of one request through the whole application
with the store in this process, so without network and workers; sizes are of gzip at its default level.
"""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from statistics import median
from urllib.parse import quote

from starlette.testclient import TestClient

from api.main import create_app
from api.services import open_services
from m4sd_graph.namespaces import BASE
from m4sd_graph.release import open_release
from m4sd_graph.settings import Settings
from m4sd_graph.store.protocol import Store

THINGS = "SELECT ?type ?thing WHERE { ?thing a ?type FILTER(ISIRI(?thing)) } ORDER BY ?type ?thing"
# Things of a class that are timed, and how often each.
TIMED, TIMES = 5, 5
LARGEST = 30 * 1024


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its address, its seconds in the middle of several, and its bytes compressed."""

    path: str
    seconds: float
    size: int


def addresses(store: Store) -> dict[str, list[str]]:
    """The addresses of the pages of all things, by class; those with a fragment are parts of another page."""
    found: dict[str, list[str]] = {}
    for row in store.select(THINGS).rows:
        iri = row["thing"].value
        if "#" not in iri:
            own = iri.startswith(BASE) and not iri.startswith(f"{BASE}ontology")
            path = (
                f"/{quote(iri.removeprefix(BASE))}.html" if own else f"/resource?iri={quote(iri, safe='')}&format=html"
            )
            found.setdefault(row["type"].value, []).append(path)
    return found


def measure(client: TestClient, paths: list[str]) -> Iterator[Page]:
    """Fetch every page once for its size; a sample of them several times for its time."""
    sample = set(paths[:: max(1, len(paths) // TIMED)])
    for path in paths:
        seconds = []
        for _ in range(TIMES if path in sample else 1):
            start = time.perf_counter()
            answer = client.get(path, headers={"Accept-Encoding": "identity"})
            seconds.append(time.perf_counter() - start)
        if answer.status_code == 200:
            yield Page(path, median(seconds) if path in sample else 0.0, len(gzip.compress(answer.content)))


def main() -> None:
    """Print the figures of every class, then those of all pages."""
    settings = Settings()
    store = open_release(settings.releases, settings.release).open_store()
    every: dict[str, Page] = {}
    with TestClient(create_app(replace(open_services(settings), store=store)), follow_redirects=False) as client:
        for type_, paths in addresses(store).items():
            pages = list(measure(client, paths))
            every |= {page.path: page for page in pages}
            timed = [page.seconds for page in pages if page.seconds]
            if timed:
                largest = max(page.size for page in pages) / 1024
                name = type_.rpartition("/")[2].rpartition("#")[2]
                print(f"{name:24} {len(pages):5} pages  {median(timed) * 1e3:6.1f} ms  {largest:5.1f} kB at most")
    slowest = max(every.values(), key=lambda page: page.seconds)
    largest_page = max(every.values(), key=lambda page: page.size)
    timed = [page.seconds for page in every.values() if page.seconds]
    print(f"all: {len(every)} pages, median {median(timed) * 1e3:.1f} ms of {len(timed)}")
    print(f"slowest {slowest.seconds * 1e3:.1f} ms {slowest.path}")
    print(f"largest {largest_page.size / 1024:.1f} kB {largest_page.path}; {LARGEST / 1024:.0f} kB allowed")


if __name__ == "__main__":
    main()
