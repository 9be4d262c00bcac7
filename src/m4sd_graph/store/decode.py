"""Reads serialised results back: SPARQL JSON and N-Triples."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pyoxigraph as ox

from m4sd_graph.errors import StoreError
from m4sd_graph.namespaces import XSD
from m4sd_graph.store.local import term_of
from m4sd_graph.store.protocol import Rows, Statement, Term

KINDS: Mapping[str, Any] = {"uri": "iri", "literal": "literal", "typed-literal": "literal", "bnode": "bnode"}


def read_json(content: bytes, key: str, place: str) -> dict[str, Any]:
    """Return SPARQL JSON that has the member ``key``; raise StoreError for anything else."""
    try:
        result = json.loads(content)
    except (ValueError, RecursionError):
        result = None
    if not isinstance(result, dict) or key not in result:
        raise StoreError("the answer is not SPARQL JSON.", place=place)
    return result


def rows_of(result: Mapping[str, Any]) -> Rows:
    """The solutions in SPARQL JSON."""
    names = tuple(result["head"].get("vars", ()))
    return Rows(names, tuple({n: _term(b[n]) for n in names if n in b} for b in result["results"]["bindings"]))


def statements_of(content: bytes) -> tuple[Statement, ...]:
    """The triples in N-Triples that this library wrote."""
    found = dict.fromkeys(quad.triple for quad in ox.parse(content, ox.RdfFormat.N_TRIPLES))
    return tuple(Statement(term_of(t.subject), term_of(t.predicate), term_of(t.object)) for t in found)


def _term(binding: Mapping[str, str]) -> Term:
    datatype = binding.get("datatype", "").replace(f"{XSD}string", "")
    return Term(KINDS[binding["type"]], binding["value"], datatype, binding.get("xml:lang", "").lower())
