"""Reads a query by the grammar and stops at the first token that cannot stand where it does.

The engine's own parser reports the furthest place that any of its attempts reached, often in the middle of a later
token. Here the next token alone decides each step, so the token that stops the reading is the fault, and what was
looked for there is what could have stood there. The reader keeps a stack of its own: nesting costs memory, never
Python's recursion; the time is in proportion to the length.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from m4sd_graph.explain.grammar import Part, grammar
from m4sd_graph.guard import TOKEN, Token

ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:")
BAD_ESCAPE = re.compile(r"""\\(?:[tbnrf\\"']|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})|(\\.)""", re.DOTALL)
FOREIGN = re.compile(
    "[\u0080-\u00b6\u00b8-\u00bf\u00d7\u00f7\u037e\u2000-\u200b\u200e-\u203e\u2041-\u206f\u2190-\u2bff"
    "\u2ff0-\u3000\ud800-\uf8ff\ufdd0-\ufdef\ufeff\ufffe\uffff\U000f0000-\U0010ffff]"
)
WHITE = " \t\r\n"
CASED = frozenset({"a", "true", "false"})
KINDS = {"variable": "var", "blank": "blank", "string": "string", "language": "language"}


@dataclass(frozen=True, slots=True)
class Fault:
    """The token that cannot stand where it does, and ``expected``: the terminals that could.

    The token's kind is one of TOKEN's, or ``end`` (of the query), ``other`` (a character of no token), ``prefix`` (not
    declared), ``relative`` (an IRI without a base to resolve it), ``escape`` (a literal with an escape that is none).
    """

    token: Token
    expected: frozenset[str]
    reading: Reading


@dataclass(slots=True)
class Reading:
    """What was read: the tokens, what each was taken for, the indexes of the brackets left open, and the fault.

    ``prefixes`` are those known at the end; a taken ``predicate`` or ``object`` is an IRI in that place.
    """

    query: str
    prefixes: dict[str, str]
    tokens: list[Token] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    open: list[int] = field(default_factory=list)
    fault: Fault | None = None
    has_base: bool = False

    def last(self, back: int = 1) -> Token:
        """The token read last, or before that; an empty one where there is none."""
        return self.tokens[-back] if len(self.tokens) >= back else Token("", "", 0)

    @property
    def bracket(self) -> Token:
        """The innermost open bracket."""
        return self.tokens[self.open[-1]] if self.open else Token("", "", 0)

    @property
    def called(self) -> str:
        """The keyword before the innermost open bracket, in capitals."""
        before = self.tokens[self.open[-1] - 1] if self.open and self.open[-1] else Token("", "", 0)
        return before.text.upper() if before.kind == "word" else ""

    def _take(self, token: Token, role: str) -> None:
        if role == "iriref":
            self._declare(token)
        elif token.kind == "open":
            self.open.append(len(self.tokens))
        elif token.kind == "close" and self.open:
            self.open.pop()
        self.tokens.append(token)
        self.roles.append(role)

    def _declare(self, iri: Token) -> None:
        if self.last().text.upper() == "BASE":
            self.has_base = True
        else:
            self.prefixes[self.last().text[:-1]] = iri.text[1:-1]

    def _refined(self, token: Token) -> Token:
        """The token with the kind of its own fault, if it has one."""
        kind = token.kind
        if kind == "name" and token.text.partition(":")[0] not in self.prefixes:
            kind = kind if self.last().text.upper() == "PREFIX" else "prefix"
        elif kind == "iri" and not self.has_base and not ABSOLUTE.match(token.text):
            kind = "relative"
        elif kind == "string" and any(BAD_ESCAPE.findall(token.text)):
            kind = "escape"
        return token if kind == token.kind else Token(kind, token.text, token.start)


def read(query: str, prefixes: Mapping[str, str]) -> Reading:
    """Read ``query`` as far as it is one; ``prefixes`` are those known without declaration."""
    reading = Reading(query, dict(prefixes))
    stack = [grammar()]
    for token in _lexemes(query, lambda: _awaits(stack, "<")):
        refined = reading._refined(token)
        terminals = _terminals(refined, query)
        role, expected = _step(stack, terminals)
        if not role:
            reading.fault = Fault(refined, expected, reading)
            break
        reading._take(token, role)
    return reading


def _step(stack: list[Part], terminals: tuple[str, ...]) -> tuple[str, frozenset[str]]:
    """What the next token is taken for; where it cannot be taken, "" and all that could be."""
    tried: list[frozenset[str]] = []
    while True:
        part = stack.pop()
        for terminal in terminals:
            if terminal in part.first:
                stack += part.behind(terminal)
                return terminal, part.first
        tried.append(part.first)
        if not part.nullable:
            return "", frozenset().union(*tried)


def _awaits(stack: list[Part], terminal: str) -> bool:
    for part in reversed(stack):
        if terminal in part.first or not part.nullable:
            return terminal in part.first
    return False


def _terminals(token: Token, query: str) -> tuple[str, ...]:
    """What a token can be taken for."""
    kind, text = token.kind, token.text
    if kind == "word":
        return (text if text in CASED else text.upper(),)
    if kind in KINDS:
        return (KINDS[kind],)
    if kind == "number":
        return ("number", "integer") if text.isdigit() else ("number",)
    if kind == "iri":
        return ("iri", "iriref", "predicate", "object")
    if kind == "name":
        return ("iri", "predicate", "object") + (("prefix",) if text.find(":") == len(text) - 1 else ())
    if kind in ("prefix", "relative", "escape"):
        return ()
    return ("{|",) if query.startswith("{|", token.start) else (text or kind,)


def _lexemes(query: str, is_less_than: Callable[[], bool]) -> Iterator[Token]:
    """Yield what TOKEN finds but comments, and each other character that is not white; at last the end."""
    position = 0
    while match := TOKEN.search(query, position):
        yield from _others(query, position, match.start())
        kind, text = match.lastgroup or "", match.group()
        if kind == "iri" and is_less_than():
            kind, text = "operator", "<"
        token = _clean(Token(kind, text, match.start()), query)
        position = token.end
        if kind != "comment":
            yield token
    yield from _others(query, position, len(query))
    yield Token("end", "", len(query.rstrip(WHITE)))


def _others(query: str, start: int, end: int) -> Iterator[Token]:
    for position in range(start, end):
        if query[position] not in WHITE:
            yield Token("other", query[position], position)


def _clean(token: Token, query: str) -> Token:
    """The token without what the grammar does not allow in it but TOKEN lets through."""
    kind, text, start = token.kind, token.text, token.start
    if kind == "string" and len(text) == 2 and query.startswith(text[0], start + 2):
        return Token("other", text[0] * 3, start)
    if kind in ("variable", "word", "name", "blank") and (foreign := FOREIGN.search(text)):
        text = text[: foreign.start()]
        return Token(kind, text, start) if text.strip("?$") else Token("other", text or foreign.group(), start)
    return Token("other", text, start) if kind == "stray" else token
