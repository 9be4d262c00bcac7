"""``/search``: everything by words, in every language, with facets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.negotiation import HTML, JSON, LISTING
from api.pages.render import address_of, language, page
from api.pages.search import search_values
from api.routes.openapi import FAILURES, Described, format_parameter, parameter
from api.services import services_of
from m4sd_graph.errors import ParameterError
from m4sd_graph.search import KINDS, Asked, Found, found_document, plain
from m4sd_graph.search.index import LONGEST, PAGE_MOST
from m4sd_graph.search.model import PAGE
from m4sd_graph.search.schema import found_schema

router = APIRouter()
SEVERAL = ("class", "country", "domain")
SINGLE = ("q", "from", "to", "start", "limit", "lang", "format")
YEAR = "YYYY"


def _number(name: str, told: str, **schema: int) -> Described:
    return {**parameter(name, told), "schema": {"type": "integer", **schema}}


PARAMETERS: list[Described] = [
    parameter("q", f"Words in any language, a name or a code; at most {LONGEST} characters.", "Kirghizistan"),
    {
        **parameter("class", "Only these classes of things.", several=True),
        "schema": {"type": "array", "items": {"type": "string", "enum": list(KINDS)}},
        "example": ["policies"],
    },
    {**parameter("country", "Only what belongs to one of these: code, name or IRI.", several=True), "example": ["KGZ"]},
    {**parameter("domain", "Only findings and parts of these governance domains.", several=True), "example": ["6"]},
    _number("from", "Only what lasts into this year or later; what is not dated is left out.", minimum=1, maximum=9999),
    _number("to", "Only what begins in this year or before; what is not dated is left out.", minimum=1, maximum=9999),
    _number("start", "How many hits are passed over; stands in the links to other parts.", minimum=0, default=0),
    _number("limit", "Hits in one answer.", minimum=1, maximum=PAGE_MOST, default=PAGE),
    parameter("lang", "Language of the page; in JSON it decides among names that match equally well.", "fr"),
    format_parameter(LISTING),
]


@router.get(
    "/search",
    operation_id="search",
    summary="Full-text search",
    responses={200: {"description": "The hits", "content": {JSON: {"schema": found_schema()}, HTML: {}}}, **FAILURES},
    openapi_extra={"parameters": PARAMETERS},
)
async def search(request: Request) -> Response:
    """Find things by words in their names, codes and descriptions, in every language, whatever the case and accents.

    All words count, the last also as the beginning of one, and a slip or two in a longer word is forgiven. Whole names
    come first, then names that begin so, then names with all words, then descriptions.
    """
    services = services_of(request)
    choice = LISTING.choose(request)
    asked = asked_of(request)
    found = await services.run(lambda: services.index().search(asked))
    at = addresses(request, found)
    links = [f'<{at[relation]}>; rel="{relation}"' for relation in ("next", "prev") if relation in at]
    headers = {"Vary": "Accept, Accept-Language", **({"Link": ", ".join(links)} if links else {})}
    if choice.made == HTML:
        values = await services.run(lambda: search_values(request, services.index(), found))
        response = await page(request, "search.html", {**values, "at": at})
        response.headers.update(headers)
        return response
    base, address = services.base(request), address_of(request)
    document = found_document(found, at, lambda iri: f"{base}{address(iri)}")
    return JSONResponse(document, headers=headers)


def asked_of(request: Request) -> Asked:
    """What the query string asks; raise ParameterError for what is unknown, malformed or given twice."""
    given = _given(request)
    asked = Asked(
        text=plain(given["q"][0]) if "q" in given else "",
        kinds=given.get("class", ()),
        countries=given.get("country", ()),
        domains=given.get("domain", ()),
        first=_whole(given, "from", YEAR),
        last=_whole(given, "to", YEAR),
        lang=language(request),
    )
    start, limit = _whole(given, "start", "20"), _whole(given, "limit", "20")
    return replace(asked, start=start or 0, limit=PAGE if limit is None else limit)


def addresses(request: Request, found: Found) -> Mapping[str, str]:
    """Where this part of the hits stands (``id``), and the parts before and after it."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if value.strip() and name != "start"]
    base, asked = services_of(request).base(request), found.asked

    def part(start: int) -> str:
        pairs = [*kept, *([("start", str(start))] if start else [])]
        return f"{base}/search?{urlencode(pairs)}" if pairs else f"{base}/search"

    at = {"id": part(asked.start)}
    if asked.start + len(found.hits) < found.total and found.hits:
        at["next"] = part(asked.start + asked.limit)
    if asked.start:
        at["prev"] = part(max(0, asked.start - asked.limit))
    return at


def _given(request: Request) -> Mapping[str, tuple[str, ...]]:
    """The values of each parameter, each once, without empty ones."""
    given: dict[str, dict[str, None]] = {}
    for name, value in request.query_params.multi_items():
        if name not in (*SEVERAL, *SINGLE):
            near = get_close_matches(name, [*SEVERAL, *SINGLE], 1)
            remedy = f"Did you mean {near[0]}?" if near else f"Known: {', '.join((*SINGLE, *SEVERAL))}."
            raise ParameterError("the search has no such parameter.", place=f"parameter {name[:50]}", remedy=remedy)
        if value.strip():
            given.setdefault(name, {})[value.strip()] = None
    for name, values in given.items():
        if name in SINGLE and len(values) > 1:
            raise ParameterError("it is given twice.", place=f"parameter {name}", remedy="Give it once.")
    return {name: tuple(values) for name, values in given.items()}


def _whole(given: Mapping[str, tuple[str, ...]], name: str, example: str) -> int | None:
    [text] = given.get(name, ("",))
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= len(YEAR)):
        raise ParameterError(
            "it is no whole number of at most four digits.", place=f"parameter {name}", remedy=f"For example {example}."
        )
    return int(text)
