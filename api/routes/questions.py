"""``/questions`` and ``/questions/<id>``: the competency questions with typed parameters."""

from __future__ import annotations

from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.negotiation import ANSWERS, HTML, LISTING
from api.pages.answer import table_of
from api.pages.names import short_name
from api.pages.questions import asking, fields_of, near, theme_of, themes_of
from api.pages.render import language, linker, page
from api.pages.result_words import result_words
from api.routes.openapi import answers, at, format_parameter, parameter
from api.services import Services, services_of
from m4sd_graph.catalog import Query
from m4sd_graph.errors import ParameterError
from m4sd_graph.store.protocol import Rows
from m4sd_graph.workers.render import SHOWN

router = APIRouter()
LANG = parameter("lang", "Language of the names and of the page; else Accept-Language decides.", "fr")


@router.get(
    "/questions",
    operation_id="questions",
    summary="All questions with their parameters",
    responses=answers([LISTING]),
    openapi_extra={"parameters": [format_parameter(LISTING), LANG]},
)
async def questions(request: Request) -> Response:
    """List the questions with their parameters."""
    found = services_of(request).catalog.of_kind("questions")
    if LISTING.choose(request).made == HTML:
        values = {"themes": themes_of(found, language(request)), "scripts": ["questions"]}
        return await page(request, "questions.html", values)
    return JSONResponse([_listed(request, q) for q in found], headers={"Vary": "Accept, Accept-Language"})


@router.get(
    "/questions/{name}",
    operation_id="question",
    summary="The answer to a question",
    responses=answers([ANSWERS]),
    openapi_extra={"parameters": [format_parameter(ANSWERS), LANG]},
)
async def question(request: Request, name: Annotated[str, at("gaps-in-domain")]) -> Response:
    """Answer a question by its id or number; its parameters stand in the query string.

    A required parameter that is left out takes its example; ``Content-Location`` says what was answered.
    """
    services = services_of(request)
    query = services.catalog.question(name)
    choice = ANSWERS.choose(request)
    values = _values(request, query)
    text = query.bind(values, services.prefixes)
    headers = {"Vary": "Accept, Accept-Language", "Content-Location": _location(query, values, choice.media_type)}
    if choice.made == HTML:
        response = await _page(request, services, query, text, values)
    else:
        answer = await services.run(lambda: services.store.answer(text, choice.made))
        response = Response(answer.content, media_type=choice.media_type)
    response.headers.update(headers)
    return response


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


def _listed(request: Request, query: Query) -> dict[str, object]:
    """A question with its query, names in it in the reader's language, and where its page is."""
    lang = language(request)
    values = {"lang": lang} if any(p.name == "lang" for p in query.parameters) else {}
    text = query.bind(values, services_of(request).prefixes)
    return {**summary(query), "theme": theme_of(query), "query": text, "page": f"/questions/{query.id}"}


def _values(request: Request, query: Query) -> dict[str, str]:
    """The parameters of the question; empty ones are absent where they may be, and ``lang`` is the reader's."""
    known = {p.name: p for p in query.parameters}
    values: dict[str, str] = {}
    for key, value in request.query_params.multi_items():
        if key == "format" or (key == "lang" and key not in known):
            continue
        if key in values:
            raise ParameterError("it is given twice.", place=f"parameter {key}", remedy="Give it once.")
        if value.strip() or key not in known or known[key].required:
            values[key] = value
    if "lang" in known:
        values["lang"] = _language(request, values.get("lang"))
    return values


def _language(request: Request, asked: str | None) -> str:
    counted = services_of(request).manifest["counts"]["labelled_things_by_language"]
    offered = sorted(set(counted) - {"all", "none"})
    if asked is not None and asked not in offered:
        raise ParameterError(
            "the graph has no names in this language.", place="parameter lang", remedy=f"One of {', '.join(offered)}."
        )
    return asked or language(request)


def _location(query: Query, values: dict[str, str], media_type: str) -> str:
    """The address that says all that was assumed."""
    used = {p.name: values.get(p.name, p.example if p.required else "") for p in query.parameters}
    name = next((name for name, made in ANSWERS.names.items() if made == media_type), "json")
    pairs = [(key, value) for key, value in used.items() if value]
    return f"/questions/{query.id}?{urlencode([*pairs, ('format', name)])}"


async def _page(request: Request, services: Services, query: Query, text: str, values: dict[str, str]) -> Response:
    lang, address = language(request), linker(request)
    downloads = {name: "?" + urlencode([*values.items(), ("format", name)]) for name in ANSWERS.names if name != "html"}
    workbook = "/sparql?" + urlencode({"query": text, "format": "xlsx"})

    def found() -> dict[str, object]:
        rows, store = services.store.select(text), services.store
        shown = Rows(rows.variables, rows.rows[:SHOWN])
        short = partial(short_name, prefixes=services.prefixes)
        return {
            "rows": table_of(shown, len(rows.rows), store, lang, address, short),
            "fields": fields_of(query, values, store, lang),
        }

    catalog = services.catalog.of_kind("questions")
    values_ = {
        **await services.run(found),
        "asked": asking(query, lang),
        "theme": next(t for t in themes_of(catalog, lang) if t.id == theme_of(query)),
        "related": near(query, catalog, lang),
        "text": text,
        "downloads": {**downloads, "xlsx": workbook},
        "result_words": result_words(lang),
        "scripts": ["question"],
    }
    return await page(request, "question.html", values_)
