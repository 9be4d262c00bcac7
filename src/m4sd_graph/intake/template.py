"""An empty spreadsheet for the things of one class, made from the shapes and from what the graph says of such things.

The columns that every such thing has, or that a shape asks for, stand first. Columns whose values come from a
vocabulary offer them as a list. A second sheet explains each column with an example from the graph.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from m4sd_graph.describe import labels
from m4sd_graph.errors import NotFoundError
from m4sd_graph.intake import MOST_ROWS
from m4sd_graph.namespaces import GRAPH, ID, RDF, RDFS, SH, SKOS, VOCAB, shorten
from m4sd_graph.speech import order
from m4sd_graph.store.protocol import Store

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


def classes(store: Store) -> tuple[str, ...]:
    """The classes that have things in the graph."""
    return tuple(row["c"].value for row in store.select(CLASSES).rows)


def fields(store: Store, shapes: Store, iri: str, lang: str) -> tuple[Field, ...]:
    """The columns for a class, required ones first; raise NotFoundError for a class without things."""
    known = classes(store)
    if iri not in known:
        near = [shorten(one, store.prefixes) for one in known]
        raise NotFoundError("no thing of this class is in the graph.", place=iri, remedy=f"One of {', '.join(near)}.")
    [[number]] = store.select(MEMBERS.format(iri=iri)).texts()
    above = " ".join(f"<{row['c'].value}>" for row in store.select(ABOVE.format(iri=iri)).rows)
    asked = {row["p"].value for row in shapes.select(ASKED.format(classes=above)).rows}
    used = store.select(USED.format(iri=iri)).rows
    names = labels(store, {row["p"].value for row in used})
    found = []
    for row in used:
        name, tongue = row["p"].value, row["lang"].value if "lang" in row else ""
        heading = shorten(name, store.prefixes).strip("<>") + (f"@{tongue}" if tongue else "")
        example = (
            shorten(row["example"].value, store.prefixes) if row["example"].kind == "iri" else row["example"].value
        )
        found.append(
            Field(
                name=name,
                heading=heading,
                label=_in(names.get(name, {}), lang) or heading,
                required=int(row["n"].value) == int(number) or (name in asked and tongue in ("", "en", "fr")),
                example=example.strip("<>"),
                text=_explained(store, name, lang),
            )
        )
    ordered = sorted(found, key=lambda one: not one.required)
    return tuple(replace(one, offered=_offered(store, iri, one.name)) for one in ordered)


def workbook(iri: str, columns: Sequence[Field], words: Sequence[str], store: Store) -> bytes:
    """The workbook: the sheet to fill, the lists, the explanation.

    ``words``: heading, label, required, example, explanation, "yes" and "no", as the explanation calls them.
    """
    content = io.BytesIO()
    with xlsxwriter.Workbook(
        content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        bold, must = book.add_format({"bold": True}), book.add_format({"bold": True, "bg_color": "#fbeedd"})
        sheet, about, values = (book.add_worksheet(name) for name in ("things", ABOUT, VALUES))
        sheet.write_row(0, 0, ("id", "class"), must)
        sheet.write_string(1, 1, shorten(iri, store.prefixes).strip("<>"))
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


def _offered(store: Store, iri: str, name: str) -> tuple[str, ...]:
    rows = store.select(OFFERED.format(iri=iri, name=name)).rows
    found = tuple(shorten(row["o"].value, store.prefixes).strip("<>") for row in rows)
    return found if len(found) <= MOST_OFFERED else ()


def _explained(store: Store, name: str, lang: str) -> str:
    rows = store.select(EXPLAINED.format(name=name)).rows
    return _in({row["text"].language: row["text"].value for row in rows}, lang)


def _in(texts: dict[str, str], lang: str) -> str:
    return next((texts[code] for code in order(lang) if code in texts), "")
