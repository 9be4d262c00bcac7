"""``/``: what the graph holds, and the doors to it."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.pages import page
from api.services import services_of
from m4sd_graph.describe import labels

router = APIRouter()


@router.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
async def home(request: Request) -> Response:
    """Show the counts of the release and the questions it answers."""
    services = services_of(request)
    counts = services.manifest["counts"]["instances_by_class"]
    found = await services.run(lambda: labels(services.store, counts))
    shown = sorted(((n, iri) for iri, n in counts.items() if iri in found), reverse=True)
    questions = services.catalog.of_kind("questions")
    return page(request, "home.html", {"classes": shown, "labels": found, "questions": questions})
