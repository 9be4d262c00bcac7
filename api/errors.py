"""One place turns errors into answers: problem+json (RFC 9457), a page for browsers, a line for text clients."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import TypeVar

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from api.middleware import methods_of
from api.negotiation import HTML, JSON, THING, NotAcceptableError, accept_of, negotiate
from api.pages.render import page
from m4sd_graph.errors import M4SDError

PROBLEM = "application/problem+json"
OFFERED = (PROBLEM, JSON, HTML, "text/plain")
Problem = Mapping[str, object]
E = TypeVar("E", bound=Exception)


def install(app: FastAPI) -> None:
    """Register the handlers."""
    _register(app, M4SDError, _expected)
    _register(app, HTTPException, _http)
    _register(app, RequestValidationError, _invalid)
    _register(app, Exception, unexpected)


def _register(app: FastAPI, kind: type[E], handler: Callable[[Request, E], Awaitable[Response]]) -> None:
    """Register the handler of one kind of error, which receives no other."""
    app.exception_handler(kind)(handler)


def problem_of(error: M4SDError) -> Problem:
    """The members of a problem document for an expected error."""
    return _problem(
        error.status,
        error.title,
        error.message,
        place=error.place,
        remedy=error.remedy,
        **error.details(),
    )


def on_page(problem: Problem) -> Problem:
    """The problem with every member that a template may ask for."""
    return {"place": None, "remedy": None, "nearest": None, **problem}


def form_of(request: Request) -> str:
    """The media type in which this client reads errors: what it asked the answer to be, where errors have that form."""
    asked = request.query_params.get("format") or request.url.path.rpartition(".")[2]
    if asked in (HTML, JSON) or THING.names.get(asked) in (HTML, JSON):
        return THING.names.get(asked, asked)
    try:
        return negotiate(accept_of(request), OFFERED)
    except NotAcceptableError:
        return PROBLEM


async def answer(request: Request, problem: Problem) -> Response:
    """Return the problem in the form the client asked for."""
    response = await _in_form(request, problem, int(str(problem["status"])))
    if "retry_after" in problem:
        response.headers["Retry-After"] = str(problem["retry_after"])
    return response


async def _in_form(request: Request, problem: Problem, status: int) -> Response:
    match form_of(request):
        case "text/html":
            return await page(request, "error.html", {"error": on_page(problem)}, status=status, notices=False)
        case "text/plain":
            parts = (f"{status} {problem['title']}:", *(_text(problem, key) for key in ("place", "detail", "remedy")))
            return PlainTextResponse(" ".join(p for p in parts if p) + "\n", status, {"Vary": "Accept"})
    return JSONResponse(problem, status, {"Vary": "Accept"}, media_type=PROBLEM)


def _text(problem: Problem, key: str) -> str:
    return f"{problem[key]}{':' if key == 'place' else ''}" if key in problem else ""


def _problem(status: int, title: str, detail: str, **more: object) -> Problem:
    members = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return {key: value for key, value in members.items() if value is not None}


async def _expected(request: Request, error: M4SDError) -> Response:
    return await answer(request, problem_of(error))


async def not_allowed(request: Request) -> Response:
    """Say which methods an address answers."""
    return await _http(request, HTTPException(HTTPStatus.METHOD_NOT_ALLOWED))


async def _http(request: Request, error: HTTPException) -> Response:
    status = HTTPStatus(error.status_code)
    allowed = methods_of(request.url.path)
    remedy: str | None
    match status:
        case HTTPStatus.NOT_FOUND:
            detail, remedy = f"{request.url.path} is not an address of this service.", "See /openapi.json for all."
        case HTTPStatus.METHOD_NOT_ALLOWED:
            detail, remedy = f"{request.method} is not possible here.", f"Use {allowed}."
        case _:
            detail, remedy = str(error.detail), None
    response = await answer(request, _problem(status.value, status.phrase, detail, remedy=remedy))
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        response.headers["Allow"] = allowed
    return response


async def _invalid(request: Request, error: RequestValidationError) -> Response:
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    return await answer(request, _problem(400, "Bad request", first["msg"], place=place))


async def unexpected(request: Request, _error: Exception) -> Response:
    """Say that it failed and nothing else; the server writes the trace to its log."""
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    problem = _problem(status.value, status.phrase, "the service failed; the failure was logged.")
    response = await answer(request, problem)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
