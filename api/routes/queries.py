"""``/queries/running``: what runs now, for the operator, who may stop it."""

from __future__ import annotations

import hmac

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.routes.openapi import FAILURES
from api.services import services_of
from m4sd_graph.errors import M4SDError, NotFoundError

router = APIRouter()


class OperatorOnlyError(M4SDError):
    """The request does not carry the operator's token."""

    status = 401
    title = "For the operator only"


class RunningQuery(BaseModel):
    """A query that runs or waits; ``seconds`` since it was sent to a worker, or since it waits."""

    number: int
    client: str
    state: str
    seconds: float
    query: str


@router.get(
    "/queries/running",
    operation_id="runningQueries",
    summary="Queries that run or wait",
    response_model=list[RunningQuery],
    responses=FAILURES,
)
async def running(request: Request) -> Response:
    """List every query that runs or waits, oldest first; needs the operator's token as ``Authorization: Bearer …``."""
    _require_operator(request)
    found = services_of(request).querier.running()
    listed = [
        RunningQuery(
            number=r.number, client=r.client, state=r.state, seconds=round(r.seconds, 3), query=r.query
        ).model_dump()
        for r in found
    ]
    return JSONResponse(listed, headers={"Cache-Control": "no-store"})


@router.delete(
    "/queries/running/{number}",
    operation_id="cancelQuery",
    summary="Stop a query",
    status_code=204,
    responses=FAILURES,
)
async def cancel(request: Request, number: int) -> Response:
    """Stop the query with this number; who sent it gets an error that says so."""
    _require_operator(request)
    if not services_of(request).querier.cancel(number):
        raise NotFoundError(
            "no query with this number runs or waits.", place=str(number), remedy="See /queries/running."
        )
    return Response(status_code=204)


def _require_operator(request: Request) -> None:
    token = services_of(request).settings.operator_token
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if not token:
        raise OperatorOnlyError(
            "this service has no operator's token.", remedy="Set M4SD_OPERATOR_TOKEN and start it again."
        )
    if scheme.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), token.encode()):
        raise OperatorOnlyError(
            "the operator's token is missing or wrong.", remedy="Send `Authorization: Bearer` and the token."
        )
