"""``/coherence``: the analyses, and those whose answers are tables: status, gaps, measures, robustness."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.coherence.asking import Asked, analysis_of, ask
from api.coherence.parameters import GAPS, MEASURED, PARAMETERS, SCOPE, STATUS
from api.coherence.statuses import filters, members
from api.coherence.titles import analyses_of, statuses_of, tables_of
from api.coherence.view import Section, counted, fields, section, sheet, show
from api.negotiation import HTML, JSON
from api.pages.render import language
from api.routes.coherence_answers import CSV, FIGURES, PLAIN, described, route, sent, workbook
from api.routes.openapi import answers
from api.services import Services, services_of
from m4sd_graph.coherence.analysis import Analysis
from m4sd_graph.coherence.figure_forms import as_csv as figures_csv
from m4sd_graph.coherence.gap_sorts import GAP_SORTS, gaps_of
from m4sd_graph.coherence.matrix import Frame, matrix_of
from m4sd_graph.coherence.measures import MEASURES, Measure, measure
from m4sd_graph.coherence.plain import plain
from m4sd_graph.coherence.references import Reference, reference_set
from m4sd_graph.coherence.robustness import robustness
from m4sd_graph.coherence.scope import Scope, reach_of
from m4sd_graph.coherence.sheets import Names
from m4sd_graph.coherence.status import by_status, coverage, standings
from m4sd_graph.coherence.view_query import reach_query
from m4sd_graph.errors import ParameterError
from m4sd_graph.speech import spoken
from m4sd_graph.workers.render import XLSX

router = APIRouter()
Found = Mapping[str, object]
Compute = Callable[[Asked, Analysis, Scope], Found]
EXAMPLES = {"trace": "?from=body:kg-council-on-migration&to=sdg:17.14"}
# Questions that ask the same as a view of a whole set.
QUESTIONS = {
    ("status", "sdg-crosswalk"): "sdg-coverage",
    ("status", "gcm"): "gcm-coverage",
    ("robustness", "sdg-crosswalk"): "robustness",
}
# Parameters that the form of a page offers; the address takes all.
SHOWN = ("reference", "threshold", "sources", "country", "as-of", "asserted-only", "grade", "confidence")


@router.get(
    "/coherence",
    operation_id="coherence",
    summary="The analyses of policy coherence",
    responses=answers([PLAIN]),
    openapi_extra={"parameters": described((), PLAIN)},
)
async def index(request: Request) -> Response:
    """List the analyses with their addresses."""
    services, lang = services_of(request), language(request)
    tongue, choice, analyses = ask(request).language, PLAIN.choose(request), analyses_of(lang)
    base = services.base(request)
    if choice.made == HTML:
        previews = await services.run(lambda: _previews(analysis_of(request), tongue))
        shown = {"analyses": analyses, "examples": EXAMPLES, "scripts": ["coherence-matrix"]}
        return await show(request, "coherence.html", PLAIN, {**shown, **previews, "statuses": statuses_of(lang)})
    found = [
        {"name": name, "about": about, "address": f"{base}/coherence/{name}"} for name, (_, about) in analyses.items()
    ]
    return sent({"release": services.name, "analyses": found}, choice.media_type, tongue)


def _previews(analysis: Analysis, tongue: str) -> Found:
    """What the landing page shows: the best grade of a policy per goal, and how many members have each status."""
    scope = Scope()
    found = matrix_of(analysis.claims, Frame("instrument", "goal", all_columns=True))
    best = {
        goal.iri: max((c.grade for c in found.cells.values() if c.column == goal.iri), default=0)
        for goal in found.columns
    }
    return {
        "strip": [(goal.notation, goal.name(tongue), best[goal.iri]) for goal in found.columns],
        "counts": by_status(analysis.claims, scope),
        "pair": coverage(analysis.claims, scope),
    }


@router.get("/coherence/status", **route(STATUS, FIGURES, "coherence-status", "The status of every member of a set"))
async def status(request: Request) -> Response:
    """Say of each member of a reference set whether it is covered, contested, an evidenced gap, or silent.

    Coverage comes as a pair, by asserted links alone and with derived ones, each with numerator, denominator and list.
    """
    return await _respond(request, "status", STATUS, _status)


@router.get("/coherence/gaps", **route(GAPS, FIGURES, "coherence-gaps", "What is missing, and how we know"))
async def gaps(request: Request) -> Response:
    """List gaps: stated by a source, not recorded after a search, or no statement, from which nothing follows."""
    return await _respond(request, "gaps", GAPS, _gaps)


@router.get("/coherence/measures", **route(MEASURED, FIGURES, "coherence-measures", "Measures with the lists behind"))
async def measures(request: Request) -> Response:
    """Compute measures, each with numerator, denominator and list; what is undefined is null, which is not zero.

    With ``explain=true``: formula, source, reading and trust of each instead.
    """
    asked = ask(request, *MEASURED)
    if asked.truth("explain"):
        return await _explained(request, asked)
    return await _respond(request, "measures", MEASURED, _measures)


@router.get("/coherence/robustness", **route(SCOPE, FIGURES, "coherence-robustness", "What each figure rests on"))
async def robust(request: Request) -> Response:
    """Show each headline figure without derived links, with grade 3 of the crosswalk only, without each document."""
    return await _respond(request, "robustness", SCOPE, lambda _, a, scope: {"robustness": robustness(a.claims, scope)})


async def _respond(request: Request, name: str, names: tuple[str, ...], compute: Compute) -> Response:
    services, asked, choice = services_of(request), ask(request, *names), FIGURES.choose(request)
    tongue = asked.language

    def computed() -> tuple[Analysis, Scope, Found]:
        analysis = analysis_of(request)
        scope = asked.scope(analysis)
        reference = reference_set(analysis.claims.tables, scope.reference)
        return analysis, scope, {"reference": reference, **compute(asked, analysis, scope)}

    analysis, scope, found = await services.run(computed)
    tables = Names(analysis.claims.tables, tongue)
    if choice.made in (CSV, XLSX):
        query = _query(services, name, scope, found)
        return await _download(request, name, choice.made, found, tables, query)
    if choice.made == JSON:
        told = await services.run(lambda: {"release": services.name, "scope": plain(scope), **_plain(found)})
        return sent(told, choice.media_type)
    lang = language(request)
    sections = await services.run(lambda: _sections(request, found, tables))
    own = tuple(one for one in names if one in SHOWN or one not in (*SCOPE, "status"))
    values = {
        "title": analyses_of(lang)[name][0],
        "about": analyses_of(lang)[name][1],
        "query": _query(services, name, scope, found),
        "scripts": ["coherence-matrix"],
        "reference": found["reference"],
        "counted": counted(scope.options, lang),
        "sections": sections,
        "fields": fields(asked, own, lang),
    }
    if name == "status":
        return await show(
            request, "coherence_status.html", FIGURES, {**values, **_listed(asked, analysis, found, tables, lang)}
        )
    return await show(request, "coherence_result.html", FIGURES, values)


def _listed(asked: Asked, analysis: Analysis, found: Found, names: Names, lang: str) -> Found:
    counts = {status: share.numerator for status, share in found["statuses"].items()}  # type: ignore[attr-defined]
    return {
        "members": members(asked, analysis.claims, found["members"], names),  # type: ignore[arg-type]
        "filters": filters(asked, counts, lang),
        "statuses": statuses_of(lang),
    }


async def _download(request: Request, name: str, form: str, found: Found, names: Names, query: str) -> Response:
    services = services_of(request)
    shown = {title: result for title, result in found.items() if not isinstance(result, Reference)}
    tables = await services.run(lambda: [(title, sheet(result, names)) for title, result in shown.items()])
    if form == XLSX:
        return await workbook(request, tables, query, names.language)
    response = sent(figures_csv(tables), CSV, names.language)
    response.headers["Content-Disposition"] = f'attachment; filename="coherence-{name}.csv"'
    return response


def _query(services: Services, name: str, scope: Scope, found: Found) -> str:
    """The query behind a view: that of the question which asks the same, else the one for the links it is made from."""
    question = QUESTIONS.get((name, scope.reference))
    if question and scope == Scope(reference=scope.reference):
        return services.catalog.question(question).body
    reference = found["reference"]
    assert isinstance(reference, Reference)
    return reach_query(reference, scope)


def _plain(found: Found) -> Mapping[str, object]:
    return {name: plain(result) for name, result in found.items()}


def _sections(request: Request, found: Found, names: Names) -> list[Section]:
    lang = language(request)
    apart = ("members", "statuses") if "statuses" in found else ()
    results = ((n, result) for n, result in found.items() if not isinstance(result, Reference) and n not in apart)
    return [section(_title(name, lang), result, names, request) for name, result in results]


def _title(name: str, lang: str) -> str:
    if name in MEASURES:
        return spoken(MEASURES[name].title, lang)
    return tables_of(lang).get(name, name)


def _status(asked: Asked, analysis: Analysis, scope: Scope) -> Found:
    claims, wanted = analysis.claims, _checked("status", asked.several("status"))
    return {
        "coverage": coverage(claims, scope),
        "statuses": by_status(claims, scope),
        "members": tuple(one for one in standings(claims, scope) if not wanted or one.status in wanted),
    }


def _gaps(asked: Asked, analysis: Analysis, scope: Scope) -> Found:
    sorts = _checked("sort", asked.several("sort")) or GAP_SORTS
    # Chaining tells how targets are reached, which commitments are not.
    commitments = replace(scope, reference=asked.text("commitments", "gcm"), chaining="action")
    return {s: gaps_of(analysis.claims, commitments if s == "counterpart" else scope, s) for s in sorts}


def _measures(asked: Asked, analysis: Analysis, scope: Scope) -> Found:
    reach = reach_of(analysis.claims, scope)
    return {one.name: one.compute(reach) for one in _chosen(asked)}


def _chosen(asked: Asked) -> list[Measure]:
    return [measure(name) for name in asked.several("measure") or MEASURES]


def _checked(name: str, values: tuple[str, ...]) -> tuple[str, ...]:
    known = PARAMETERS[name].values
    for value in values:
        if value not in known:
            raise ParameterError(
                f"there is none called {value!r}.", place=f"parameter {name}", remedy=f"One of {', '.join(known)}."
            )
    return values


async def _explained(request: Request, asked: Asked) -> Response:
    choice, lang = PLAIN.choose(request), language(request)
    chosen = _chosen(asked)
    if choice.made == HTML:
        return await show(request, "coherence_measures.html", PLAIN, {"measures": chosen})
    parts = ("name", "title", "formula", "source", "reading", "trust")
    found = [{part: getattr(one, part) for part in parts} for one in chosen]
    return sent({"release": services_of(request).name, "measures": found}, choice.media_type, lang)
