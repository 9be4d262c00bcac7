"""``/`` of a service that serves RDF files: it has no pages but the editor."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

router = APIRouter()


@router.get("/", operation_id="home", summary="To the endpoint", status_code=307)
async def home() -> Response:
    """Lead to ``/sparql``, which shows a browser the editor."""
    return RedirectResponse("/sparql")
