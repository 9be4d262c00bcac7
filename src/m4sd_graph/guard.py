"""Looks at a query before any engine does: refuses what could open connections or overflow the engine's stack.

A tokenizer, not a pattern match: keywords inside literals, comments, IRIs, variables, prefixed names and language
tags are not keywords. The limits stand in front of the engine because its parser recurses (measured: some thousand
nested or chained operators end the process).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from m4sd_graph.errors import QueryRefusedError, QueryTooLongError

TOKEN = re.compile(
    r'''(?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
      | (?P<comment>\#[^\n\r]*)
      | (?P<string>"""(?:[^"\\]|\\.|"(?!""))*""" | \'\'\'(?:[^'\\]|\\.|'(?!\'\'))*\'\'\'
                 | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*')
      | (?P<variable>[?$]\w+)
      | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
      | (?P<name>(?:[^\W\d][\w.-]*)?:(?:[\w.:-]|%[0-9A-Fa-f]{2}|\\[_~.!$&'()*+,;=/?\#@%-])*)
      | (?P<word>[^\W\d]\w*)
      | (?P<open>[({\[])
      | (?P<close>[)}\]])
      | (?P<operator>\|\||&&|[+*/|^!=<>-])
    ''',
    re.VERBOSE | re.DOTALL,
)
CHAINED = frozenset({"UNION", "OPTIONAL", "MINUS", "FILTER", "BIND", "EXISTS"})
UPDATE = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"})
FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest query accepted: characters, nested brackets, operators in a chain."""

    length: int = 100_000
    depth: int = 64
    operators: int = 1_000


@dataclass(frozen=True, slots=True)
class Facts:
    """What the tokens say about a query."""

    form: str
    depth: int
    operators: int


def inspect(query: str, limits: Limits | None = None) -> Facts:
    """Return facts about ``query``; raise QueryRefusedError for SERVICE, updates, and queries over the limits."""
    limits = limits or Limits()
    if len(query) > limits.length:
        raise QueryTooLongError(f"the query has {len(query)} characters; at most {limits.length} are accepted.")
    form, depth, deepest, operators = "", 0, 0, 0
    for kind, text in tokens(query):
        word = text.upper() if kind == "word" else ""
        if word == "SERVICE":
            raise QueryRefusedError("SERVICE is not available: this endpoint opens no connection to others.")
        if not form and word in UPDATE:
            raise QueryRefusedError("updates are not accepted: the graph is read-only.")
        form = form or (word if word in FORMS else "")
        depth += (kind == "open") - (kind == "close")
        deepest = max(deepest, depth)
        operators += kind == "operator" or word in CHAINED
    _check(deepest, limits.depth, "nested brackets")
    _check(operators, limits.operators, "operators")
    return Facts(form, deepest, operators)


def tokens(query: str) -> Iterator[tuple[str, str]]:
    """Yield (kind, text) of each token that matters; white space and comments are passed over."""
    for match in TOKEN.finditer(query):
        kind = match.lastgroup or ""
        if kind != "comment":
            yield kind, match.group()


def _check(count: int, limit: int, what: str) -> None:
    if count > limit:
        raise QueryRefusedError(
            f"the query has {count} {what}; at most {limit} are accepted.", remedy="Split the query."
        )
