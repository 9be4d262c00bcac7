"""What every route works with: one release, its store, the catalogue of queries, and the settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import anyio
import anyio.to_thread
from starlette.requests import Request

from m4sd_graph.catalog import Catalog, load_catalog
from m4sd_graph.errors import QueryTooLongError
from m4sd_graph.guard import Limits, inspect
from m4sd_graph.jsonld import CONTEXT_PATH, load_context
from m4sd_graph.release import Release, open_release
from m4sd_graph.settings import Settings
from m4sd_graph.store.protocol import Store
from m4sd_graph.store.remote import RemoteStore

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Services:
    """Everything a request may use; made once when the application starts."""

    settings: Settings
    store: Store
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
        """Return the query's form; raise QueryRefusedError beyond the limits."""
        if len(query) > self.limits.length:
            raise QueryTooLongError(
                f"the query has {len(query)} characters; at most {self.limits.length} are accepted.",
                remedy="Shorten it.",
            )
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
    store = RemoteStore(settings.endpoint) if settings.endpoint else release.open_store()
    return make_services(settings, release, store)


def make_services(settings: Settings, release: Release, store: Store) -> Services:
    """Bring together a release and the store that answers for it."""
    return Services(
        settings=settings,
        store=store,
        catalog=load_catalog(),
        manifest=release.manifest,
        context=load_context(release.folder / "ontology"),
        limits=Limits(length=settings.query_length, depth=settings.query_depth),
        slots=anyio.CapacityLimiter(settings.threads),
    )


def services_of(request: Request) -> Services:
    """The services of the application that received the request."""
    services: Services = request.app.state.services
    return services
