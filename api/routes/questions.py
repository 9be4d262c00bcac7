"""``/questions`` and ``/questions/<id>``: the competency questions with typed parameters."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.negotiation import HTML, JSON, by_name, negotiate
from api.pages import page
from api.services import Services, services_of
from m4sd_graph.catalog import Query
from m4sd_graph.store.protocol import RESULT_TYPES

router = APIRouter()
TYPES = {**RESULT_TYPES, "html": HTML}


@router.api_route("/questions", methods=["GET", "HEAD"], operation_id="questions")
async def questions(request: Request) -> Response:
    """List the questions with their parameters."""
    found = services_of(request).catalog.of_kind("questions")
    if negotiate(request.headers.get("accept"), (JSON, HTML)) == HTML:
        return page(request, "questions.html", {"questions": found})
    return JSONResponse([summary(q) for q in found], headers={"Vary": "Accept, Accept-Language"})


@router.api_route("/questions/{name}", methods=["GET", "HEAD"], operation_id="question")
async def question(request: Request, name: str) -> Response:
    """Answer a question; parameters and ``format`` (json, csv, tsv, xml, html) in the query string."""
    services = services_of(request)
    query = services.catalog.question(name)
    values = {k: v for k, v in request.query_params.items() if k not in ("format", "lang")}
    media_type = _media_type(request)
    text = query.bind(values, services.prefixes)
    if media_type == HTML:
        return await _answer_page(request, services, query, text, values)
    wanted = RESULT_TYPES["json"] if media_type == JSON else media_type
    answer = await services.run(lambda: services.store.answer(text, wanted))
    return Response(answer.content, media_type=media_type, headers={"Vary": "Accept"})


def summary(query: Query) -> dict[str, object]:
    """What a program needs to call a question."""
    return {
        "id": query.id,
        "answers": query.answers,
        "title": query.title,
        "question": query.question,
        "parameters": [
            {"name": p.name, "type": p.type, "required": p.required, "example": p.example, "description": p.description}
            for p in query.parameters
        ],
    }


def _media_type(request: Request) -> str:
    name = request.query_params.get("format")
    if name:
        return by_name(name, TYPES)
    return negotiate(request.headers.get("accept"), (RESULT_TYPES["json"], JSON, "text/csv", *TYPES.values()))


async def _answer_page(
    request: Request, services: Services, query: Query, text: str, values: dict[str, str]
) -> Response:
    rows = await services.run(lambda: services.store.select(text))
    return page(request, "question.html", {"query": query, "text": text, "rows": rows, "values": values})
