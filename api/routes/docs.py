"""``/docs``: the documentation, as pages in the design of the service; ``.md`` gives the text of a page."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from api.manual.files import ONTOLOGY, PICTURES, generated, pictures
from api.manual.interface import operations
from api.manual.news import news
from api.manual.ontology import terms_of
from api.manual.shelf import API, place_of, rendered, search, shelf, text_of
from api.negotiation import HTML
from api.pages.render import page
from api.routes.openapi import FAILURES, Described, at, parameter
from api.services import services_of

router = APIRouter()
MARKDOWN = "text/markdown"
PAGE: dict[int | str, Described] = {200: {"description": "The page", "content": {HTML: {}}}, **FAILURES}
TEXT: Described = {
    "description": "The page, its text with the suffix .md, or a picture",
    "content": {HTML: {}, MARKDOWN: {}},
}
LONGEST = 200


@router.get(
    "/docs",
    operation_id="docs",
    summary="The documentation",
    responses=PAGE,
    openapi_extra={"parameters": [parameter("find", "Words of the title or a heading", "coherence")]},
)
async def home(request: Request) -> Response:
    """Return the way into the documentation: for each kind of reader, what is new, and every page."""
    wanted = request.query_params.get("find", "")[:LONGEST].strip()
    hits = await services_of(request).run(lambda: search(wanted))
    return await page(request, "docs_home.html", {**_frame(), "find": wanted, "hits": hits, "news": news()})


@router.get(
    "/docs/{path:path}",
    operation_id="docsPage",
    summary="A page of the documentation",
    responses={**PAGE, 200: TEXT},
)
async def one(request: Request, path: Annotated[str, at("researchers")]) -> Response:
    """Return a page by its name, its text as Markdown with the suffix ``.md``, or a picture."""
    if path in pictures():
        picture = pictures()[path]
        return FileResponse(picture, media_type=PICTURES[picture.suffix])
    if path.endswith(".md"):
        return PlainTextResponse(text_of(path.removesuffix(".md")).text, media_type=MARKDOWN)
    values = {**_frame(), "place": place_of(path), "find": ""}
    if path == API:
        return await _interface(request, values)
    if path == ONTOLOGY:
        return await page(
            request, "docs_ontology.html", {**values, "made": generated(), "terms": terms_of(generated())}
        )
    shown = await services_of(request).run(lambda: rendered(path))
    return await page(request, "docs.html", {**values, "page": shown, "source": f"/docs/{path}.md"})


async def _interface(request: Request, values: dict[str, object]) -> Response:
    """The reference of the API, from the description that the application gives of itself."""
    services = services_of(request)
    described = request.app.openapi()
    base = services.base(request)
    found = operations(described, base, str(services.manifest["version"]))
    return await page(request, "docs_api.html", {**values, "subjects": found})


def _frame() -> dict[str, object]:
    """What every page of the documentation shows beside its text."""
    return {"scripts": ["docs"], "shelf": shelf()}
