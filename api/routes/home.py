"""``/``: what the graph holds, and the doors to it."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.negotiation import HTML
from api.pages.home import fresh, holds
from api.pages.render import address_of, language, page
from api.pages.search import EXAMPLES
from api.routes.contents import dataset_markup
from api.services import services_of

router = APIRouter()
ANSWERS: dict[int | str, dict[str, object]] = {200: {"description": "The page", "content": {HTML: {}}}}


@router.get("/", operation_id="home", summary="Start page", responses=ANSWERS)
async def home(request: Request) -> Response:
    """Show what the release holds, how fresh it is, and the ways in, with answers to some questions."""
    services = services_of(request)
    lang, address = language(request), address_of(request)
    found = await services.run(
        lambda: services.kept.of(("home", lang, address), lambda: holds(services, lang, address))
    )
    values = {
        "scripts": ["home"],
        "own_search": True,
        "holds": found,
        "fresh": await services.run(lambda: fresh(services)),
        "words": EXAMPLES,
        "markup": await dataset_markup(request),
    }
    return await page(request, "home.html", values)
