"""``/coherence/compare`` and ``/coherence/what-if``: two states side by side, of which one may be a proposal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.coherence.asking import Asked, analysis_of, ask, states
from api.coherence.body import TURTLE, proposal_in
from api.coherence.forms import EXAMPLE, is_form, offered, proposal_of, typed
from api.coherence.parameters import COMPARED, PROPOSED
from api.coherence.titles import caveats_of, kinds_of
from api.coherence.view import counted, links_query, of_differences, show
from api.negotiation import HTML, JSON, Formats
from api.pages.render import language, page
from api.routes.coherence_answers import COMPARISON, DIFFERENCE, described, route, sent
from api.routes.openapi import answers
from api.routes.releases import history_of
from api.services import MIB, Services, services_of
from m4sd_graph.coherence.analysis import Analysis, day
from m4sd_graph.coherence.claims import claims_of
from m4sd_graph.coherence.compare import Comparison, compare_countries, compare_days, compare_releases
from m4sd_graph.coherence.difference_sheets import as_csv, entries, names_of_both, sheets
from m4sd_graph.coherence.figure_forms import as_xlsx as figures_xlsx
from m4sd_graph.coherence.matrix import Frame
from m4sd_graph.coherence.plain import plain
from m4sd_graph.coherence.scope import Scope
from m4sd_graph.coherence.sheets import Names, Sheet
from m4sd_graph.coherence.tables import FOLDER, tables_of
from m4sd_graph.errors import ChangesError, ParameterError, QueryRefusedError
from m4sd_graph.release import open_release
from m4sd_graph.workers.proposals import Order
from m4sd_graph.workers.render import XLSX

router = APIRouter()
Compared = tuple[Comparison, Names, Scope]
PAGE, NONE = Formats({"html": HTML}), Formats({})
# Where the project began.
HOME = "https://w3id.org/m4sd/id/country/kyrgyzstan"
WAYS = "Give `country` twice, `as-of` twice, or `release` twice."
SHOWN = ("rows", "columns", "reference", "threshold", "sources")
BODY = {
    "required": True,
    "description": "Turtle to add, or TriG with the graphs urn:m4sd:additions and urn:m4sd:removals; 1 MiB at most.",
    "content": {kind: {"schema": {"type": "string"}} for kind in TURTLE},
}


@router.get("/coherence/compare", **route(COMPARED, COMPARISON, "coherence-compare", "Two states side by side"))
async def compare(request: Request) -> Response:
    """Compare two countries, two days or two releases: what both have and what only one has, never a ranking."""
    services, asked, choice = services_of(request), ask(request, *COMPARED), COMPARISON.choose(request)
    tongue = asked.language
    if choice.made == HTML and not any(len(asked.several(name)) > 1 for name in ("country", "as-of", "release")):
        return await _choose(request, asked)
    found, names, scope = await services.run(lambda: _compared(request, asked, tongue))
    if choice.made == JSON:
        told = await services.run(lambda: {"release": services.name, "scope": plain(scope), **_members(found)})
        return sent(told, choice.media_type)
    rows = await services.run(lambda: entries(found.differences, names))
    if choice.made == HTML:
        return await _page(request, found, scope, [*sheets(rows, found.first, found.second)], names)
    if choice.made == XLSX:
        about = {"release": services.name, "address": str(request.url)}
        tables = [*sheets(rows, found.first, found.second)]
        query = links_query(services.catalog)
        return sent(await services.run(lambda: figures_xlsx(tables, about, query)), choice.media_type, tongue)
    return sent(as_csv(rows, found.first, found.second), choice.media_type, tongue)


async def _choose(request: Request, asked: Asked) -> Response:
    """The forms with which two countries, two days or two releases are chosen."""
    services, lang = services_of(request), language(request)
    tables = (await services.run(lambda: analysis_of(request))).claims.tables
    known = await services.run(lambda: offered(tables, lang).countries)
    local = not services.settings.endpoint
    versions = history_of(services).versions() if local else ()
    values = {"countries": known, "versions": versions, "home": HOME, "scripts": ["coherence-matrix"]}
    return await show(request, "coherence_choose.html", NONE, {**values, "asked": asked.values})


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
    services, asked, choice = services_of(request), ask(request, *PROPOSED), DIFFERENCE.choose(request)
    tongue = asked.language
    if is_form(request):
        return await _from_form(request, asked, tongue)
    content = await proposal_in(request)
    order = await services.run(lambda: _order(request, asked, content, tongue))
    found = await services.proposals.weigh(order)
    if choice.made == JSON:
        return sent(found["document"], choice.media_type)
    if choice.made != HTML:
        return sent(found["rows"], choice.media_type, tongue)
    return await _what_if(request, {**_effect(request, order, found), "offered": None})


@router.get(
    "/coherence/what-if",
    operation_id="coherence-what-if-form",
    summary="A form for a proposal",
    responses=answers([PAGE]),
    openapi_extra={"parameters": described((), PAGE)},
)
async def form(request: Request) -> Response:
    """Show the form with which a proposal is put together or typed in; nothing is stored."""
    services = services_of(request)
    ask(request)
    PAGE.choose(request)
    choices = await services.run(lambda: offered(analysis_of(request).claims.tables, language(request)))
    return await _what_if(request, {"offered": choices})


async def _from_form(request: Request, asked: Asked, tongue: str) -> Response:
    """The form again with what was typed, and the effect or what is wrong."""
    services = services_of(request)
    kept = await typed(request)
    tables = (await services.run(lambda: analysis_of(request))).claims.tables
    values: dict[str, Any] = {"offered": await services.run(lambda: offered(tables, language(request))), "typed": kept}
    try:
        proposal = await services.run(lambda: proposal_of(tables, kept))
        values["drafted"] = proposal
        order = await services.run(lambda: _order(request, asked, proposal.encode(), tongue))
        found = await services.proposals.weigh(replace(order, name="turtle"))
    except (ParameterError, ChangesError) as error:
        return await _what_if(request, {**values, "problem": error}, error.status)
    return await _what_if(request, {**values, **_effect(request, order, found)})


async def _what_if(request: Request, values: Mapping[str, Any], status: int = 200) -> Response:
    empty: dict[str, Any] = {
        "typed": {},
        "drafted": "",
        "problem": None,
        "document": None,
        "example": EXAMPLE,
        "home": HOME,
    }
    shared = {"kinds": kinds_of(language(request)), "scripts": ["coherence-matrix"]}
    return await page(request, "coherence_what_if.html", {**empty, **shared, **values}, status=status)


def _effect(request: Request, order: Order, found: Mapping[str, Any]) -> Mapping[str, Any]:
    lang = language(request)
    sections = [of_differences(one["title"], _sheet(one), lang) for one in found["sections"]]
    return {"document": found["document"], "sections": sections, "counted": counted(order.scope.options, lang)}


def _members(found: Comparison) -> Mapping[str, object]:
    told = plain(found)
    assert isinstance(told, dict)
    return told


def _sheet(told: Mapping[str, Any]) -> Sheet:
    return Sheet(tuple(told["columns"]), tuple(tuple(row) for row in told["rows"]))


def _compared(request: Request, asked: Asked, tongue: str) -> Compared:
    countries, days, releases = (asked.several(name) for name in ("country", "as-of", "release"))
    _check(countries, days, releases)
    if releases:
        return _of_releases(request, asked, releases, tongue)
    analysis = analysis_of(request)
    names = Names(analysis.claims.tables, tongue)
    if len(days) == 2:
        scope = _scope(asked, analysis, countries, ())
        both = (_day(days[0]), _day(days[1]))
        return compare_days(analysis.claims, both, scope, _frame(asked, scope)), names, scope
    scope = _scope(asked, analysis, (), days)
    first, second = (next(iter(states(analysis, [name]))) for name in countries)
    return compare_countries(analysis.claims, (first, second), scope, _frame(asked, scope)), names, scope


def _of_releases(request: Request, asked: Asked, releases: Sequence[str], tongue: str) -> Compared:
    first, second = (_opened(request, version) for version in releases)
    countries, days = asked.several("country"), asked.several("as-of")
    scopes = [_scope(asked, analysis, countries, days) for analysis in (first, second)]
    sides = [(one.origin, one.claims, scope) for one, scope in zip((first, second), scopes, strict=True)]
    found = compare_releases(sides[0], sides[1], _frame(asked, scopes[1]))
    return found, names_of_both(first.claims.tables, second.claims.tables, tongue), scopes[1]


def _check(countries: Sequence[str], days: Sequence[str], releases: Sequence[str]) -> None:
    """One of the three is there twice, and what only narrows the comparison is no list of more."""
    of_countries = len(countries) == 2 and len(days) < 2 and not releases
    of_days = len(days) == 2 and not releases
    of_releases = len(releases) == 2 and len(days) < 2
    if not (of_countries or of_days or of_releases):
        raise ParameterError("there are not two things to compare.", remedy=WAYS)


def _scope(asked: Asked, analysis: Analysis, countries: Sequence[str], days: Sequence[str]) -> Scope:
    """What is asked of each state, with these countries and this day only."""
    kept = {**asked.values, "country": list(countries), "as-of": list(days)}
    return replace(asked, values=kept).scope(analysis)


def _frame(asked: Asked, scope: Scope) -> Frame:
    return asked.frame("instrument", "target", scope.countries)


def _day(text: str) -> date:
    found = day(text)
    assert found is not None  # empty values count as absent
    return found


def _opened(request: Request, version: str) -> Analysis:
    """Another release; raise QueryRefusedError where an endpoint answers, NotFoundError where there is none such."""
    services = services_of(request)
    _check_local(services, "compared with others")
    release = history_of(services).release(version)
    if release.version == services.manifest["version"]:
        return analysis_of(request)
    store = release.open_store()
    claims = claims_of(tables_of(store, services.catalog, release.folder / FOLDER))
    return Analysis(store, release.manifest["prefixes"], release.version, claims)


def _check_local(services: Services, what: str) -> None:
    if services.settings.endpoint:
        raise QueryRefusedError(f"this service answers from an endpoint, which cannot be {what}.")


async def _page(
    request: Request,
    found: Comparison,
    scope: Scope,
    tables: Sequence[tuple[str, Sheet]],
    names: Names,
) -> Response:
    lang = language(request)
    reasons = caveats_of(lang)
    values = {
        "found": found,
        "caveats": [(reasons[one.reason], names.all(item.iri for item in one.items)) for one in found.caveats],
        "counted": counted(scope.options, lang),
        "query": links_query(services_of(request).catalog),
        "scripts": ["coherence-matrix"],
        "sections": [of_differences(title, sheet, lang) for title, sheet in tables],
    }
    return await show(request, "coherence_compare.html", COMPARISON, values)


def _order(request: Request, asked: Asked, content: bytes, tongue: str) -> Order:
    services = services_of(request)
    _check_local(services, "changed in memory")
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
        frame=_frame(asked, scope),
        strict=asked.truth("strict"),
        anyway=asked.truth("anyway"),
        language=tongue,
    )
