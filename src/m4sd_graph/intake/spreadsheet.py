"""A spreadsheet as statements: one row for each thing, one column for each property, every fault told with its cell.

A heading is ``id``, ``class``, or a property by its prefixed name or label, with ``@`` and a language where its values
are texts. A cell holds one value, or several with ``|`` between; a thing is named by IRI, prefixed name or label.
A sheet without a heading ``id`` is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from m4sd_graph.errors import InputError
from m4sd_graph.intake import MOST_STATEMENTS
from m4sd_graph.intake.cells import Row, Sheet
from m4sd_graph.intake.check import Read
from m4sd_graph.intake.names import TEXT, Vocabulary, vocabulary
from m4sd_graph.load import Dataset, Triple, to_rdflib_term
from m4sd_graph.namespaces import RDF
from m4sd_graph.validate import Finding

IDENTITY, CLASS = "id", "class"
TYPE = f"{RDF}type"
LANGUAGE = re.compile(r"(?P<name>.*?)@(?P<lang>[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)")
FAULTS = {
    "id": ("The row has no usable id.", "La ligne n’a pas d’identifiant utilisable."),
    "class": ("No class is called so.", "Aucune classe ne porte ce nom."),
    "property": ("No property is called so.", "Aucune propriété ne porte ce nom."),
    "language": ("The values are texts, and their language is not said.", "La langue de ces textes n’est pas dite."),
    "thing": ("Nothing is called so.", "Rien ne porte ce nom."),
    "several": ("Several things are called so.", "Plusieurs choses portent ce nom."),
    "datatype": ("The value is none of its datatype.", "La valeur n’est pas de son type."),
}
REMEDIES = {
    "id": ("Write an IRI or a prefixed name, such as body:my-body.", "Écrire un IRI ou un nom préfixé."),
    "class": ("Write m4sd:Programme, say, or the label of a class.", "Écrire le nom préfixé ou le libellé."),
    "property": ("Write its prefixed name or its label.", "Écrire son nom préfixé ou son libellé."),
    "language": ("Add @en or another language to the heading.", "Ajouter @en ou une autre langue au titre."),
    "thing": ("Write its IRI, prefixed name or label.", "Écrire son IRI, son nom préfixé ou son libellé."),
    "several": ("Write the IRI of the one that is meant.", "Écrire l’IRI de celle qui est visée."),
    "datatype": ("Correct it; days are written 2030-12-31.", "La corriger ; les jours s’écrivent 2030-12-31."),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of values: its number from 0, its property and the language of its texts."""

    number: int
    name: str
    lang: str


@dataclass(slots=True)
class _Sheets:
    """What has been read so far."""

    words: Vocabulary
    triples: dict[Triple, None] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    places: dict[tuple[str, str], str] = field(default_factory=dict)

    def fault(self, kind: str, place: str, thing: str = "", value: str = "", name: str = "") -> None:
        why, fix = (dict(zip(("en", "fr"), texts[kind], strict=True)) for texts in (FAULTS, REMEDIES))
        self.findings.append(Finding("Violation", thing or place, place, "", name, value, fix, why))

    def add(self, triple: Triple) -> None:
        self.triples[triple] = None
        if len(self.triples) > MOST_STATEMENTS:
            raise InputError(f"more than {MOST_STATEMENTS} statements.", remedy="Check fewer at a time.")


def read_sheets(sheets: Sequence[Sheet], name: str, dataset: Dataset) -> Read:
    """The statements of all sheets that have an ``id`` column; raise InputError where none has one."""
    found = _Sheets(vocabulary(dataset))
    data = [sheet for sheet in sheets if sheet.rows and IDENTITY in map(str.casefold, sheet.rows[0])]
    if not data:
        raise InputError(
            "no sheet has a heading `id` in its first row.", place=name, remedy="Start from /validation/template.xlsx."
        )
    for sheet in data:
        _read_sheet(found, sheet)
    return Read(tuple(found.triples), tuple(found.findings), found.places)


def _read_sheet(found: _Sheets, sheet: Sheet) -> None:
    heading = [cell.casefold() for cell in sheet.rows[0]]
    identity, kind = heading.index(IDENTITY), heading.index(CLASS) if CLASS in heading else None
    columns = list(_columns(found, sheet))
    for number, row in enumerate(sheet.rows[1:], start=2):
        if not any(row):
            continue
        iri = found.words.iri(row[identity]) if len(row) > identity else ""
        place = at(sheet, number, identity)
        if not iri:
            found.fault("id", place, value=row[identity] if len(row) > identity else "")
            continue
        found.places[iri, ""] = place
        _read_class(found, sheet, row, number, iri, kind)
        for column in columns:
            _read_cell(found, sheet, row, number, iri, column)


def _columns(found: _Sheets, sheet: Sheet) -> Iterator[Column]:
    for number, cell in enumerate(sheet.rows[0]):
        if cell.casefold() in (IDENTITY, CLASS, ""):
            continue
        parted = LANGUAGE.fullmatch(cell)
        text, lang = (parted["name"].strip(), parted["lang"].lower()) if parted else (cell, "")
        called = found.words.properties.get(text.casefold(), set())
        name = found.words.iri(text) or (next(iter(called)) if len(called) == 1 else "")
        if not found.words.knows(name):
            found.fault("property", at(sheet, 1, number), value=cell)
        elif found.words.datatype(name) == TEXT and not lang:
            found.fault("language", at(sheet, 1, number), value=cell)
        else:
            yield Column(number, name, lang)


def _read_class(found: _Sheets, sheet: Sheet, row: Row, number: int, iri: str, kind: int | None) -> None:
    written = row[kind] if kind is not None and len(row) > kind else ""
    text = written or sheet.name
    called = found.words.classes.get(text.casefold(), set())
    name = found.words.iri(text) or (next(iter(called)) if len(called) == 1 else "")
    if name:
        found.add(ox.Triple(ox.NamedNode(iri), ox.NamedNode(TYPE), ox.NamedNode(name)))
        found.places[iri, TYPE] = at(sheet, number, kind or 0)
    else:
        found.fault("class", at(sheet, number, kind or 0), iri, written)


def _read_cell(found: _Sheets, sheet: Sheet, row: Row, number: int, iri: str, column: Column) -> None:
    cell = row[column.number] if len(row) > column.number else ""
    place = at(sheet, number, column.number)
    found.places.setdefault((iri, column.name), place)
    for text in filter(None, (part.strip() for part in cell.split("|"))):
        value, fault = _value(found.words, text, column)
        if value is None:
            found.fault(fault, place, iri, text, column.name)
        else:
            found.add(ox.Triple(ox.NamedNode(iri), ox.NamedNode(column.name), value))


def _value(words: Vocabulary, text: str, column: Column) -> tuple[ox.NamedNode | ox.Literal | None, str]:
    """The value that a text stands for, or what is wrong with it."""
    if column.lang:
        return ox.Literal(text, language=column.lang), ""
    datatype = words.datatype(column.name)
    if not datatype:
        meant = words.thing(text, column.name)
        if len(meant) == 1:
            return ox.NamedNode(next(iter(meant))), ""
        return None, "several" if meant else "thing"
    value = ox.Literal(text, datatype=ox.NamedNode(datatype))
    wrong = getattr(to_rdflib_term(value), "ill_typed", False)
    return (None, "datatype") if wrong else (value, "")


def at(sheet: Sheet, row: int, column: int) -> str:
    """The place of a cell as spreadsheets write it: ``Sheet!C3``."""
    letters, left = "", column + 1
    while left:
        left, digit = divmod(left - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return f"{sheet.name}!{letters}{row}"
