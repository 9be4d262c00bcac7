"""``/browse`` and what stands below it: what the graph holds, as maps, timelines, trees, matrices and networks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.negotiation import ANSWERS, HTML, LISTING, Choice
from api.pages.browse.asked import Asked, ask
from api.pages.browse.countries import countries_values
from api.pages.browse.figures import figures_values
from api.pages.browse.findings import findings_values
from api.pages.browse.frameworks import framework_query, framework_values, frameworks_of
from api.pages.browse.index import cards_of
from api.pages.browse.network import network_values
from api.pages.browse.timeline import timeline_values
from api.pages.render import language, page
from api.routes.openapi import Described, answers, at, format_parameter, parameter
from api.services import services_of
from m4sd_graph.browse import VIEWS, View
from m4sd_graph.collections import COLLECTIONS

Values = Callable[[Request, Asked], Mapping[str, object]]
LANG = parameter("lang", "Language of the names and of the page; else Accept-Language decides.", "fr")
VARY = {"Vary": "Accept, Accept-Language"}
# What each view shows, its summary, and the script that makes it quicker to use.
SHOWN: Mapping[str, tuple[Values, str]] = {
    "countries": (countries_values, "Countries with what is recorded for each"),
    "findings": (findings_values, "Findings by domain and valence"),
    "figures": (figures_values, "Figures by what they measure"),
    "timeline": (timeline_values, "Instruments on a timeline"),
    "network": (network_values, "Relations between institutions, partnerships and programmes"),
    "map": (countries_values, "Countries on a map without borders"),
}


async def browse(request: Request) -> Response:
    """List the views and lists, with counts."""
    cards = await services_of(request).run(lambda: cards_of(request))
    if LISTING.choose(request).made == HTML:
        return await page(request, "browse.html", {"scripts": ["browse"], "collections": len(COLLECTIONS), **cards})
    found = {name: [asdict(card) for card in of] for name, of in cards.items()}
    return JSONResponse(found, headers=VARY)


async def frameworks(request: Request) -> Response:
    """List the frameworks with the number of their parts and of what is linked to them."""
    found = await services_of(request).run(lambda: frameworks_of(request))
    if LISTING.choose(request).made == HTML:
        return await page(request, "browse_frameworks.html", {"scripts": ["browse"], "frameworks": found})
    return JSONResponse(
        [
            {"name": f.name, "title": f.title.text, "parts": f.parts, "linked": f.linked, "address": _address(f.name)}
            for f in found
        ],
        headers={**VARY, "Content-Language": language(request)},
    )


async def framework(request: Request, name: Annotated[str, at("gcm")]) -> Response:
    """Show a framework as a tree: each part with the links and findings that end at it."""
    services = services_of(request)
    choice = ANSWERS.choose(request)
    text = framework_query(request, name)
    if choice.made != HTML:
        return await _data(request, text, choice)
    values = await services.run(lambda: framework_values(request, name, text))
    return await page(request, "browse_framework.html", {"scripts": ["browse"], **values})


def _handler(view: View, values_of: Values) -> Callable[[Request], Awaitable[Response]]:
    async def shown(request: Request) -> Response:
        services = services_of(request)
        choice = ANSWERS.choose(request)
        asked = await services.run(lambda: ask(request, view))
        if choice.made != HTML:
            return await _data(request, asked.text, choice)
        values = await services.run(lambda: values_of(request, asked))
        scripts = ["network"] if view.name == "network" else ["browse"]
        return await page(request, f"browse_{view.name}.html", {"scripts": scripts, **values})

    shown.__doc__ = "A page, or the rows of the query behind it in the other forms."
    return shown


async def _data(request: Request, text: str, choice: Choice) -> Response:
    services = services_of(request)
    answer = await services.run(lambda: services.store.answer(text, choice.made))
    return Response(
        answer.content, headers={**VARY, "Content-Language": language(request)}, media_type=choice.media_type
    )


def _address(name: str) -> str:
    return f"/browse/frameworks/{name}"


def _described(view: View) -> list[Described]:
    """The filters of a view with an example each."""
    return [
        *(parameter(f.name, f"{f.title['en']}. {f.description}", f.example) for f in view.filters),
        format_parameter(ANSWERS),
        LANG,
    ]


def _routes() -> APIRouter:
    made = APIRouter()
    for path, name, handler, summary, forms in (
        ("/browse", "browse", browse, "Ways to explore what the graph holds", LISTING),
        ("/browse/frameworks", "browse_frameworks", frameworks, "All frameworks", LISTING),
        ("/browse/frameworks/{name}", "browse_framework", framework, "A framework as a tree", ANSWERS),
    ):
        made.add_api_route(
            path,
            handler,
            operation_id=name,
            summary=summary,
            responses=answers([forms]),
            openapi_extra={"parameters": [format_parameter(forms), LANG]},
        )
    for name, (values_of, summary) in SHOWN.items():
        made.add_api_route(
            f"/browse/{name}",
            _handler(VIEWS[name], values_of),
            operation_id=f"browse_{name}",
            summary=summary,
            responses=answers([ANSWERS]),
            openapi_extra={"parameters": _described(VIEWS[name])},
        )
    return made


router = _routes()
