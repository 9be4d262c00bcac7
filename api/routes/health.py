"""``/health``: is the service up, and which release does it serve?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from api.services import Services, services_of

router = APIRouter()


class Health(BaseModel):
    """The state of the service."""

    status: str
    release: str
    quads: int


@router.api_route("/health", methods=["GET", "HEAD"], operation_id="health")
async def health(services: Annotated[Services, Depends(services_of)]) -> Health:
    """Answer ``ok`` once a query over the served release has been answered."""
    alive = await services.run(lambda: services.store.ask("ASK { ?s ?p ?o }"))
    status = "ok" if alive else "empty"
    return Health(status=status, release=services.manifest["version"], quads=services.manifest["quads"])
