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
    """Answer ``ok`` once a query over the served release has been answered; 503 when it holds nothing."""
    services = services_of(request)
    alive = await services.run(lambda: services.store.ask("ASK { ?s ?p ?o }"))
    state = Health(
        status="ok" if alive else "empty", release=services.manifest["version"], quads=services.manifest["quads"]
    )
    return JSONResponse(state.model_dump(), 200 if alive else 503, {"Cache-Control": "no-store"})
