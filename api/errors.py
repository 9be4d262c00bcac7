"""One place turns errors into answers: problem+json (RFC 9457), a page for browsers, a line for text clients."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from api.negotiation import HTML, NotAcceptableError, negotiate
from api.pages import page
from m4sd_graph.errors import M4SDError

PROBLEM = "application/problem+json"
OFFERED = (PROBLEM, "application/json", HTML, "text/plain")


def install(app: FastAPI) -> None:
    """Register the handlers."""
    app.add_exception_handler(M4SDError, _expected)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)


def problem(
    request: Request, status: int, title: str, detail: str, *, place: str | None = None, remedy: str | None = None
) -> Response:
    """Return the error in the form the client asked for."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, "place": place, "remedy": remedy}
    content = {key: value for key, value in body.items() if value is not None}
    match _form(request):
        case "text/html":
            return page(request, "error.html", {"error": content}, status=status)
        case "text/plain":
            text = " ".join(str(t) for t in (f"{status} {title}:", place and f"{place}:", detail, remedy) if t)
            return PlainTextResponse(text + "\n", status_code=status)
    return JSONResponse(content, status_code=status, media_type=PROBLEM)


def _form(request: Request) -> str:
    try:
        return negotiate(request.headers.get("accept"), OFFERED)
    except NotAcceptableError:
        return PROBLEM


async def _expected(request: Request, error: Exception) -> Response:
    assert isinstance(error, M4SDError)
    return problem(request, error.status, error.title, error.message, place=error.place, remedy=error.remedy)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    detail = (
        error.detail if error.detail != HTTPStatus(error.status_code).phrase else f"{request.url.path} is not here."
    )
    response = problem(request, error.status_code, HTTPStatus(error.status_code).phrase, detail)
    response.headers.update(error.headers or {})
    return response


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    return problem(request, 400, "Bad request", first["msg"], place=place)
