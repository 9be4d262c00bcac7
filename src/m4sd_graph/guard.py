r"""Looks at a query before any engine does: refuses what could open connections or overflow the engine's stack.

A tokenizer, not a pattern match: keywords inside literals, comments, IRIs, variables, prefixed names and language
tags are not keywords. The limits stand in front of the engine because its parser and planner recurse (measured: some
hundred nested calls, some thousand chained operators or patterns end the process).

Where the engine reads differently from the grammar, the tokenizer follows the engine: it needs no space between
words (``trueSERVICE<…>``), reads an undeclared prefix as a keyword (``SERVICE:x {``) and ends a name at its second
dot. What can be read in two ways is refused.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

from m4sd_graph.errors import QueryRefusedError, QueryTooLongError

WORD = r"[\w\u0080-\U0010ffff]"
NAME = r"[\w\u0080-\U0010ffff-]"
START = r"[^\W\d]|[\u0080-\U0010ffff]"
ESCAPE = r"""%[0-9A-Fa-f]{2}|\\[_~.!$&'()*+,;=/?\#@%-]"""
LONGEST_WORD = 64
TOKEN = re.compile(
    rf'''(?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{{4}}|\\U[0-9A-Fa-f]{{8}})*>)
      | (?P<comment>\#[^\n\r]*)
      | (?P<string>"""(?:[^"\\]|\\.|"(?!""))*""" | \'\'\'(?:[^'\\]|\\.|'(?!\'\'))*\'\'\'
                 | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*')
      | (?P<variable>[?$]{WORD}+)
      | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
      | (?P<blank>_:{WORD}{NAME}*(?:\.+{NAME}+)*)
      | (?P<name>(?:(?:{START})(?:{NAME}|\.){{0,{LONGEST_WORD}}})?:
                 (?:(?:{WORD}|:|{ESCAPE})(?:{NAME}|:|{ESCAPE})*(?:\.+(?:{NAME}|:|{ESCAPE})+)?)?)
      | (?P<number>(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
      | (?P<word>(?i:true|false)|(?:{START}){WORD}*)
      | (?P<open>[({{\[])
      | (?P<close>[)}}\]])
      | (?P<operator>\|\||&&|\^\^|<<|>>|[+*/|^!=<>-])
      | (?P<separator>[.,;~])
      | (?P<stray>\\)
    ''',
    re.VERBOSE | re.DOTALL,
)
VALUE = frozenset({"iri", "string", "variable", "blank", "name", "number"})
OPERAND = VALUE | {"language", "word", "close"}
CHAINED = frozenset({"UNION", "OPTIONAL", "MINUS", "FILTER", "BIND", "EXISTS", "AS"})
PARTS = frozenset({"TRUE", "FALSE", "VALUES"})
STEPS = frozenset({".", ",", ";", "~", "/", "^", "<<"})
UPDATE = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"})
FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
GRAPHS = frozenset({"GRAPH", "FROM", "NAMED"})
DATA = "values"


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest query accepted: characters, nested brackets, operators and calls, steps of patterns and paths."""

    length: int = 100_000
    depth: int = 64
    operators: int = 500
    patterns: int = 128

    def or_wider(self, other: Limits) -> Limits:
        """The larger of both, limit by limit."""
        return Limits(
            max(self.length, other.length),
            max(self.depth, other.depth),
            max(self.operators, other.operators),
            max(self.patterns, other.patterns),
        )


@dataclass(frozen=True, slots=True)
class Facts:
    """What the tokens say about a query."""

    form: str
    depth: int
    operators: int
    patterns: int


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query: ``kind`` is a group of TOKEN, ``start`` the offset of its first character."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset behind its last character."""
        return self.start + len(self.text)


def check(query: str, limits: Limits) -> None:
    """Raise what ``inspect`` would, except for updates; a query that plainly keeps to the limits is not read."""
    small = len(query) <= min(limits.operators, limits.patterns, limits.length)
    flat = query.count("(") + query.count("{") + query.count("[") <= limits.depth
    lowered = query.lower()
    if not (small and flat) or "service" in lowered or "\\u" in lowered:
        inspect(query, limits)


def refuse_update(query: str) -> None:
    """Raise QueryRefusedError when the first keyword of ``query``, after its prologue, is one of an update."""
    inspect(query, Limits(*[sys.maxsize] * 4))


def inspect(query: str, limits: Limits | None = None) -> Facts:
    """Return facts about ``query``; raise QueryRefusedError for SERVICE, updates, and queries over the limits."""
    limits = limits or Limits()
    if len(query) > limits.length:
        raise QueryTooLongError(
            f"the query has {len(query)} characters; at most {limits.length} are accepted.", remedy="Shorten it."
        )
    decoded = _decoded(query)
    if decoded != query:
        _read(decoded, limits)
    return _read(query, limits)


@dataclass(slots=True)
class _Reader:
    """Where the reading of a query stands: open brackets, the last two tokens, and what was counted."""

    limits: Limits
    brackets: list[str] = field(default_factory=list)
    last: tuple[str, str] = ("", "")
    before: tuple[str, str] = ("", "")
    data_follows: bool = False
    form: str = ""
    deepest: int = 0
    operators: int = 0
    patterns: int = 0

    @property
    def inside(self) -> str:
        """The innermost open bracket."""
        return self.brackets[-1] if self.brackets else ""

    def take(self, kind: str, text: str) -> None:
        """Go past one token."""
        if kind == "stray":
            raise QueryRefusedError("a backslash stands outside of literals, IRIs and names.", remedy="Remove it.")
        if kind == "word":
            self._word(text.upper())
        elif kind == "open":
            self._open(text)
        elif kind == "close" and self.brackets:
            self.brackets.pop()
        if DATA not in self.brackets:
            self._count(kind, text)
        self.before, self.last = self.last, (kind, text)

    def _word(self, word: str) -> None:
        if len(word) > LONGEST_WORD:
            raise QueryRefusedError(f"no word of SPARQL has {len(word)} characters.", place=word[:20])
        if "SERVICE" in word:
            _refuse_service()
        if not self.form and word in UPDATE:
            raise QueryRefusedError("updates are not accepted: the graph is read-only.")
        self.form = self.form or (word if word in FORMS else "")
        self.data_follows = self.data_follows or word == "VALUES"

    def _open(self, bracket: str) -> None:
        if bracket == "{":
            kind, text = self.last
            if kind == "name" and "SERVICE" in _prefix(text).upper() and self.before[1].upper() not in GRAPHS:
                _refuse_service()
            bracket, self.data_follows = DATA if self.data_follows else bracket, False
        self.brackets.append(bracket)
        self.deepest = max(self.deepest, len(self.brackets))
        _check(self.deepest, self.limits.depth, "nested brackets")

    def _count(self, kind: str, text: str) -> None:
        outside = not self.brackets and kind in VALUE
        self.operators += kind in ("operator", "open") or outside or (kind == "word" and text.upper() in CHAINED)
        step = text in STEPS and not (text == "," and self.inside == "(")
        member = self.inside == "(" and kind in VALUE and self.last[0] in VALUE | {"close"}
        self.patterns += step or member or text in ("{", "[") or (kind == "word" and text.upper() in PARTS)
        _check(self.operators, self.limits.operators, "operators and calls")
        _check(self.patterns, self.limits.patterns, "triple patterns and path steps")


def tokens(query: str) -> Iterator[Token]:
    """Yield the tokens of ``query`` in their order, comments too; raise QueryRefusedError at one of two readings."""
    brackets: list[str] = []
    last, has_base, position = "", False, 0
    while match := TOKEN.search(query, position):
        kind, text = match.lastgroup or "", match.group()
        if kind == "iri" and brackets[-1:] == ["("] and last in OPERAND and _is_less_than(text, has_base):
            kind, text = "operator", "<"
        position = match.start() + len(text)
        yield Token(kind, text, match.start())
        if kind == "open":
            brackets.append(text)
        elif kind == "close" and brackets:
            brackets.pop()
        has_base = has_base or (kind == "word" and text.upper() == "BASE")
        last = last if kind == "comment" else kind


def _read(query: str, limits: Limits) -> Facts:
    reader = _Reader(limits)
    for token in tokens(query):
        if token.kind != "comment":
            reader.take(token.kind, token.text)
    return Facts(reader.form, reader.deepest, reader.operators, reader.patterns)


def _is_less_than(text: str, has_base: bool) -> bool:
    """Whether ``<…>`` after a value inside parentheses is a comparison, as in ``(?a<?b&&?c>?d)``.

    Two readings of which one could hide what the other shows are refused.
    """
    content = text[1:-1]
    scheme = re.match(rf"(?:{START})(?:{NAME}|[.+])*:(//)?", content)
    if scheme and scheme[1]:
        return False
    hides = "#" in content or "'" in content
    if hides or (any(c in content for c in "()[]") and (scheme or has_base)):
        raise QueryRefusedError(
            "this can be read as less-than or as an IRI.",
            place=text[:30],
            remedy="Write a space after a less-than sign; declare a PREFIX for an IRI.",
        )
    return True


def _prefix(name: str) -> str:
    return name.partition(":")[0]


def _decoded(query: str) -> str:
    r"""The query with ``\u…`` decoded, as some engines do before they read it."""
    if "\\u" not in query and "\\U" not in query:
        return query
    return re.sub(r"\\u([0-9A-Fa-f]{4})|\\U(000[0-9A-Fa-f]{5}|0010[0-9A-Fa-f]{4})", _character, query)


def _character(match: re.Match[str]) -> str:
    return chr(int(match[1] or match[2], 16))


def _refuse_service() -> None:
    raise QueryRefusedError("SERVICE is not available: this endpoint opens no connection to others.")


def _check(count: int, limit: int, what: str) -> None:
    if count > limit:
        raise QueryRefusedError(f"the query has more than {limit} {what}.", remedy="Split the query.")
