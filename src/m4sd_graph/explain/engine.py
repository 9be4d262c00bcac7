"""What the engine's own message says about a query: a place, and now and then a cause."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from m4sd_graph.explain.cause import Cause, shown
from m4sd_graph.explain.reading import Fault, Reading
from m4sd_graph.guard import Token

POSITION = re.compile(r"error at (\d+):(\d+): ")
# Faults of a single token, over which the engine runs before it gives up.
OF_TOKENS = frozenset({"other", "prefix", "relative", "escape"})
# How far the engine looks behind a token that cannot stand where it does: the longest keyword and some signs.
LOOKAHEAD = 40
# What the engine says of a token that ends where it stopped: the kind of the token, and what we say.
SAYINGS = {
    "IRI parsing failed": ("iri", "the IRI {} is not well formed", "Check its scheme, host and % escapes."),
    "language tag parsing failed": ("language", "{} is not a language tag", "Write one as in `@en` or `@en-GB`."),
    "should be a non negative integer": ("number", "the number {} is too large", "Write a smaller one."),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The message of the engine and the character it names, which is the furthest that any of its attempts reached."""

    message: str
    furthest: int | None

    def refutes(self, fault: Fault) -> bool:
        """Whether the engine stopped well before a fault, or ran well past one that is then none to it."""
        token = fault.token
        if self.furthest is None:
            return False
        of_token = token.kind in OF_TOKENS or token.text == "<"
        return self.furthest < token.start or (not of_token and self.furthest > token.end + LOOKAHEAD)

    def cause(self, reading: Reading) -> Cause:
        """What the engine says of a token, or else its place alone."""
        end = len(reading.query) if self.furthest is None else self.furthest
        before = bisect_left([token.start for token in reading.tokens], end) - 1
        token = reading.tokens[before] if before >= 0 else Token("", "", 0)
        for saying, (kind, what, remedy) in SAYINGS.items():
            if saying in self.message and token.kind == kind:
                return Cause(token, what.format(shown(token.text)), remedy)
        return self._place(reading.query, token)

    def _place(self, query: str, before: Token) -> Cause:
        start = len(query.rstrip()) if self.furthest is None else self.furthest
        start = before.start if start < before.end else start
        text = next(iter(query[start : start + 100].split(maxsplit=1)), "")
        what = f"the query is not SPARQL near {shown(text)}" if text else "the query is not SPARQL before its end"
        return Cause(Token("", text, start), what, "Look at what stands directly before it.")


def verdict(message: str, query: str) -> Verdict:
    """Read the engine's message; it counts lines by line feeds alone."""
    found = POSITION.match(message)
    if not found:
        return Verdict(message, None)
    lines = query.split("\n")
    line, column = min(int(found[1]), len(lines)), int(found[2])
    start = sum(len(text) + 1 for text in lines[: line - 1])
    return Verdict(message, min(start + column - 1, len(query)))
