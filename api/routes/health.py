"""``/health``: is the service up, and which release does it serve?"""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.routes.openapi import FAILURES
from api.services import services_of

router = APIRouter()


class Health(BaseModel):
    """The state of the service."""

    status: str
    release: str
    quads: int


@router.get("/health", operation_id="health", summary="State of the service", response_model=Health, responses=FAILURES)
async def health(request: Request) -> Response:
    """Answer ``ok`` once a query over the served release has been answered.

    503 when it holds nothing (``empty``), or not as many quads as its manifest says (``damaged``).
    """
    services = services_of(request)
    alive = await services.run(lambda: services.store.ask("ASK { ?s ?p ?o }"))
    stated = services.manifest["quads"]
    quads = stated if services.quads is None else services.quads
    status = "empty" if not alive else "ok" if quads == stated else "damaged"
    state = Health(status=status, release=services.manifest["version"], quads=quads)
    return JSONResponse(state.model_dump(), 200 if status == "ok" else 503, {"Cache-Control": "no-store"})
