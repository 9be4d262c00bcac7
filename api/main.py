"""The application: ``create_app(services)`` brings the routes together."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from api import errors
from api.middleware import CommonHeaders
from api.routes import context, health, home, ontology, questions, release, resources, shapes, sparql
from api.services import Services


def create_app(services: Services) -> FastAPI:
    """Return the service for one release."""
    app = FastAPI(
        title="m4sd-graph",
        version=str(services.manifest["version"]),
        summary="The open knowledge graph of migration policies, institutions and partnerships.",
        license_info={"name": "Apache-2.0 (code), CC BY 4.0 (data)"},
        docs_url=None,
        redoc_url=None,
    )
    app.state.services = services
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")
    errors.install(app)
    app.add_middleware(CommonHeaders, release=str(services.manifest["version"]))
    for module in (home, health, context, questions, sparql, ontology, shapes, release, resources):
        app.include_router(module.router)
    return app
