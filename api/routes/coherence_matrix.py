"""``/coherence/matrix``: rows by columns, each cell with its links behind it, in every form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.coherence.asking import Asked, analysis_of, ask
from api.coherence.parameters import COUNTED, MATRIX
from api.coherence.view import fields, show
from api.coherence.words import told
from api.negotiation import HTML, JSON, JSONLD
from api.pages.render import language
from api.routes.coherence_answers import CSV, SVG, WIDE, route, sent
from api.routes.coherence_answers import MATRIX as FORMS
from api.services import services_of
from m4sd_graph.coherence.cube import CONTEXT_PATH, as_jsonld
from m4sd_graph.coherence.forms import Exhibit, as_csv, as_json, as_wide_csv, exhibit, mark
from m4sd_graph.coherence.heatmap import heatmap
from m4sd_graph.coherence.matrix import CRITICISED, Cell, matrix_of
from m4sd_graph.coherence.workbook import dossier, workbook
from m4sd_graph.errors import NotFoundError
from m4sd_graph.history import LATEST

router = APIRouter()
TEXTS: Mapping[str, Callable[[Exhibit], str]] = {CSV: as_csv, WIDE: as_wide_csv, SVG: heatmap}
SUFFIXES = {CSV: "csv", WIDE: "csv"}
SHOWN = ("rows", "columns", "country", "as-of", "asserted-only", "grade", "confidence", "all-columns")


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell on a page: what stands in it, and where its chains are told."""

    mark: str
    kind: str
    href: str


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
    frame = asked.frame("instrument", "goal", countries, all_columns=asked.truth("all-columns"))
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
    query = next(query.body for query in services.catalog.of_kind("coherence") if query.id == "links")
    kept = [(name, value) for name, value in request.query_params.multi_items() if value.strip()]
    again = f"{services.base(request)}/coherence/matrix?{urlencode(kept)}"
    return workbook(dossier(services.store, services.analysis.tracer(), shown), query, again)


async def _page(request: Request, asked: Asked, shown: Exhibit) -> Response:
    rows = await services_of(request).run(lambda: _rows(asked, shown, language(request)))
    values = {"shown": shown, "rows": rows, "fields": fields(asked, SHOWN, language(request))}
    return await show(request, "coherence_matrix.html", FORMS, values)


def _rows(asked: Asked, shown: Exhibit, lang: str) -> list[tuple[object, list[Shown | None]]]:
    kept = [(name, value) for name in (*COUNTED, "lang") for value in asked.values.get(name, ())]
    cells: dict[tuple[str, str], Shown] = {
        (cell.row, cell.column): Shown(told(mark(cell), lang), cell.valence, _address(shown, cell, kept))
        for cell in shown.matrix.cells.values()
    }
    columns = shown.matrix.columns
    return [(row, [cells.get((row.iri, column.iri)) for column in columns]) for row in shown.matrix.rows]


def _address(shown: Exhibit, cell: Cell, kept: list[tuple[str, str]]) -> str:
    """Where the chains of a cell are told: from its row, or from the finding about the row that the cell comes from."""
    sources = [shown.links[link]["source"] for link in cell.links]
    source = sources[0] if shown.matrix.row_kind in CRITICISED and cell.row not in sources else cell.row
    pairs = [("from", source), ("to", cell.column), *kept, ("format", "html")]
    return f"/coherence/trace?{urlencode(pairs)}"
