"""What the pages about coherence show: sections with tables, the form that changes the question, addresses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from api.coherence.asking import Asked
from api.coherence.parameters import PARAMETERS, Parameter
from api.coherence.words import told, whole
from api.negotiation import Formats
from api.pages.render import address_of, language, page
from m4sd_graph.catalog import Catalog
from m4sd_graph.coherence.claims import Options
from m4sd_graph.coherence.delivery import GapResponse
from m4sd_graph.coherence.naming import naming, sentence
from m4sd_graph.coherence.shares import Share
from m4sd_graph.coherence.sheets import Names, Sheet, sheet_of
from m4sd_graph.coherence.words import options_told
from m4sd_graph.speech import speech, spoken

# What a record is about, in the order of preference.
ABOUT = ("item", "target", "node", "instrument", "finding", "first")


@dataclass(frozen=True, slots=True)
class Section:
    """A table under a title; ``heads``: where the first cell of each row leads, or nothing."""

    title: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    heads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the form; ``values`` to choose from, or none."""

    name: str
    label: str
    value: str
    kind: str
    values: tuple[str, ...]
    needed: bool


def section(title: str, result: object, names: Names, request: Request) -> Section:
    """A result of the library as a table in the language of the page."""
    made = sheet(result, names)
    address, heads = address_of(request), _heads(result)
    found = tuple(address(iri) for iri in heads) if len(heads) == len(made.rows) else ()
    return of_sheet(title, made, language(request), found)


def sheet(result: object, names: Names) -> Sheet:
    """A result of the library as a sheet."""
    return _by_status(result, names) if isinstance(result, Mapping) else sheet_of(result, names)


def of_sheet(title: str, sheet: Sheet, lang: str, heads: tuple[str, ...] = ()) -> Section:
    """A sheet in the language of the page."""
    columns = tuple(told(column, lang) for column in sheet.columns)
    rows = tuple(tuple(whole(str(cell), lang) for cell in row) for row in sheet.rows)
    return Section(sentence(told(title, lang)), told(sheet.note, lang), columns, rows, heads)


def of_differences(title: str, sheet: Sheet, lang: str) -> Section:
    """A sheet of differences, whose cells are phrases beside the name of what differs; figures are phrases too."""
    first = told if title == "figures" else whole
    rows = tuple((first(str(name), lang), *(told(str(cell), lang) for cell in cells)) for name, *cells in sheet.rows)
    columns = (told(sheet.columns[0], lang), *(whole(column, lang) for column in sheet.columns[1:]))
    return Section(sentence(told(title, lang)), told(sheet.note, lang), columns, rows)


def links_query(catalog: Catalog) -> str:
    """The query for every link with its facets, from which matrices and figures are made."""
    return next(query.body for query in catalog.of_kind("coherence") if query.id == "links")


async def show(request: Request, template: str, formats: Formats, values: Mapping[str, object]) -> Response:
    """A page with the form that changes the question, and the other forms of the answer."""
    shared = {"fields": (), "query": "", "formats": addresses(request, formats), **values}
    response = await page(request, template, shared)
    response.headers["Vary"] = "Accept, Accept-Language"
    return response


def fields(asked: Asked, names: Iterable[str], lang: str) -> tuple[Field, ...]:
    """The fields of a form for these parameters, filled with what was asked."""
    return tuple(_field(PARAMETERS[name], asked, lang) for name in names)


def counted(options: Options, lang: str) -> str:
    """Which links count, as a sentence."""
    _ = speech(lang).gettext
    return _("Counted: %(options)s.") % {"options": options_told(options, naming({}, lang))}


def addresses(request: Request, formats: Formats) -> Mapping[str, str]:
    """Where the same answer is in each other form."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "format" and value.strip()]
    return {name: "?" + urlencode([*kept, ("format", name)]) for name in formats.names if name != "html"}


def _field(parameter: Parameter, asked: Asked, lang: str) -> Field:
    kind = {"day": "date", "whole": "number"}.get(parameter.kind, "text")
    values = ("false", "true") if parameter.kind == "truth" else parameter.values
    given = asked.values.get(parameter.name, [])
    # Of several values a form of fields to write in keeps the first; the address keeps them all.
    value = given[0] if given else parameter.default
    offered = ("", *values) if values and not parameter.default else values
    return Field(parameter.name, spoken(parameter.about, lang), value, kind, offered, parameter.needed)


def _by_status(result: Mapping[str, object], names: Names) -> Sheet:
    shares = [(status, share) for status, share in result.items() if isinstance(share, Share)]
    rows = tuple((status, str(share), names.all(share.counted)) for status, share in shares)
    return Sheet(("status", "share", "counted"), rows)


def _heads(result: object) -> Sequence[str]:
    """The IRIs that the rows of a result are about, in their order."""
    if isinstance(result, GapResponse):
        return tuple(result.responses)
    records = getattr(result, "found", result)
    return tuple(_about(record) for record in records) if isinstance(records, tuple) else ()


def _about(record: object) -> str:
    about = next((getattr(record, name) for name in ABOUT if hasattr(record, name)), "")
    return str(getattr(about, "iri", about))
