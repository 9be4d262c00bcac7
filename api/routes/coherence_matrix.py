"""``/coherence/matrix``: rows by columns, each cell with its links behind it, in every form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.coherence.asking import Asked, analysis_of, ask
from api.coherence.grid import grid, title
from api.coherence.parameters import MATRIX
from api.coherence.titles import kinds_of
from api.coherence.view import fields, show
from api.negotiation import HTML, JSON, JSONLD
from api.pages.render import language
from api.routes.coherence_answers import CSV, SVG, WIDE, route, sent
from api.routes.coherence_answers import MATRIX as FORMS
from api.services import services_of
from m4sd_graph.coherence.cube import CONTEXT_PATH, as_jsonld
from m4sd_graph.coherence.forms import Exhibit, as_csv, as_json, as_wide_csv, exhibit
from m4sd_graph.coherence.heatmap import heatmap
from m4sd_graph.coherence.matrix import matrix_of
from m4sd_graph.coherence.workbook import dossier, workbook
from m4sd_graph.errors import NotFoundError
from m4sd_graph.history import LATEST

router = APIRouter()
TEXTS: Mapping[str, Callable[[Exhibit], str]] = {CSV: as_csv, WIDE: as_wide_csv, SVG: heatmap}
SUFFIXES = {CSV: "csv", WIDE: "csv"}
SHOWN = (
    "rows",
    "columns",
    "country",
    "as-of",
    "asserted-only",
    "grade",
    "confidence",
    "reviewed-only",
    "all-columns",
    "within",
)


@router.get("/coherence/matrix", **route(MATRIX, FORMS, "coherence-matrix", "Rows by columns, with the links behind"))
async def matrix(request: Request) -> Response:
    """Return for each row and column the best grade of the links that lead there, and all of these links.

    An empty cell says that nothing is recorded, which is not the same as nothing done.
    """
    services, asked, choice = services_of(request), ask(request, *MATRIX), FORMS.choose(request)
    tongue = asked.language
    shown = await services.run(lambda: _exhibit(request, asked, tongue))
    if choice.made == HTML:
        return await _page(request, asked, shown)
    if choice.made == JSON:
        content = await services.run(lambda: {"release": services.name, **as_json(shown)})
        return sent(content, choice.media_type, tongue)
    if choice.made == JSONLD:
        address = f"{services.base(request)}/{CONTEXT_PATH}"
        return sent(await services.run(lambda: as_jsonld(shown, address)), choice.media_type)
    if choice.made in TEXTS:
        form = TEXTS[choice.made]
        response = sent(await services.run(lambda: form(shown)), choice.media_type, tongue)
    else:
        response = sent(await services.run(lambda: _workbook(request, shown)), choice.media_type, tongue)
    if choice.made != SVG:
        name = f"coherence-matrix.{SUFFIXES.get(choice.made, 'xlsx')}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _exhibit(request: Request, asked: Asked, tongue: str) -> Exhibit:
    services, analysis = services_of(request), analysis_of(request)
    _check_release(services.name, asked.text("release", LATEST))
    countries = asked.countries(analysis)
    frame = replace(
        asked.frame("instrument", "goal", countries, all_columns=asked.truth("all-columns")),
        only_columns=asked.within(analysis),
    )
    found = matrix_of(analysis.claims, frame, asked.options(analysis))
    return exhibit(services.store, analysis.claims, frame, found, services.name, tongue)


def _check_release(served: str, wanted: str) -> None:
    """The address of a matrix as linked data names its release; raise NotFoundError for another than is served."""
    if wanted not in (LATEST, served):
        raise NotFoundError(
            "this release is not the one that is served.",
            place="parameter release",
            remedy=f"Served: {served}. `/coherence/compare` compares releases.",
            nearest=(served,),
        )


def _workbook(request: Request, shown: Exhibit) -> bytes:
    services = services_of(request)
    kept = [(name, value) for name, value in request.query_params.multi_items() if value.strip()]
    again = f"{services.base(request)}/coherence/matrix?{urlencode(kept)}"
    return workbook(dossier(services.store, services.analysis.tracer(), shown), again)


async def _page(request: Request, asked: Asked, shown: Exhibit) -> Response:
    services, lang = services_of(request), language(request)
    values = {
        "shown": shown,
        "title": title(shown, lang),
        "kinds": kinds_of(lang),
        "grid": await services.run(lambda: grid(asked, shown, lang)),
        "query": shown.query,
        "fields": fields(asked, SHOWN, lang),
        "scripts": ["coherence-matrix"],
    }
    return await show(request, "coherence_matrix.html", FORMS, values)
