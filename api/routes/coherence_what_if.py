"""``/coherence/what-if``: the graph beside the graph with a proposal in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.coherence.asking import Asked, analysis_of, ask
from api.coherence.body import TURTLE, proposal_in
from api.coherence.forms import EXAMPLE, is_form, offered, proposal_of, typed
from api.coherence.parameters import PROPOSED
from api.coherence.titles import kinds_of
from api.coherence.view import counted, fields, of_differences
from api.coherence.words import in_short
from api.negotiation import HTML, JSON, Formats
from api.pages.render import language, page
from api.routes.coherence_answers import DIFFERENCE, HOME, check_local, described, sent, workbook
from api.routes.openapi import answers
from api.services import MIB, services_of
from m4sd_graph.coherence.references import reference_set
from m4sd_graph.coherence.sheets import Sheet
from m4sd_graph.coherence.view_query import reach_query
from m4sd_graph.errors import ChangesError, ParameterError
from m4sd_graph.release import open_release
from m4sd_graph.workers.proposals import Order
from m4sd_graph.workers.render import XLSX

router = APIRouter()
Found = Mapping[str, Any]
PAGE = Formats({"html": HTML})
# Parameters that the form of a proposal offers beside it.
FIELDS = ("reference", "threshold", "sources", "rows", "columns", "as-of", "asserted-only", "grade", "confidence")
BODY = {
    "required": True,
    "description": "Turtle to add, or TriG with the graphs urn:m4sd:additions and urn:m4sd:removals; 1 MiB at most.",
    "content": {kind: {"schema": {"type": "string"}} for kind in TURTLE},
}


@router.post(
    "/coherence/what-if",
    operation_id="coherence-what-if",
    summary="What a proposal would change",
    responses=answers([DIFFERENCE]),
    openapi_extra={"parameters": described(PROPOSED, DIFFERENCE), "requestBody": BODY},
)
async def proposed(request: Request) -> Response:
    """Tell what the statements in the body would change in cells, statuses, gaps and measures; nothing is stored.

    Where a shape is violated, ``report`` says so and ``effect`` is null, unless ``anyway=true``.
    """
    services, asked = services_of(request), ask(request, *PROPOSED)
    DIFFERENCE.choose(request)  # what no form fits is refused before anything is read
    tongue = asked.language
    if is_form(request):
        return await _from_form(request, asked, tongue)
    content = await proposal_in(request)
    order = await services.run(lambda: _order(request, asked, content, tongue))
    found = await services.proposals.weigh(order)
    return await _told(request, asked, order, found, {"offered": None})


@router.get(
    "/coherence/what-if",
    operation_id="coherence-what-if-form",
    summary="A form for a proposal",
    responses=answers([PAGE]),
    openapi_extra={"parameters": described((), PAGE)},
)
async def form(request: Request) -> Response:
    """Show the form with which a proposal is put together or typed in; nothing is stored."""
    services, asked = services_of(request), ask(request)
    PAGE.choose(request)
    choices = await services.run(lambda: offered(analysis_of(request).claims.tables, language(request)))
    return await _what_if(request, asked, {"offered": choices})


async def _from_form(request: Request, asked: Asked, tongue: str) -> Response:
    """The form again with what was typed, and the effect or what is wrong; or the effect as a file."""
    services = services_of(request)
    kept = await typed(request)
    tables = (await services.run(lambda: analysis_of(request))).claims.tables
    values: dict[str, Any] = {"offered": await services.run(lambda: offered(tables, language(request))), "typed": kept}
    try:
        asked = asked.and_form(kept, FIELDS)
        proposal = await services.run(lambda: proposal_of(tables, kept))
        values["drafted"] = proposal
        order = await services.run(lambda: _order(request, asked, proposal.encode(), tongue))
        found = await services.proposals.weigh(replace(order, name="turtle"))
    except (ParameterError, ChangesError) as error:
        return await _what_if(request, asked, {**values, "problem": error}, error.status)
    return await _told(request, asked, order, found, values)


async def _told(request: Request, asked: Asked, order: Order, found: Found, values: Mapping[str, Any]) -> Response:
    """The effect as JSON, CSV, a workbook, or a page with these ``values``."""
    form = DIFFERENCE.choose(request).made
    if form == JSON:
        return sent(found["document"], form)
    if form not in (XLSX, HTML):
        return sent(found["rows"], form, order.language)
    query = await services_of(request).run(lambda: _before(request, order))
    if form == XLSX:
        tables = [(one["title"], _sheet(one)) for one in found["sections"]]
        return await workbook(request, tables, query, order.language)
    return await _what_if(request, asked, {**values, **_effect(request, order, found), "query": query})


def _before(request: Request, order: Order) -> str:
    """The query for the links as they are, without the proposal."""
    reference = reference_set(analysis_of(request).claims.tables, order.scope.reference)
    return reach_query(reference, order.scope)


async def _what_if(request: Request, asked: Asked, values: Mapping[str, Any], status: int = 200) -> Response:
    empty: dict[str, Any] = {
        "typed": {},
        "drafted": "",
        "problem": None,
        "document": None,
        "example": EXAMPLE,
        "home": HOME,
    }
    lang = language(request)
    shared: dict[str, Any] = {
        "kinds": kinds_of(lang),
        "fields": fields(asked, FIELDS, lang),
        "asked_else": any(name in asked.values for name in FIELDS),
        "scripts": ["coherence-matrix"],
    }
    return await page(request, "coherence_what_if.html", {**empty, **shared, **values}, status=status)


def _effect(request: Request, order: Order, found: Found) -> Mapping[str, Any]:
    lang = language(request)
    return {
        "document": found["document"],
        "sections": [of_differences(one["title"], _sheet(one), lang) for one in found["sections"]],
        "in_short": in_short([(one["title"], len(one["rows"])) for one in found["sections"]], lang),
        "counted": counted(order.scope.options, lang),
    }


def _sheet(told: Mapping[str, Any]) -> Sheet:
    return Sheet(tuple(told["columns"]), tuple(tuple(row) for row in told["rows"]))


def _order(request: Request, asked: Asked, content: bytes, tongue: str) -> Order:
    services = services_of(request)
    check_local(services, "changed in memory")
    release = open_release(services.settings.releases, str(services.manifest["version"]))
    scope = asked.scope(analysis_of(request))
    return Order(
        folder=release.folder,
        version=services.name,
        prefixes=release.manifest["prefixes"],
        memory=services.settings.query_memory * MIB,
        content=content,
        name="body",
        scope=scope,
        frame=asked.frame("instrument", "target", scope.countries),
        strict=asked.truth("strict"),
        anyway=asked.truth("anyway"),
        language=tongue,
    )
