"""``/context/v1.jsonld``: the JSON-LD context, which never changes once published."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.services import services_of
from m4sd_graph.jsonld import CONTEXT_PATH

router = APIRouter()


@router.api_route(f"/{CONTEXT_PATH}", methods=["GET", "HEAD"], operation_id="context")
async def context(request: Request) -> Response:
    """Return the context document."""
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Access-Control-Allow-Origin": "*"}
    return JSONResponse(services_of(request).context, media_type="application/ld+json", headers=headers)
