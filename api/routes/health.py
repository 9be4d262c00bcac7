"""``/health``: is the service up, and which release does it serve?"""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.routes.openapi import FAILURES
from api.services import services_of
from m4sd_graph.errors import M4SDError
from m4sd_graph.store.protocol import Store

router = APIRouter()


class Health(BaseModel):
    """The state of the service."""

    status: str
    release: str
    quads: int


@router.get("/health", operation_id="health", summary="State of the service", response_model=Health, responses=FAILURES)
async def health(request: Request) -> Response:
    """Answer ``ok`` once a query over what is served has been answered.

    503 when it holds nothing (``empty``) or cannot answer (``down``).
    """
    services = services_of(request)
    status = await services.run(lambda: _state(services.store))
    state = Health(status=status, release=services.name, quads=services.quads)
    return JSONResponse(state.model_dump(), 200 if status == "ok" else 503, {"Cache-Control": "no-store"})


def _state(store: Store) -> str:
    try:
        return "ok" if store.ask("ASK { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }") else "empty"
    except M4SDError:
        return "down"
