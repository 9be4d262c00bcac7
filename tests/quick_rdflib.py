"""rdflib's own SPARQL in another order, so that it has less to try.

rdflib matches patterns that share no variable side by side, and compares every row of one side with every other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pytest
from rdflib import BNode, Variable
from rdflib.plugins.sparql.evaluate import evalBGP, evalJoin, evalLazyJoin
from rdflib.plugins.sparql.evalutils import _join, _minus
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import FrozenBindings, QueryContext
from rdflib.term import Identifier

Rows = Iterable[FrozenBindings]
Pattern = tuple[Identifier, Identifier, Identifier]


def quicken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let rdflib work so until the end of the test; its answers are the same."""
    for name, function in (("evalBGP", match), ("evalJoin", join), ("_join", join_rows), ("_minus", minus_rows)):
        monkeypatch.setattr(f"rdflib.plugins.sparql.evaluate.{name}", function)


def match(context: QueryContext, patterns: list[Pattern]) -> Iterator[FrozenBindings]:
    """Match first what hangs together with what is known and has few unknowns; rdflib comes back for the rest."""
    if patterns:
        first = min(patterns, key=lambda pattern: rank(context, pattern))
        patterns = [first, *(pattern for pattern in patterns if pattern is not first)]
    return evalBGP(context, patterns)


def rank(context: QueryContext, pattern: Pattern) -> tuple[bool, int]:
    values = [context[term] for term in pattern if isinstance(term, Variable | BNode)]
    unknown = values.count(None)
    return 0 < unknown == len(values), unknown


def join(context: QueryContext, part: CompValue) -> Iterable[object]:
    """Match patterns with what the other side binds, which comes to the same as matching them alone and joining."""
    return (evalLazyJoin if part.p2.name == "BGP" else evalJoin)(context, part)


def join_rows(left: Rows, right: Rows) -> Iterator[FrozenBindings]:
    for row, others in alike(left, right):
        yield from _join([row], others)


def minus_rows(left: Rows, right: Rows) -> Iterator[FrozenBindings]:
    for row, others in alike(left, right):
        yield from _minus([row], others)


def alike(left: Rows, right: Rows) -> Iterator[tuple[FrozenBindings, Rows]]:
    """Each row of ``left`` with those of ``right`` that agree with it on the variables that every row binds."""
    ones, others = list(left), list(right)
    bound = set.intersection(*(set(row) for row in (*ones, *others))) if ones else set()
    groups: dict[tuple[Identifier, ...], list[FrozenBindings]] = defaultdict(list)
    for row in others:
        groups[tuple(row[name] for name in bound)].append(row)
    for row in ones:
        yield row, groups.get(tuple(row[name] for name in bound), ())
