"""``/coherence/mechanisms``: the evidence for each domain of SDG indicator 17.14.1, never a score."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.coherence.asking import Asked, analysis_of, ask
from api.coherence.view import fields, show
from api.negotiation import HTML
from api.pages.render import language
from api.routes.coherence_answers import CSV, FIGURES, route, sent, workbook
from api.services import services_of
from m4sd_graph.coherence.figure_forms import Tables, as_csv
from m4sd_graph.coherence.mechanisms import QUESTION, Domain, mechanisms
from m4sd_graph.coherence.naming import naming
from m4sd_graph.coherence.plain import plain
from m4sd_graph.coherence.sheets import Sheet
from m4sd_graph.errors import ParameterError
from m4sd_graph.workers.render import XLSX

router = APIRouter()
NAMES = ("country",)
INDICATOR = "17.14.1"


@router.get(
    "/coherence/mechanisms",
    **route(NAMES, FIGURES, "coherence-mechanisms", "Evidence for the domains of SDG indicator 17.14.1"),
)
async def domains(request: Request) -> Response:
    """List which bodies and instruments are evidence for each of the eight domains; nothing is scored."""
    services, asked, choice = services_of(request), ask(request, *NAMES), FIGURES.choose(request)
    tongue = asked.language
    found = await services.run(lambda: _found(request, asked, tongue))
    if choice.made in (CSV, XLSX):
        tables = await services.run(lambda: _tables(found))
        if choice.made == CSV:
            return sent(as_csv(tables), CSV, tongue)
        return await workbook(request, tables, services.catalog.question(QUESTION).body, tongue)
    if choice.made != HTML:
        told = {"release": services.name, "indicator": INDICATOR, "domains": plain(found)}
        return sent(told, choice.media_type, tongue)
    values = {
        "domains": found,
        "query": services.catalog.question(QUESTION).body,
        "scripts": ["coherence-matrix"],
        "say": naming({}, language(request)),
        "fields": fields(asked, NAMES, language(request)),
    }
    return await show(request, "coherence_mechanisms.html", FIGURES, values)


def _found(request: Request, asked: Asked, tongue: str) -> tuple[Domain, ...]:
    services = services_of(request)
    countries = sorted(asked.countries(analysis_of(request)))
    if len(countries) > 1:
        raise ParameterError("one country at a time.", place="parameter country", remedy="Leave it out for all.")
    return mechanisms(services.store, services.catalog.question(QUESTION), "".join(countries), tongue)


def _tables(found: tuple[Domain, ...]) -> Tables:
    columns = ("domain", "name", "thing", "label", "says", "confidence", "review", "link", "documents")
    rows = tuple(
        (
            *(domain.domain, domain.name, one.thing, one.name, one.says, one.confidence, one.review, one.link),
            " ".join(passage.document for passage in one.passages),
        )
        for domain in found
        for one in domain.found
    )
    return [("mechanisms", Sheet(columns, rows))]
