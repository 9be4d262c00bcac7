"""What the pages about coherence show: sections with tables, the form that changes the question, addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from api.coherence.asking import Asked
from api.coherence.parameters import PARAMETERS, Parameter
from api.coherence.words import told, whole
from api.negotiation import Formats
from api.pages.render import address_of, language, page
from m4sd_graph.coherence.claims import Options
from m4sd_graph.coherence.naming import naming, sentence
from m4sd_graph.coherence.shares import Share
from m4sd_graph.coherence.sheets import Counted, Named, Names, Sheet, sheet_of
from m4sd_graph.coherence.words import options_told
from m4sd_graph.speech import speech, spoken


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text, and the things that it is about with their addresses; ``named``: the text is their names."""

    text: str
    things: tuple[tuple[str, str], ...] = ()
    named: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A table under a title."""

    title: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


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
    return of_sheet(title, sheet(result, names), language(request), address_of(request))


def sheet(result: object, names: Names) -> Sheet:
    """A result of the library as a sheet."""
    return _by_status(result, names) if isinstance(result, Mapping) else sheet_of(result, names)


def of_sheet(title: str, sheet: Sheet, lang: str, address: Callable[[str], str]) -> Section:
    """A sheet in the language of the page."""
    columns = tuple(told(column, lang) for column in sheet.columns)
    rows = tuple(tuple(_cell(cell, lang, address) for cell in row) for row in sheet.rows)
    return Section(sentence(told(title, lang)), told(sheet.note, lang), columns, rows)


def of_differences(title: str, sheet: Sheet, lang: str) -> Section:
    """A sheet of differences, whose cells are phrases beside the name of what differs; figures are phrases too."""
    first = told if title == "figures" else whole
    rows = tuple(
        (Cell(first(str(name), lang)), *(Cell(told(str(cell), lang)) for cell in cells)) for name, *cells in sheet.rows
    )
    columns = (told(sheet.columns[0], lang), *(whole(column, lang) for column in sheet.columns[1:]))
    return Section(sentence(told(title, lang)), told(sheet.note, lang), columns, rows)


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


def _cell(cell: object, lang: str, address: Callable[[str], str]) -> Cell:
    if not isinstance(cell, Named | Counted):
        return Cell(whole(str(cell), lang))
    things = tuple((name, address(iri)) for iri, name in cell.things)
    named = "; ".join(name for name, _ in things) == cell
    return Cell(str(cell) if named else told(str(cell), lang), things, named)
