"""Says what is wrong with a query: where, what could stand there, what was probably meant.

``grammar`` and ``reading`` find the first token that cannot stand where it does; ``syntax``, ``characters`` and
``habits`` recognise why; ``scopes`` what is wrong although every token may stand where it does; ``engine`` what the
engine says itself; ``terms`` the names of our namespace that the ontology does not have.
"""

from __future__ import annotations

from collections.abc import Mapping

from m4sd_graph.errors import QuerySyntaxError
from m4sd_graph.explain.engine import verdict
from m4sd_graph.explain.reading import read
from m4sd_graph.explain.scopes import cause_in_scopes
from m4sd_graph.explain.spelling import nearest_prefixes
from m4sd_graph.explain.syntax import cause_of
from m4sd_graph.explain.terms import check_terms

__all__ = ["check_terms", "nearest_prefixes", "syntax_error"]


def syntax_error(engine_message: str, query: str, prefixes: Mapping[str, str]) -> QuerySyntaxError:
    """The error that explains why the engine refused ``query`` with ``engine_message``.

    ``prefixes`` are those known without declaration. The engine's place serves only where nothing better is known.
    """
    reading = read(query, prefixes)
    engine = verdict(engine_message, query)
    if reading.fault and not engine.refutes(reading.fault):
        return cause_of(reading.fault).error(query)
    cause = None if reading.fault else cause_in_scopes(reading, engine_message)
    return (cause or engine.cause(reading)).error(query)
