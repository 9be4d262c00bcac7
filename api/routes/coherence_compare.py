"""``/coherence/compare``: two states side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.coherence.asking import Asked, analysis_of, ask, states
from api.coherence.forms import offered
from api.coherence.parameters import COMPARED
from api.coherence.titles import caveats_of
from api.coherence.view import counted, of_differences, show
from api.negotiation import HTML, JSON, Formats
from api.pages.render import language
from api.routes.coherence_answers import COMPARISON, HOME, check_local, route, sent, workbook
from api.routes.releases import history_of
from api.services import services_of
from m4sd_graph.coherence.analysis import Analysis, day
from m4sd_graph.coherence.claims import claims_of
from m4sd_graph.coherence.compare import Comparison, compare_countries, compare_days, compare_releases
from m4sd_graph.coherence.difference_sheets import as_csv, entries, names_of_both, sheets
from m4sd_graph.coherence.figure_forms import Tables
from m4sd_graph.coherence.matrix import Frame
from m4sd_graph.coherence.plain import plain
from m4sd_graph.coherence.references import reference_set
from m4sd_graph.coherence.scope import Scope
from m4sd_graph.coherence.sheets import Names
from m4sd_graph.coherence.tables import FOLDER, tables_of
from m4sd_graph.coherence.view_query import compared_query, reach_query
from m4sd_graph.errors import ParameterError
from m4sd_graph.workers.render import XLSX

router = APIRouter()
NONE = Formats({})
WAYS = "Give `country` twice, `as-of` twice, or `release` twice."


@router.get("/coherence/compare", **route(COMPARED, COMPARISON, "coherence-compare", "Two states side by side"))
async def compare(request: Request) -> Response:
    """Compare two countries, two days or two releases: what both have and what only one has, never a ranking."""
    services, asked, choice = services_of(request), ask(request, *COMPARED), COMPARISON.choose(request)
    tongue = asked.language
    if choice.made == HTML and not any(len(asked.several(name)) > 1 for name in ("country", "as-of", "release")):
        return await _choose(request, asked)
    compared = await services.run(lambda: _compared(request, asked, tongue))
    found = compared.found
    if choice.made == JSON:
        told = await services.run(lambda: {"release": services.name, "scope": plain(compared.scope), **_members(found)})
        return sent(told, choice.media_type)
    rows = await services.run(lambda: entries(found.differences, compared.names))
    tables = [*sheets(rows, found.first, found.second)]
    if choice.made == HTML:
        return await _page(request, compared, tables)
    if choice.made == XLSX:
        return await workbook(request, tables, compared.query, tongue)
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


def _members(found: Comparison) -> Mapping[str, object]:
    told = plain(found)
    assert isinstance(told, dict)
    return told


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison, the names in it, what was asked of both states, and the query for the links on either side."""

    found: Comparison
    names: Names
    scope: Scope
    query: str


def _compared(request: Request, asked: Asked, tongue: str) -> Compared:
    countries, days, releases = (asked.several(name) for name in ("country", "as-of", "release"))
    _check(countries, days, releases)
    if releases:
        return _of_releases(request, asked, releases, tongue)
    analysis = analysis_of(request)
    claims, names = analysis.claims, Names(analysis.claims.tables, tongue)
    if len(days) == 2:
        scope = _scope(asked, analysis, countries, ())
        both = (_day(days[0]), _day(days[1]))
        found = compare_days(claims, both, scope, _frame(asked, scope))
        sides = [(day.isoformat(), replace(scope, options=replace(scope.options, as_of=day))) for day in sorted(both)]
    else:
        scope = _scope(asked, analysis, (), days)
        first, second = (next(iter(states(analysis, [name]))) for name in countries)
        found = compare_countries(claims, (first, second), scope, _frame(asked, scope))
        sides = [(names.of(one), replace(scope, countries=frozenset({one}))) for one in (first, second)]
    reference = reference_set(claims.tables, scope.reference)
    return Compared(found, names, scope, compared_query(reference, sides))


def _of_releases(request: Request, asked: Asked, releases: Sequence[str], tongue: str) -> Compared:
    first, second = (_opened(request, version) for version in releases)
    countries, days = asked.several("country"), asked.several("as-of")
    scopes = [_scope(asked, analysis, countries, days) for analysis in (first, second)]
    sides = [(one.origin, one.claims, scope) for one, scope in zip((first, second), scopes, strict=True)]
    found = compare_releases(sides[0], sides[1], _frame(asked, scopes[1]))
    names = names_of_both(first.claims.tables, second.claims.tables, tongue)
    # An endpoint holds one release: the same query is asked of either.
    query = reach_query(reference_set(second.claims.tables, scopes[1].reference), scopes[1])
    return Compared(found, names, scopes[1], query)


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
    check_local(services, "compared with others")
    release = history_of(services).release(version)
    if release.version == services.manifest["version"]:
        return analysis_of(request)
    store = release.open_store()
    claims = claims_of(tables_of(store, services.catalog, release.folder / FOLDER))
    return Analysis(store, release.manifest["prefixes"], release.version, claims)


async def _page(request: Request, compared: Compared, tables: Tables) -> Response:
    found, lang = compared.found, language(request)
    reasons = caveats_of(lang)
    values = {
        "found": found,
        "caveats": [(reasons[one.reason], compared.names.all(item.iri for item in one.items)) for one in found.caveats],
        "counted": counted(compared.scope.options, lang),
        "query": compared.query,
        "scripts": ["coherence-matrix"],
        "sections": [of_differences(title, sheet, lang) for title, sheet in tables],
    }
    return await show(request, "coherence_compare.html", COMPARISON, values)
