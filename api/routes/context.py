"""``/context/v1.jsonld``: the JSON-LD context, which never changes once published."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.negotiation import JSONLD
from api.services import services_of
from m4sd_graph.jsonld import CONTEXT_PATH

router = APIRouter()
ANSWERS: dict[int | str, dict[str, object]] = {200: {"description": "The context", "content": {JSONLD: {}}}}


@router.get(f"/{CONTEXT_PATH}", operation_id="context", summary="The JSON-LD context", responses=ANSWERS)
async def context(request: Request) -> Response:
    """Return the context document, which may be kept for ever."""
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return JSONResponse(services_of(request).context, headers=headers, media_type=JSONLD)
