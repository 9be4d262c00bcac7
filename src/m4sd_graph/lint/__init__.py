"""Advice on a SPARQL query: what is likely to be a slip, or to cost more than it should, each with a fix."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from m4sd_graph.lint.advice import Advice, as_json
from m4sd_graph.lint.answers import cut_results, duplicates, misspelt_variables
from m4sd_graph.lint.joins import cross_products, optional_steps, unbounded_paths
from m4sd_graph.lint.places import Places, UnreadableError
from m4sd_graph.lint.reading import read
from m4sd_graph.lint.subject import Subject
from m4sd_graph.lint.vocabulary import untagged_variables, unused_classes, unused_properties
from m4sd_graph.store.protocol import Store

__all__ = ["Advice", "as_json", "lint"]
NOT_LINTED = "not-linted"
OF_THE_TEXT = (duplicates, unbounded_paths, optional_steps, cross_products, cut_results, misspelt_variables)
OF_THE_DATA = (unused_properties, unused_classes, untagged_variables)


def lint(query: str, store: Store, prefixes: Mapping[str, str]) -> tuple[Advice, ...]:
    """Return advice on ``query`` in the order of its text; ``prefixes`` hold where the query declares none.

    ``store`` is asked small questions about the IRIs of the query, never the query itself; its StoreError goes to the
    caller. A query that cannot be read gives the one advice ``not-linted``. There is no limit of time: run it over
    foreign queries only where it can be killed.
    """
    try:
        select, known, base = read(query, prefixes)
        advice = set(_advice(Subject(query, select, Places(query, known, base), known), store))
    except UnreadableError as error:
        return (_not_linted(error.reason, error.line, error.column),)
    except RecursionError:
        return (_not_linted("it is nested too deeply or has too many patterns"),)
    return tuple(sorted(advice, key=lambda one: (one.line, one.column, one.rule, one.message)))


def _not_linted(reason: str, line: int = 1, column: int = 1) -> Advice:
    fix = "Run it: the engine says where a syntax error is; the linter knows SPARQL 1.1 only."
    return Advice(NOT_LINTED, "hint", f"no advice: {reason}.", fix, line, column)


def _advice(subject: Subject, store: Store) -> Iterator[Advice]:
    for rule in OF_THE_TEXT:
        yield from rule(subject)
    for ask in OF_THE_DATA:
        yield from ask(subject, store)
