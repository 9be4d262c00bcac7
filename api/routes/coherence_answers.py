"""What the routes of coherence have in common: their forms, and what ``/openapi.json`` says of their parameters."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.coherence.parameters import PARAMETERS, Parameter
from api.negotiation import HTML, JSON, JSONLD, Formats
from api.routes.openapi import Described, answers, format_parameter, parameter
from api.services import Services, services_of
from m4sd_graph.coherence.figure_forms import Tables
from m4sd_graph.coherence.figure_forms import as_xlsx as figures_xlsx
from m4sd_graph.errors import QueryRefusedError
from m4sd_graph.store.protocol import RESULT_TYPES
from m4sd_graph.workers.render import XLSX

CSV, TEXT, SVG = RESULT_TYPES["csv"], "text/plain", "image/svg+xml"
MERMAID, SPARQL = "text/vnd.mermaid", "application/sparql-query"
WIDE = f"{CSV}; layout=wide"
PLAIN = Formats({"json": JSON, "html": HTML})
FIGURES = Formats({"json": JSON, "csv": CSV, "xlsx": XLSX, "html": HTML})
TRACE = Formats(
    {"json": JSON, "jsonld": JSONLD, "text": TEXT, "mermaid": MERMAID, "svg": SVG, "sparql": SPARQL, "html": HTML}
)
MATRIX = Formats({"json": JSON, "jsonld": JSONLD, "csv": CSV, "wide-csv": WIDE, "xlsx": XLSX, "svg": SVG, "html": HTML})
DIFFERENCE = Formats({"json": JSON, "csv": CSV, "xlsx": XLSX, "html": HTML})
COMPARISON = Formats({"json": JSON, "csv": CSV, "xlsx": XLSX, "html": HTML})
# Where the project began.
HOME = "https://w3id.org/m4sd/id/country/kyrgyzstan"
VARY = "Accept, Accept-Language"
LANG = parameter("lang", "Language of names and sentences; else Accept-Language decides.", "fr")
TYPES = {"truth": {"type": "boolean"}, "day": {"type": "string", "format": "date"}}


def described(names: Iterable[str], formats: Formats) -> list[Described]:
    """The parameters of a route, typed, with examples."""
    return [*(_described(PARAMETERS[name]) for name in names), LANG, format_parameter(formats)]


def route(names: Iterable[str], formats: Formats, operation: str, summary: str) -> dict[str, Any]:
    """What a route says of itself."""
    return {
        "operation_id": operation,
        "summary": summary,
        "responses": answers([formats]),
        "openapi_extra": {"parameters": described(names, formats)},
    }


def sent(content: object, media_type: str, language: str = "") -> Response:
    """JSON values, or a text, as they are sent."""
    headers = {"Vary": VARY, **({"Content-Language": language} if language else {})}
    if isinstance(content, str | bytes):
        return Response(content, headers=headers, media_type=media_type)
    return JSONResponse(content, headers=headers, media_type=media_type)


def _described(one: Parameter) -> Described:
    schema: Described = dict(TYPES.get(one.kind, {"type": "string"}))
    if one.kind == "whole":
        schema = {"type": "integer", "minimum": 1, "maximum": len(one.values)}
    elif one.values:
        schema["enum"] = list(one.values)
    if one.default:
        schema["default"] = json.loads(one.default) if one.kind in ("whole", "truth") else one.default
    example = json.loads(one.example) if one.kind in ("whole", "truth") else one.example
    if one.several:
        schema, example = {"type": "array", "items": schema}, [example]
    about = parameter(one.name, f"{one.about['en']}.")
    return {**about, "required": one.needed, "schema": schema, "example": example}


async def workbook(request: Request, tables: Tables, query: str, tongue: str) -> Response:
    """A workbook of figures with the ``query`` for the links behind them, named after the analysis."""
    services = services_of(request)
    about = {"release": services.name, "address": str(request.url)}
    response = sent(await services.run(lambda: figures_xlsx(tables, about, query)), XLSX, tongue)
    name = request.url.path.rpartition("/")[2]
    response.headers["Content-Disposition"] = f'attachment; filename="coherence-{name}.xlsx"'
    return response


def check_local(services: Services, what: str) -> None:
    """Raise QueryRefusedError where an endpoint answers."""
    if services.settings.endpoint:
        raise QueryRefusedError(f"this service answers from an endpoint, which cannot be {what}.")
