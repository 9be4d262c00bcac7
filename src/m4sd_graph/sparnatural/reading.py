"""What a graph and its shapes say about classes and properties: which are used, how, and what they are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from m4sd_graph.namespaces import M4SD, RDFS, SCHEMA, SH, SKOS
from m4sd_graph.store.protocol import Rows, Store

# The type of a value that is neither a literal nor described in the graph: an address elsewhere.
ELSEWHERE = "elsewhere"
_USED = f"""SELECT ?class ?property ?range (COUNT(DISTINCT ?value) AS ?values) WHERE {{
  ?class <{M4SD}instanceKind> ?kind .
  ?thing a/<{RDFS}subClassOf>* ?class ; ?property ?value .
  OPTIONAL {{
    ?value a ?type . ?type <{M4SD}instanceKind> ?known
    FILTER NOT EXISTS {{ ?value a ?narrower . ?narrower <{RDFS}subClassOf>+ ?type }}
  }}
  BIND(IF(ISLITERAL(?value), STR(DATATYPE(?value)), COALESCE(STR(?type), "{ELSEWHERE}")) AS ?range)
}} GROUP BY ?class ?property ?range"""
_NAMED = f"""SELECT ?term ?label ?definition WHERE {{
  ?term <{RDFS}label>|<{M4SD}displayLabel> ?label
  {{ ?term <{M4SD}instanceKind> ?kind }} UNION {{ ?term <{M4SD}statementKind> ?kind }}
  OPTIONAL {{ ?term <{SKOS}definition> ?definition FILTER(LANG(?definition) = LANG(?label)) }}
}}"""
_DECLARED = f"""SELECT ?property ?class WHERE {{
  ?property <{SCHEMA}domainIncludes>|<{RDFS}domain> ?class ; <{M4SD}statementKind> ?kind
}}"""
_SHAPES = f"""SELECT ?shape ?path ?class ?range ?least ?most WHERE {{
  ?node <{SH}property> ?shape . ?shape <{SH}path> ?path .
  OPTIONAL {{ ?node <{SH}targetClass> ?class }}
  OPTIONAL {{ ?shape <{SH}class>|<{SH}datatype> ?range }}
  OPTIONAL {{ ?shape <{SH}minCount> ?least }} OPTIONAL {{ ?shape <{SH}maxCount> ?most }}
}}"""


@dataclass(frozen=True, slots=True, order=True)
class Used:
    """That things of a class have a property with values of a type; ``values`` counts the different ones."""

    subject: str
    property: str
    range: str
    values: int


@dataclass(frozen=True, slots=True, order=True)
class PropertyShape:
    """What one property shape says of a class ("" where it has another target)."""

    iri: str
    path: str
    subject: str
    range: str
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class Usage:
    """Everything that the configuration is made from. Names and definitions by term and language."""

    used: tuple[Used, ...]
    names: Mapping[str, Mapping[str, str]]
    definitions: Mapping[str, Mapping[str, str]]
    declared: frozenset[tuple[str, str]]
    shapes: tuple[PropertyShape, ...]


def read(store: Store, shapes: Store) -> Usage:
    """Ask the graph, which holds its ontology, and its shapes."""
    named = store.select(_NAMED)
    used = (
        Used(row["class"].value, row["property"].value, row["range"].value, int(row["values"].value))
        for row in store.select(_USED).rows
        if "class" in row
    )
    declared = ((row["property"].value, row["class"].value) for row in store.select(_DECLARED).rows)
    return Usage(
        tuple(sorted(used)),
        _texts(named, "label"),
        _texts(named, "definition"),
        frozenset(declared),
        _shapes(shapes.select(_SHAPES)),
    )


def _texts(rows: Rows, variable: str) -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for row in rows.rows:
        if variable in row:
            found.setdefault(row["term"].value, {})[row[variable].language] = row[variable].value
    return found


def _shapes(rows: Rows) -> tuple[PropertyShape, ...]:
    return tuple(
        sorted(
            PropertyShape(
                row["shape"].value,
                row["path"].value,
                row["class"].value if "class" in row else "",
                row["range"].value if "range" in row else "",
                int(row["least"].value) if "least" in row else 0,
                int(row["most"].value) if "most" in row else None,
            )
            for row in rows.rows
        )
    )
