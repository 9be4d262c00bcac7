"""Finds where in the text of a query the names stand that a rule speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urljoin

from m4sd_graph import guard
from m4sd_graph.errors import QueryRefusedError
from m4sd_graph.guard import FORMS
from m4sd_graph.namespaces import RDF

BEFORE_SUBJECT = frozenset({"{", "}", ".", ""})
AFTER_OBJECT = frozenset({".", ";", ",", "}", "]", ""})


class UnreadableError(Exception):
    """The linter cannot read the query; ``line`` and ``column`` where known, else 1."""

    def __init__(self, reason: str, line: int = 1, column: int = 1) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line
        self.column = column


@dataclass(frozen=True, slots=True)
class Token(guard.Token):
    """A token of the query; ``depth``: how many braces are open around it."""

    depth: int = 0


def tokens(query: str) -> Iterator[Token]:
    """Yield the tokens of ``query`` without comments."""
    depth = 0
    for token in guard.tokens(query):
        depth -= token.kind == "close" and token.text == "}"
        if token.kind != "comment":
            yield Token(token.kind, token.text, token.start, depth)
        depth += token.kind == "open" and token.text == "{"


def resolve(base: str, iri: str) -> str:
    """An IRI as it is meant against the base of the query; as it stands where it cannot be resolved."""
    try:
        return urljoin(base, iri) if base else iri
    except ValueError:
        return iri


class Places:
    """The tokens of one query, to be asked for by what they mean; raises UnreadableError."""

    def __init__(self, query: str, prefixes: Mapping[str, str], base: str) -> None:
        self.query = query
        self._prefixes = prefixes
        self._base = base
        try:
            self._all = list(tokens(query))
        except QueryRefusedError as error:
            raise UnreadableError(f"{error.place}: {error.message.removesuffix('.')}") from None

    @cached_property
    def start(self) -> int:
        """Where the query itself begins, after the prefixes; 0 when that cannot be told."""
        return next((t.start for t in self._all if t.kind == "word" and t.text.upper() in FORMS), 0)

    @cached_property
    def body(self) -> list[Token]:
        """The tokens from the first pattern on; the columns and the template are left out."""
        opened = [i for i, t in enumerate(self._all) if t.text == "{" and t.depth == 0 and t.start >= self.start]
        template = self.query[self.start :][:9].upper() == "CONSTRUCT" and len(opened) > 1
        return self._all[opened[1 if template else 0] :] if opened else []

    @cached_property
    def _named(self) -> dict[str, list[int]]:
        """Where in the body each IRI stands."""
        found: dict[str, list[int]] = {}
        for index, token in enumerate(self.body):
            found.setdefault(self.name(token), []).append(index)
        return found

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """Line and column, from 1, of a character of the query."""
        before = self.query[:offset].replace("\r\n", " \n")
        return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1

    def name(self, token: Token) -> str:
        """The IRI that a token stands for, or an empty text."""
        if token.kind == "iri":
            return resolve(self._base, token.text[1:-1])
        prefix, colon, local = token.text.partition(":")
        known = token.kind == "name" and colon and prefix in self._prefixes
        return self._prefixes[prefix] + local.replace("\\", "") if known else ""

    def predicates(self, iri: str) -> list[Token]:
        """The tokens that stand for ``iri`` as a predicate or in a path."""
        texts = ["", *(t.text for t in self.body), ""]
        found = self._named.get(iri, ())
        return [self.body[i] for i in found if texts[i] not in BEFORE_SUBJECT and texts[i + 2] not in AFTER_OBJECT]

    def classes(self, iri: str) -> list[tuple[Token, Token]]:
        """The tokens that stand for ``iri`` as a class, each after the ``a`` or ``rdf:type`` before it."""
        pairs = [(self.body[i - 1], self.body[i]) for i in self._named.get(iri, ()) if i]
        return [(a, c) for a, c in pairs if a.text == "a" or self.name(a) == f"{RDF}type"]

    def variables(self, name: str) -> list[Token]:
        """The tokens of a variable, wherever they stand."""
        return [t for t in self._all if t.kind == "variable" and t.text[1:] == name]

    def counts(self) -> dict[str, int]:
        """How often each variable occurs in the text."""
        found: dict[str, int] = {}
        for token in self._all:
            if token.kind == "variable":
                found[token.text[1:]] = found.get(token.text[1:], 0) + 1
        return found

    def objects(self, name: str, iris: frozenset[str]) -> list[Token]:
        """The tokens of a variable that follow a predicate of ``iris``."""
        pairs = zip(self.body, self.body[1:], strict=False)
        return [v for p, v in pairs if v.kind == "variable" and v.text[1:] == name and self.name(p) in iris]

    def calls(self, function: str, argument: str) -> list[Token]:
        """The opening brackets of the calls ``function(argument)``; ``argument`` is a variable's name or ``*``."""
        texts = (f"?{argument}", f"${argument}", "*" if argument == "*" else "")
        triples = zip(self._all, self._all[1:], self._all[2:], strict=False)
        return [b for f, b, a in triples if _is_call(f, b, function) and a.text in texts]

    def keyword(self, *words: str) -> Token | None:
        """The first of these keywords outside of all braces, after the patterns."""
        return next((t for t in self.body if t.depth == 0 and t.kind == "word" and t.text.upper() in words), None)

    def closing(self, token: Token) -> Token | None:
        """The brace that closes the innermost group around ``token``."""
        after = (t for t in self.body if t.start > token.start and t.text == "}")
        return next((t for t in after if t.depth == token.depth - 1), None)

    def replaced(self, changes: Mapping[Token, str]) -> str:
        """The query with tokens replaced by texts."""
        text = self.query
        for token in sorted(changes, key=lambda t: t.start, reverse=True):
            text = text[: token.start] + changes[token] + text[token.end :]
        return text


def _is_call(function: Token, bracket: Token, name: str) -> bool:
    return function.kind == "word" and function.text.upper() == name and bracket.text == "("
