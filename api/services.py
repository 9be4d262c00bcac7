"""What every route works with: one release, its store, the catalogue of queries, and the settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import anyio
import anyio.to_thread
from starlette.requests import Request

from m4sd_graph.catalog import Catalog, load_catalog
from m4sd_graph.guard import Limits, inspect
from m4sd_graph.jsonld import CONTEXT_PATH, load_context
from m4sd_graph.load import Dataset, parse_path
from m4sd_graph.namespaces import GRAPH
from m4sd_graph.release import Release, open_release
from m4sd_graph.settings import Settings
from m4sd_graph.store.local import LocalStore
from m4sd_graph.store.protocol import Store
from m4sd_graph.store.remote import RemoteStore

T = TypeVar("T")
SHAPES_GRAPH = f"{GRAPH}shapes"
COUNT = "SELECT (COUNT(*) AS ?quads) WHERE { GRAPH ?g { ?s ?p ?o } }"


@dataclass(frozen=True, slots=True)
class Services:
    """Everything a request may use; made once when the application starts.

    ``quads``: what the store held when it was opened; None for a remote endpoint. ``shapes``: the shapes, which are no
    part of the graph. ``limits``: of a query that a client sends; our own queries are not bound by them.
    """

    settings: Settings
    store: Store
    quads: int | None
    shapes: LocalStore
    catalog: Catalog
    manifest: Mapping[str, Any]
    context: Mapping[str, Any]
    limits: Limits
    slots: anyio.CapacityLimiter

    @property
    def prefixes(self) -> Mapping[str, str]:
        """Prefixes of the release."""
        prefixes: Mapping[str, str] = self.manifest["prefixes"]
        return prefixes

    def check(self, query: str) -> str:
        """Return the form of a client's query; raise QueryRefusedError beyond the limits."""
        return inspect(query, self.limits).form

    async def run(self, work: Callable[[], T]) -> T:
        """Run blocking work off the event loop, at most ``settings.threads`` at a time."""
        return await anyio.to_thread.run_sync(work, limiter=self.slots)

    def context_url(self, request: Request) -> str:
        """The address of the JSON-LD context as the client sees it."""
        base = self.settings.public_url or str(request.base_url)
        return f"{base.rstrip('/')}/{CONTEXT_PATH}"


def open_services(settings: Settings) -> Services:
    """Open the release (or the remote endpoint) that the settings name."""
    release = open_release(settings.releases, settings.release)
    limits = limits_of(settings).or_wider(Limits())
    if settings.endpoint:
        return make_services(settings, release, RemoteStore(settings.endpoint, limits=limits))
    return make_services(settings, release, release.open_store(limits))


def make_services(settings: Settings, release: Release, store: Store) -> Services:
    """Bring together a release and the store that answers for it."""
    return Services(
        settings=settings,
        store=store,
        quads=_quads(store) if isinstance(store, LocalStore) else None,
        shapes=_shapes(release),
        catalog=load_catalog(),
        manifest=release.manifest,
        context=load_context(release.folder / "ontology"),
        limits=limits_of(settings),
        slots=anyio.CapacityLimiter(settings.threads),
    )


def limits_of(settings: Settings) -> Limits:
    """The limits of a client's query."""
    return Limits(length=settings.query_length, depth=settings.query_depth)


def _quads(store: Store) -> int:
    return int(store.select(COUNT).rows[0]["quads"].value)


def _shapes(release: Release) -> LocalStore:
    files = sorted((release.folder / "shapes").glob("*.ttl"))
    triples = [triple for file in files for triple in parse_path(file)]
    return LocalStore.from_dataset(Dataset({SHAPES_GRAPH: tuple(triples)}, prefixes=release.manifest["prefixes"]))


def services_of(request: Request) -> Services:
    """The services of the application that received the request."""
    services: Services = request.app.state.services
    return services
