"""The SPARQL of a collection: which members there are and what sorts them. Every value in it is a parsed term."""

from __future__ import annotations

from collections.abc import Iterable

from m4sd_graph.collections.folding import pattern
from m4sd_graph.collections.model import Collection, Filter, with_prologue
from m4sd_graph.collections.selection import Chosen, Selection

# Where sources state the end of a period only, or none of its bounds, an adoption stands for the start.
COVERS = """EXISTS {{ ?x dcterms:temporal ?period .
  OPTIONAL {{ ?period dcat:startDate ?first }} OPTIONAL {{ ?period dcat:endDate ?end }}
  OPTIONAL {{ ?x ({adoption})/dcat:startDate ?earliest }} OPTIONAL {{ ?x ({adoption})/dcat:endDate ?latest }}
  FILTER(COALESCE(?first, ?earliest, ?latest) <= {day} && (!BOUND(?end) || ?end >= {day})) }}"""
OVER = "EXISTS {{ ?x dcterms:temporal/dcat:endDate ?ended FILTER(?ended < {day}) }}"
TO_COME = "EXISTS {{ ?x dcterms:temporal/dcat:startDate ?begins FILTER(?begins > {day}) }}"
NOT_YET = """EXISTS {{ ?x ({adoption})/dcat:startDate ?given FILTER(?given > {day})
  FILTER NOT EXISTS {{ ?x dcterms:temporal/dcat:startDate ?stated }} }}"""
STATE = f'BIND(IF({COVERS}, "yes", IF({OVER} || {TO_COME} || {NOT_YET}, "no", "unknown")) AS ?state)'


def members_query(selection: Selection) -> str:
    """Every member ``?x`` with what sorts it, ``?k``, in any order; asked by a day, of any certainty ``?state``."""
    variables = ["?x"] + ["?k"] * (selection.sort.kind != "id") + ["?state"] * (selection.day is not None)
    state = STATE.format(day=selection.day.terms[0], adoption=selection.day.filter.path) if selection.day else ""
    conditions = (
        _condition(chosen, f"?f{n}") for n, chosen in enumerate(selection.chosen) if chosen.filter.kind != "day"
    )
    body = " ".join([_classes(selection.collection), *conditions, state, _key(selection)])
    return with_prologue(f"SELECT DISTINCT {' '.join(variables)} WHERE {{ {body} }}")


def counts_query(collections: Iterable[Collection]) -> str:
    """How many members ``?n`` each collection ``?name`` has that has any."""
    pairs = " ".join(f'("{c.name}" <{iri}>)' for c in collections for iri in c.class_iris)
    members = f"VALUES (?name ?class) {{ {pairs} }} ?x a ?class"
    return f"SELECT ?name (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {members} }} GROUP BY ?name"


def used_query(collection: Collection, filter_: Filter) -> str:
    """The things ``?v``, with their codes ``?code``, that members have for a filter."""
    body = f"{_classes(collection)} ?x ({filter_.path}) ?v . {filter_.among} OPTIONAL {{ ?v skos:notation ?code }}"
    return with_prologue(f"SELECT DISTINCT ?v ?code WHERE {{ {body} }}")


def _classes(collection: Collection) -> str:
    if len(collection.class_iris) == 1:
        return f"?x a <{collection.class_iris[0]}> ."
    return f"VALUES ?class {{ {' '.join(f'<{iri}>' for iri in collection.class_iris)} }} ?x a ?class ."


def _condition(chosen: Chosen, variable: str) -> str:
    path = f"?x ({chosen.filter.path}) {variable} ."
    match chosen.filter.kind:
        case "text":
            return f"{path} FILTER({' || '.join(_contains(text, variable) for text in chosen.terms)})"
        case "number":
            return f"{path} FILTER({variable} IN ({', '.join(chosen.terms)}))"
    return f"VALUES {variable} {{ {' '.join(chosen.terms)} }} {path}"


def _contains(text: str, variable: str) -> str:
    return "(" + " && ".join(f'REGEX(STR({variable}), "{pattern(word)}", "i")' for word in text.split()) + ")"


def _key(selection: Selection) -> str:
    sort = selection.sort
    if sort.kind == "id":
        return ""
    among = ", ".join(f'"{language}"' for language in dict.fromkeys((selection.language, "en")))
    filter_ = f" FILTER(LANG(?k) IN ({among}))" if sort.kind == "label" else ""
    return f"OPTIONAL {{ ?x ({sort.path}) ?k{filter_} }}"
