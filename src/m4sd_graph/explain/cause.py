"""What a wrong query is told: the cause, its place, what could stand there, and the remedy."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from m4sd_graph.errors import QuerySyntaxError
from m4sd_graph.explain.grammar import FUNCTIONS
from m4sd_graph.explain.spelling import listed
from m4sd_graph.guard import Token

SHOWN = 30
LONGEST = 245
MOST_EXPECTED = 5
BREAK = re.compile(r"\r\n|\n|\r")
OPERATORS = frozenset({"=", "!", "<", ">", "+", "-", "*", "/", "&&", "||", "IN", "NOT"})
ELEMENTS = frozenset({"OPTIONAL", "FILTER", "BIND", "MINUS", "GRAPH", "VALUES", "SERVICE", "LATERAL", "UNION", "{"})
MODIFIERS = frozenset({"GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"})
PROLOGUE = frozenset({"BASE", "PREFIX", "VERSION"})
# Several terminals in one word, where at least so many of them could stand.
TOGETHER = (
    ("an operator", OPERATORS, 6),
    ("FILTER, OPTIONAL or another pattern", ELEMENTS, 4),
    ("ORDER BY, LIMIT or another modifier", MODIFIERS, 2),
    ("a function", FUNCTIONS, 9),
    ("a variable", frozenset({"var"}), 1),
    ("an IRI or prefixed name", frozenset({"iri", "predicate", "object"}), 1),
    ("an IRI in <…>", frozenset({"iriref"}), 1),
    ("a prefix with its colon", frozenset({"prefix"}), 1),
    ("a literal", frozenset({"string", "number", "true", "false"}), 3),
    ("a string", frozenset({"string"}), 1),
    ("a number", frozenset({"number"}), 1),
    ("a whole number", frozenset({"integer"}), 1),
    ("the end of the query", frozenset({"end"}), 1),
)
SIGNS = ["}", ")", "]", ".", ";", ",", "{", "(", "="]
RARE = frozenset({"~", "{|", "<<", ">>", "blank", "language", "LATERAL", "^", "^^", "|", "?", "*", "+", "/", "!", "["})
OF_TERMS = frozenset({"(", "-"})


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a query is wrong: ``what`` before the place in the message, ``more`` behind it."""

    token: Token
    what: str
    remedy: str | None = None
    more: str = ""
    expected: tuple[str, ...] = ()
    nearest: Sequence[str] = ()

    def error(self, query: str) -> QuerySyntaxError:
        """The error to raise."""
        line, column = place(query, self.token.start)
        message = one_line(f"{self.what} at line {line}, column {column}{self.more}")
        return QuerySyntaxError(
            f"{message if len(message) <= LONGEST else message[: LONGEST - 1] + '…'}.",
            remedy=self.remedy and one_line(self.remedy),
            line=line,
            column=column,
            token=self.token.text,
            expected=self.expected,
            nearest=self.nearest,
        )


def place(query: str, offset: int) -> tuple[int, int]:
    """Line and column of a character, both from 1."""
    lines = BREAK.split(query[:offset])
    return len(lines), len(lines[-1]) + 1


def one_line(text: str) -> str:
    """The text without breaks; what cannot be seen is written as its code point."""
    return "".join(c if c.isprintable() else " " if c.isspace() else f"U+{ord(c):04X}" for c in text)


def shown(text: str) -> str:
    """The beginning of a piece of the query as it is quoted in a message."""
    text = " ".join(text[: SHOWN * 4].split())
    return f"`{text if len(text) <= SHOWN else text[:SHOWN] + '…'}`"


def expectations(terminals: frozenset[str]) -> tuple[str, ...]:
    """At most five things that could stand there, in words; signs first."""
    left, words = terminals - PROLOGUE if terminals > PROLOGUE else terminals, []
    if left & {"string", "predicate"} and left - OF_TERMS:
        left -= OF_TERMS
    for word, members, least in TOGETHER:
        if len(members & left) >= least:
            words.append(word)
            left -= members
    left = left - RARE or left
    signs = [f"`{sign}`" for sign in SIGNS if sign in left]
    keywords = sorted(t for t in left if t.isupper())
    others = [f"`{t}`" for t in sorted(left - set(SIGNS)) if not t.isupper() and not words]
    return tuple((signs + keywords + words + others)[:MOST_EXPECTED])


def wanting(terminals: frozenset[str]) -> str:
    """``: expected a, b or c``; nothing where that is not known."""
    words = expectations(terminals)
    return f": expected {listed(words)}" if words else ""
