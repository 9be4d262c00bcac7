"""An empty spreadsheet for the things of one class, made from the shapes and from what the graph says of such things.

The columns that every such thing has, or that a shape asks for, stand first. Columns whose values come from a
vocabulary offer them as a list. A second sheet explains each column with an example from the graph.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from m4sd_graph.describe import labels
from m4sd_graph.errors import NotFoundError
from m4sd_graph.intake import MOST_ROWS
from m4sd_graph.namespaces import GRAPH, ID, RDF, RDFS, SH, SKOS, VOCAB, shorten
from m4sd_graph.speech import order
from m4sd_graph.store.protocol import Store, Term

# What the rules add is no column.
USED = f"""SELECT ?p ?lang (COUNT(DISTINCT ?s) AS ?n) (SAMPLE(?o) AS ?example) WHERE {{{{
  ?s a <{{iri}}> GRAPH ?g {{{{ ?s ?p ?o }}}}
  FILTER(!STRSTARTS(STR(?g), "{GRAPH}rule/") && ?p != <{RDF}type>) BIND(LANG(?o) AS ?lang)
}}}} GROUP BY ?p ?lang ORDER BY DESC(?n) ?p ?lang"""
MEMBERS = "SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE {{ ?s a <{iri}> }}"
CLASSES = f"""SELECT ?c (COUNT(DISTINCT ?s) AS ?n) WHERE {{
  ?s a ?c FILTER(STRSTARTS(STR(?s), "{ID}")) }} GROUP BY ?c ORDER BY ?c"""
ABOVE = f"SELECT ?c WHERE {{{{ <{{iri}}> <{RDFS}subClassOf>* ?c FILTER(isIRI(?c)) }}}}"
ASKED = f"""SELECT ?p WHERE {{{{ VALUES ?c {{{{ {{classes}} }}}}
  ?shape <{SH}targetClass> ?c ; <{SH}property> ?one . ?one <{SH}path> ?p ; <{SH}minCount> ?n FILTER(isIRI(?p)) }}}}"""
OFFERED = f"""SELECT DISTINCT ?o WHERE {{{{ ?s a <{{iri}}> ; <{{name}}> ?one . ?one <{SKOS}inScheme> ?scheme .
  ?o <{SKOS}inScheme> ?scheme FILTER(STRSTARTS(STR(?one), "{VOCAB}")) }}}} ORDER BY ?o"""
EXPLAINED = f"SELECT ?text WHERE {{{{ <{{name}}> <{RDFS}comment>|<{SKOS}definition> ?text }}}}"
MOST_OFFERED = 500
# What begins with = is text, not a formula.
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
# Cells of values that a list in a cell may refer to.
VALUES, ABOUT = "values", "about"


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its heading as it is read back, its label, whether each thing must have it, and what it may hold."""

    name: str
    heading: str
    label: str
    required: bool
    example: str
    text: str
    offered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What templates are made from: the graph, its shapes, its prefixes; and the reader's language."""

    store: Store
    shapes: Store
    prefixes: Mapping[str, str]
    lang: str

    def short(self, iri: str) -> str:
        """How ``iri`` is written in a cell."""
        return shorten(iri, self.prefixes).strip("<>")


def classes(store: Store) -> tuple[str, ...]:
    """The classes that have things in the graph."""
    return tuple(row["c"].value for row in store.select(CLASSES).rows)


def fields(known: Knowledge, iri: str) -> tuple[Field, ...]:
    """The columns for a class, required ones first; raise NotFoundError for a class without things."""
    there = classes(known.store)
    if iri not in there:
        near = ", ".join(known.short(one) for one in there)
        raise NotFoundError("no thing of this class is in the graph.", place=f"class={iri}", remedy=f"One of {near}.")
    [[number]] = known.store.select(MEMBERS.format(iri=iri)).texts()
    above = " ".join(f"<{row['c'].value}>" for row in known.store.select(ABOVE.format(iri=iri)).rows)
    asked = {row["p"].value for row in known.shapes.select(ASKED.format(classes=above)).rows}
    rows = known.store.select(USED.format(iri=iri)).rows
    names = labels(known.store, {row["p"].value for row in rows})
    offered = {row["p"].value: _offered(known, iri, row["p"].value) for row in rows if row["example"].kind == "iri"}
    found = [_field(known, row, int(number), asked, names, offered) for row in rows]
    return tuple(sorted(found, key=lambda one: not one.required))


def _field(
    known: Knowledge,
    row: Mapping[str, Term],
    members: int,
    asked: set[str],
    names: Mapping[str, Mapping[str, str]],
    offered: Mapping[str, tuple[str, ...]],
) -> Field:
    name, tongue, example = row["p"].value, row["lang"].value if "lang" in row else "", row["example"]
    heading = known.short(name) + (f"@{tongue}" if tongue else "")
    return Field(
        name=name,
        heading=heading,
        label=_in(names.get(name, {}), known.lang) or heading,
        required=int(row["n"].value) == members or (name in asked and tongue in ("", "en", "fr")),
        example=known.short(example.value) if example.kind == "iri" else example.value,
        text=_explained(known, name),
        offered=offered.get(name, ()),
    )


def workbook(known: Knowledge, iri: str, words: Sequence[str]) -> bytes:
    """The workbook: the sheet to fill, the lists, the explanation.

    ``words``: heading, label, required, example, explanation, "yes" and "no", as the explanation calls them.
    """
    content, columns = io.BytesIO(), fields(known, iri)
    with xlsxwriter.Workbook(content, OPTIONS) as book:
        bold, must = book.add_format({"bold": True}), book.add_format({"bold": True, "bg_color": "#fbeedd"})
        sheet, about, values = (book.add_worksheet(name) for name in ("things", ABOUT, VALUES))
        sheet.write_row(0, 0, ("id", "class"), must)
        sheet.write_string(1, 1, known.short(iri))
        sheet.set_column(0, len(columns) + 1, 24)
        sheet.freeze_panes(1, 1)
        for number, one in enumerate(columns, start=2):
            sheet.write_string(0, number, one.heading, must if one.required else bold)
            _list(sheet, values, number, one.offered)
        about.write_row(0, 0, words[:5], bold)
        about.set_column(0, 4, 32)
        for number, one in enumerate(columns, start=1):
            told = (one.heading, one.label, words[5] if one.required else words[6], one.example, one.text)
            for place, text in enumerate(told):
                about.write_string(number, place, text[:32_000])
        values.hide()
    return content.getvalue()


def _list(sheet: Worksheet, values: Worksheet, number: int, offered: Sequence[str]) -> None:
    """Offer values in the cells of a column."""
    if not offered:
        return
    values.write_column(0, number, offered)
    letters = xlsxwriter.utility.xl_col_to_name(number)
    source = f"={VALUES}!${letters}$1:${letters}${len(offered)}"
    sheet.data_validation(1, number, MOST_ROWS, number, {"validate": "list", "source": source, "error_type": "warning"})


def _offered(known: Knowledge, iri: str, name: str) -> tuple[str, ...]:
    found = tuple(known.short(row["o"].value) for row in known.store.select(OFFERED.format(iri=iri, name=name)).rows)
    return found if len(found) <= MOST_OFFERED else ()


def _explained(known: Knowledge, name: str) -> str:
    rows = known.store.select(EXPLAINED.format(name=name)).rows
    return _in({row["text"].language: row["text"].value for row in rows}, known.lang)


def _in(texts: Mapping[str, str], lang: str) -> str:
    return next((texts[code] for code in order(lang) if code in texts), "")
