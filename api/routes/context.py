"""``/context/<name>.jsonld``: the JSON-LD contexts, which never change once published."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.negotiation import JSONLD
from api.routes.openapi import FAILURES, Described, at
from api.services import services_of
from m4sd_graph.errors import NotFoundError

router = APIRouter()
ANSWERS: dict[int | str, Described] = {200: {"description": "The context", "content": {JSONLD: {}}}, **FAILURES}


@router.get("/context/{name}.jsonld", operation_id="context", summary="A JSON-LD context", responses=ANSWERS)
async def context(request: Request, name: Annotated[str, at("v1")]) -> Response:
    """Return a context document as it is in the release: ``v1`` for things; it may be kept for ever."""
    contexts = services_of(request).contexts
    content = contexts.get(f"{name}.jsonld")
    if content is None:
        raise NotFoundError(
            "there is no context of this name.",
            place=f"/context/{name}.jsonld",
            nearest=[f"/context/{known}" for known in contexts],
        )
    return Response(content, media_type=JSONLD)
