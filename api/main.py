"""The application: ``create_app(services)`` brings the endpoint and the routes together."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from api import errors
from api.compression import Compression
from api.middleware import CommonHeaders
from api.pages.assets import manifest
from api.routes import (
    browse,
    builder,
    catalogue,
    changes,
    coherence,
    coherence_compare,
    coherence_matrix,
    coherence_mechanisms,
    coherence_trace,
    coherence_what_if,
    collections,
    context,
    difference,
    docs,
    files,
    health,
    home,
    intake,
    neighbourhood,
    ontology,
    profiles,
    queries,
    questions,
    release,
    releases,
    resources,
    schemas,
    search,
    shapes,
    sitemap,
    validation,
    vocabulary,
    void,
)
from api.services import MIB, Services, reloaded
from api.sparql.endpoint import PATH, SparqlEndpoint
from api.sparql.express import Express
from api.sparql.openapi import operations
from api.validation import Validation
from m4sd_graph.errors import M4SDError

RELEASE_ROUTES = (
    home,
    search,
    sitemap,
    builder,
    health,
    docs,
    context,
    profiles,
    schemas,
    collections,
    browse,
    questions,
    queries,
    ontology,
    shapes,
    release,
    difference,
    releases,
    changes,
    validation,
    intake,
    catalogue,
    void,
    coherence,
    coherence_trace,
    coherence_what_if,
    coherence_matrix,
    coherence_mechanisms,
    coherence_compare,
    vocabulary,
    neighbourhood,
    resources,
)
FILES_ROUTES = (files, health, queries, vocabulary)
log = logging.getLogger("m4sd")


class Service(FastAPI):
    """The framework's application with the endpoint in front: ``/sparql`` never enters the routes."""

    def __init__(self, services: Services, **described: Any) -> None:  # noqa: ANN401 - what FastAPI takes
        super().__init__(**described)
        self._sparql = SparqlEndpoint(services.settings.cache_size * MIB, services)
        self.use(services)

    @property
    def express(self) -> Express:
        """Answers queries straight from the wire where it can."""
        return self._sparql.express

    def use(self, services: Services) -> None:
        """Answer by ``services`` from now on."""
        self.state.services = self.express.services = services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and scope["path"] == PATH:
            scope["app"] = self
            await self._sparql(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    def openapi(self) -> dict[str, Any]:
        """The description of every address, the endpoint's too."""
        schema = super().openapi()
        schema["paths"].setdefault(PATH, operations())
        return schema


def create_app(services: Services) -> Service:
    """Return the service for one release, or for RDF files."""
    app = Service(
        services,
        title="m4sd-graph",
        version=str(services.manifest["version"]),
        summary="The open knowledge graph of migration policies, institutions and partnerships.",
        license_info={"name": "Apache-2.0 (code), CC BY 4.0 (data)"},
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
    )
    manifest()
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")
    errors.install(app)
    # The last one added is the first to see a request.
    for layer in (Compression, Validation, CommonHeaders):
        app.add_middleware(layer)
    for module in RELEASE_ROUTES if services.release else FILES_ROUTES:
        app.include_router(module.router)
    return app


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Start the workers if nobody has, and end those that it started."""
    services: Services = app.state.services
    started = await services.start()
    yield
    if started:
        await services.querier.close()


async def reload_when(wished: asyncio.Event, app: Service) -> None:
    """Reload whenever ``wished`` is set; wishes that come during a reload are one more reload after it."""
    while await wished.wait():
        wished.clear()
        try:
            app.use(await reloaded(app.state.services))
            log.warning("reloaded: %s", app.state.services.name)
        except (M4SDError, OSError) as error:
            log.warning("not reloaded, what was there is still served: %s", error)
