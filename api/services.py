"""What every route works with: what answers queries, the store and catalogue for pages, and the settings."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from importlib import metadata
from typing import Any, TypeVar

import anyio
import anyio.to_thread
from starlette.requests import Request

from api.analysis import Analysis
from api.kept import Kept, Once
from m4sd_graph.catalog import Catalog, load_catalog
from m4sd_graph.coherence.tables import FOLDER, tables_of
from m4sd_graph.completion import Vocabulary, vocabulary_of
from m4sd_graph.federation.client import ServiceClient
from m4sd_graph.framing import Words
from m4sd_graph.guard import Limits
from m4sd_graph.jsonld import CONTEXT_PATH, load_context, load_contexts
from m4sd_graph.load import Dataset, parse_path
from m4sd_graph.namespaces import GRAPH
from m4sd_graph.release import Release, open_release
from m4sd_graph.search import Index, open_index
from m4sd_graph.settings import Settings
from m4sd_graph.store.local import LocalStore
from m4sd_graph.store.protocol import Store
from m4sd_graph.store.remote import RemoteStore
from m4sd_graph.summary import Summary, summarise
from m4sd_graph.workers.bounds import Bounds
from m4sd_graph.workers.forward import Forward
from m4sd_graph.workers.orders import Orders, Source
from m4sd_graph.workers.pool import Pool
from m4sd_graph.workers.pooled import PooledStore
from m4sd_graph.workers.proposals import Proposals
from m4sd_graph.workers.querier import PoolQuerier, Querier
from m4sd_graph.workers.warm import Warm
from m4sd_graph.workspace import installed_assets

T = TypeVar("T")
SHAPES_GRAPH = f"{GRAPH}shapes"
MIB = 2**20
UNBOUNDED = Limits(sys.maxsize, sys.maxsize, sys.maxsize, sys.maxsize)


@dataclass(frozen=True, slots=True)
class Services:
    """Everything a request may use; made when the application starts, and anew when it reloads.

    ``querier`` answers clients, ``store`` our own pages. ``release``: False for plain RDF files, which have neither
    catalogue nor pages. ``shapes``: the shapes, which are no part of the graph. ``contexts``: the JSON-LD contexts of
    the release byte for byte, by file name; ``words``: those of the context of things, read. ``analysis``: what the
    analyses of coherence read; ``proposals`` weighs what somebody would change. ``counted``: the summary of what is
    served, by name. ``kept``: what pages have made of the release; ``indexed``: its full-text index;
    ``terms``: its vocabulary; ``fixed``: see :meth:`once`.
    """

    settings: Settings
    querier: Querier
    store: Store
    release: bool
    shapes: LocalStore
    catalog: Catalog
    manifest: Mapping[str, Any]
    context: Mapping[str, Any]
    contexts: Mapping[str, bytes]
    words: Words
    slots: anyio.CapacityLimiter
    analysis: Analysis
    proposals: Proposals
    counted: dict[str, Summary] = field(default_factory=dict)
    kept: Kept = field(default_factory=Kept)
    indexed: Once = field(default_factory=Once)
    terms: Once = field(default_factory=Once)
    fixed: Kept = field(default_factory=Kept)

    @property
    def name(self) -> str:
        """The release as the querier serves it now."""
        return self.querier.name or str(self.manifest["version"])

    @property
    def prefixes(self) -> Mapping[str, str]:
        """Prefixes of the release."""
        prefixes: Mapping[str, str] = self.manifest["prefixes"]
        return prefixes

    @property
    def union(self) -> bool:
        """True when the default graph is the union of the named graphs."""
        return not isinstance(self.querier, PoolQuerier) or self.querier.union

    def summary(self) -> Summary:
        """What is served in figures, counted once for each release; blocking work."""
        if self.name not in self.counted:
            self.counted.clear()
            self.counted[self.name] = summarise(self.store)
        return self.counted[self.name]

    def index(self) -> Index:
        """The full-text index of what is served, made when first asked for; blocking work."""
        return self.indexed.of(lambda: open_index(self.store, self.catalog.of_kind("questions")))

    def vocabulary(self) -> Vocabulary:
        """The terms of what is served, read when first asked for; blocking work."""
        return self.terms.of(lambda: vocabulary_of(self.store, self.shapes))

    def once(self, key: str, make: Callable[[], T]) -> T:
        """What ``make`` gives, made once for each release; blocking work. One ``key`` stands for one type."""
        return self.fixed.of(key, make)

    async def run(self, work: Callable[[], T]) -> T:
        """Run blocking work off the event loop, at most ``settings.threads`` at a time."""
        return await anyio.to_thread.run_sync(work, limiter=self.slots)

    @property
    def quads(self) -> int:
        """How many quads are served."""
        return self.querier.quads if isinstance(self.querier, PoolQuerier) else int(self.manifest["quads"])

    async def start(self) -> bool:
        """Make the querier ready on the running event loop; False when that was done before."""
        started = await self.querier.start()
        if started and isinstance(self.store, PooledStore):
            self.store.attach(asyncio.get_running_loop())
        return started

    def context_url(self, request: Request) -> str:
        """The address of the JSON-LD context as the client sees it."""
        return f"{self.base(request)}/{CONTEXT_PATH}"

    def base(self, request: Request) -> str:
        """The address of the service as the client sees it, without a slash at its end."""
        if self.settings.public_url:
            return self.settings.public_url.rstrip("/")
        scope = request.scope
        return f"{scope['scheme']}://{request.headers.get('host', 'localhost')}{scope.get('root_path', '')}"


def open_services(settings: Settings, warm: Warm | None = None) -> Services:
    """Open the release (or the remote endpoint) that the settings name; ``warm`` then loads the release."""
    release = open_release(settings.releases, settings.release)
    if settings.endpoint:
        limits = limits_of(settings)
        querier = Forward(
            RemoteStore(settings.endpoint, limits=limits),
            release.version,
            limits,
            load_context(release.folder / "ontology"),
        )
        return make_services(settings, release, querier, RemoteStore(settings.endpoint, limits=UNBOUNDED))
    querier_ = pool_of(settings, Source(releases=str(release.folder.parent), release=settings.release), warm)
    return make_services(settings, release, querier_, PooledStore(querier_.pool))


def open_files(settings: Settings, files: tuple[str, ...], *, union: bool, warm: Warm | None = None) -> Services:
    """Serve RDF files instead of a release; ``warm`` loads them."""
    querier = pool_of(settings, Source(files=files, union=union), warm)
    store = PooledStore(querier.pool)
    return Services(
        settings=settings,
        querier=querier,
        store=store,
        release=False,
        shapes=LocalStore.from_dataset(Dataset({})),
        catalog=Catalog(()),
        manifest={"version": "files", "prefixes": {}},
        context={},
        contexts={},
        words=Words({"@context": {}}),
        slots=anyio.CapacityLimiter(settings.threads),
        analysis=Analysis(lambda: tables_of(store, load_catalog())),
        proposals=Proposals(settings.query_seconds_most),
    )


def make_services(settings: Settings, release: Release, querier: Querier, store: Store) -> Services:
    """Bring together a release and what answers for it."""
    context, catalog = load_context(release.folder / "ontology"), load_catalog()
    return Services(
        settings=settings,
        querier=querier,
        store=store,
        release=True,
        shapes=_shapes(release),
        catalog=catalog,
        manifest=release.manifest,
        context=context,
        contexts=_contexts(release),
        words=Words(context),
        slots=anyio.CapacityLimiter(settings.threads),
        analysis=_analysis(settings, store, catalog, release),
        proposals=Proposals(settings.query_seconds_most),
    )


def _fresh() -> dict[str, Any]:
    """Nothing made yet of what is served."""
    return {"kept": Kept(), "indexed": Once(), "terms": Once(), "fixed": Kept()}


async def reloaded(services: Services) -> Services:
    """The same services over the data as it is now; raise what stands in the way, with nothing changed."""
    if not services.release:
        await services.querier.reload()
        return replace(services, **_fresh())
    if isinstance(services.querier, Forward):
        await services.querier.reload()
        analysis = _analysis(services.settings, services.store, services.catalog)
        return replace(services, analysis=analysis, **_fresh())
    release = open_release(services.settings.releases, services.settings.release)
    shapes = await services.run(lambda: _shapes(release))
    context, contexts = load_context(release.folder / "ontology"), _contexts(release)
    await services.querier.reload()
    return replace(
        services,
        manifest=release.manifest,
        shapes=shapes,
        context=context,
        contexts=contexts,
        words=Words(context),
        analysis=_analysis(services.settings, services.store, services.catalog, release),
        **_fresh(),
    )


def pool_of(settings: Settings, source: Source, warm: Warm | None = None) -> PoolQuerier:
    """The pool that the settings describe, over ``source``, which ``warm`` or else a new process loads."""
    bounds = Bounds(
        workers=settings.workers,
        waiting=settings.waiting,
        waiting_per_client=settings.waiting_per_client,
        seconds=settings.query_seconds_most,
        memory=settings.query_memory * MIB,
        result=settings.result_size * MIB,
    )
    allowed = settings.allowed_services
    orders = Orders(source, bounds.memory, bounds.result, settings.query_length, settings.query_depth, allowed)
    client = ServiceClient(
        frozenset(allowed), allow_private=settings.service_private, version=metadata.version("m4sd-graph")
    )
    return PoolQuerier(Pool(orders, bounds, warm), client)


def limits_of(settings: Settings) -> Limits:
    """The limits of a query that goes to a remote endpoint, which nobody here can stop."""
    return Limits(length=settings.query_length, depth=settings.query_depth)


def _analysis(settings: Settings, store: Store, catalog: Catalog, release: Release | None = None) -> Analysis:
    """The analysis of a release, from its files where it has them; of an endpoint from what that answers."""
    folder = release.folder / FOLDER if release and not settings.endpoint else None
    return Analysis(lambda: tables_of(store, catalog, folder))


def _contexts(release: Release) -> Mapping[str, bytes]:
    """The contexts of the release, and those of documents that are younger than it."""
    return {**load_contexts(installed_assets() / "ontology"), **load_contexts(release.folder / "ontology")}


def _shapes(release: Release) -> LocalStore:
    files = sorted((release.folder / "shapes").glob("*.ttl"))
    triples = [triple for file in files for triple in parse_path(file)]
    return LocalStore.from_dataset(Dataset({SHAPES_GRAPH: tuple(triples)}, prefixes=release.manifest["prefixes"]))


def services_of(request: Request) -> Services:
    """The services of the application that received the request."""
    services: Services = request.app.state.services
    return services
