"""Finds the SERVICE calls of a query by its tokens; does no input or output.

A SERVICE group is evaluated on its own and then joined, so each becomes a query that stands alone. What could be read
in two ways is refused, for the endpoint and the engine would read it on their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin

from m4sd_graph.errors import QueryRefusedError, QuerySyntaxError
from m4sd_graph.guard import FORMS, GRAPHS, Token, tokens

KEYWORD = "SERVICE"
CORRELATED = ("EXISTS", "LATERAL")  # what they enclose is evaluated once for each row around it
PAIRS = {"(": ")", "[": "]", "{": "}"}
MOST_CALLS = 8
SPACES = " \t\r\n"
ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
ESCAPED = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U(000[0-9A-Fa-f]{5}|0010[0-9A-Fa-f]{4})")


@dataclass(frozen=True, slots=True)
class Call:
    """A SERVICE clause, from ``start`` up to ``end`` in the query, and the ``query`` to send to its ``endpoint``.

    ``variables`` are the names that the clause mentions; ``correlated`` those of them that also stand around a clause
    inside EXISTS, whose value the endpoint does not see.
    """

    start: int
    end: int
    silent: bool
    endpoint: str
    query: str
    variables: frozenset[str]
    correlated: frozenset[str] = frozenset()


def find_calls(query: str, prefixes: Mapping[str, str], allowed: frozenset[str]) -> tuple[Call, ...]:
    """Return the SERVICE calls of ``query`` in their order; ``prefixes`` hold where it declares none.

    Raises QueryRefusedError for a call that is not to one of the ``allowed`` addresses, has another inside, or can be
    read in two ways, and QuerySyntaxError for one that is not complete.
    """
    decoded = _decoded(query)
    if KEYWORD.casefold() not in decoded.casefold():
        return ()
    read = _without_comments(query)
    other = read if decoded == query else _without_comments(decoded)
    if not any(_mentions(part, i) for part in (read, other) for i in range(len(part))):
        return ()
    if not allowed:
        raise QueryRefusedError("SERVICE is not available: this endpoint opens no connection to others.")
    _check_reading(query, read, other)
    finder = _Finder(query, read, _prologue(read, prefixes), allowed)
    calls = tuple(finder.call(index, within) for index, within in _outermost(read))
    if len(calls) > MOST_CALLS:
        raise QueryRefusedError(f"the query has more than {MOST_CALLS} SERVICE calls.", remedy="Split the query.")
    return calls


@dataclass(slots=True)
class _Prologue:
    """The declarations of a query; ``names`` are its prefixes, ``given`` those that it may use without declaring."""

    given: Mapping[str, str]
    text: str = ""
    base: str = ""
    names: dict[str, str] = field(default_factory=dict)

    def add(self, declaration: Sequence[Token]) -> None:
        """Take up one BASE or PREFIX declaration."""
        if declaration[-1].kind != "iri":
            return  # the version of the language: an endpoint may know none
        self.check(declaration[-1])
        self.text += " ".join(token.text for token in declaration) + "\n"
        if len(declaration) == 3:
            self.names[declaration[1].text[:-1]] = self.iri(declaration[2])
        else:
            self.base = self.iri(declaration[1])

    def iri(self, token: Token) -> str:
        """The address that an IRI or a prefixed name stands for."""
        if token.kind == "iri":
            return urljoin(self.base, _decoded(token.text[1:-1]))
        self.check(token)
        prefix, _, local = token.text.partition(":")
        namespace = self.names[prefix] if prefix in self.names else self.given[prefix]
        return namespace + re.sub(r"\\(.)", r"\1", local)

    def check(self, token: Token) -> None:
        """Raise QuerySyntaxError if ``token`` is a name or IRI whose meaning would be the endpoint's choice."""
        prefix = token.text.partition(":")[0]
        if token.kind == "name" and prefix not in self.names and prefix not in self.given:
            raise QuerySyntaxError(f"the prefix {prefix}: is not declared.", token=token.text, remedy="Declare it.")
        if token.kind == "iri" and not self.base and not ABSOLUTE.match(token.text, 1):
            raise QuerySyntaxError("this IRI is relative and there is no BASE.", token=token.text)

    def needed(self, group: Sequence[Token]) -> str:
        """The declarations that a query made of ``group`` begins with."""
        used = {token.text.partition(":")[0] for token in group if token.kind == "name"} - self.names.keys()
        return "".join(f"PREFIX {p}: <{self.given[p]}>\n" for p in sorted(used)) + self.text


@dataclass(frozen=True, slots=True)
class _Finder:
    """Turns a place in the tokens of a query into a Call."""

    query: str
    read: Sequence[Token]
    prologue: _Prologue
    allowed: frozenset[str]

    def call(self, index: int, correlated: bool) -> Call:
        """The call whose keyword is the token at ``index``."""
        silent = _is_word(self._at(index + 1), "SILENT")
        first = index + (2 if silent else 1)
        endpoint = self._endpoint(self._at(first))
        last = _closing(self.read, first + 1)
        start, end, group = self.read[index].start, self.read[last].end, self.read[first + 1 : last + 1]
        if any(_mentions(group, i) for i in range(len(group))):
            raise QueryRefusedError("SERVICE inside SERVICE is not available.", remedy="Call one after the other.")
        for token in group:
            self.prologue.check(token)
        text = f"{self.prologue.needed(group)}SELECT * WHERE {self.query[group[0].start : end]}"
        inside = _variables(group)
        around = _variables([*self.read[:index], *self.read[last:]]) if correlated else frozenset()
        return Call(start, end, silent, endpoint, text, inside, inside & around)

    def _at(self, index: int) -> Token:
        return self.read[index] if index < len(self.read) else Token("", "", len(self.query))

    def _endpoint(self, token: Token) -> str:
        if token.kind == "variable":
            raise QueryRefusedError(
                f"SERVICE {token.text} calls an address that is not known before.",
                remedy=f"Write one of the allowed addresses: {self._listed()}.",
            )
        if token.kind not in ("iri", "name"):
            raise QuerySyntaxError("after SERVICE comes the address of an endpoint.", token=token.text)
        address = self.prologue.iri(token)
        if address not in self.allowed:
            raise QueryRefusedError(
                f"SERVICE may not call <{address}>.", remedy=f"The allowed addresses are {self._listed()}."
            )
        return address

    def _listed(self) -> str:
        return ", ".join(f"<{address}>" for address in sorted(self.allowed))


def _without_comments(query: str) -> list[Token]:
    return [token for token in tokens(query) if token.kind != "comment"]


def _decoded(text: str) -> str:
    r"""The text with ``\u…`` decoded."""
    return ESCAPED.sub(lambda match: chr(int(match[1] or match[2], 16)), text)


def _mentions(read: Sequence[Token], index: int) -> bool:
    """Whether an engine could take the token at ``index`` for the keyword, or for a part of it."""
    token = read[index]
    if token.kind == "word":
        return KEYWORD in token.text.upper()
    following = read[index + 1].text if index + 1 < len(read) else ""
    if token.kind != "name" or following != "{" or KEYWORD not in token.text.partition(":")[0].upper():
        return False
    return index == 0 or read[index - 1].text.upper() not in GRAPHS


def _check_reading(query: str, read: Sequence[Token], other: Sequence[Token]) -> None:
    """Refuse what hides or shifts the keyword; ``other`` are the tokens if escapes are decoded before reading."""
    for index, token in enumerate(read):
        if token.kind == "stray" or (_mentions(read, index) and not _is_word(token, KEYWORD)):
            raise _ambiguous(token.text)
    if [_outline(token) for token in read] != [_outline(token) for token in other]:
        raise _ambiguous("\\u")
    position = 0
    for token in tokens(query):
        between = query[position : token.start].strip(SPACES)
        if between:
            raise _ambiguous(between)
        position = token.end
    if query[position:].strip(SPACES):
        raise _ambiguous(query[position:].strip(SPACES))


def _is_word(token: Token, word: str) -> bool:
    return token.text.isascii() and token.text.upper() == word


def _outline(token: Token) -> tuple[str, str]:
    return token.kind, token.text if token.kind in ("word", "open", "close", "variable") else ""


def _ambiguous(text: str) -> QueryRefusedError:
    return QueryRefusedError(
        "a query that calls SERVICE must be readable in one way only, and here it is not.",
        place=text[:30],
        remedy="Write spaces around words, names and operators; close literals; do not hide characters by escapes.",
    )


def _prologue(read: Sequence[Token], given: Mapping[str, str]) -> _Prologue:
    prologue = _Prologue(given)
    index = 0
    while index < len(read) and read[index].text.upper() not in FORMS:
        size = _declaration(read[index : index + 3])
        prologue.add(read[index : index + size])
        index += size
    return prologue


def _declaration(three: Sequence[Token]) -> int:
    """The number of tokens of the declaration that ``three`` begin with."""
    kinds, word = [token.kind for token in three], three[0].text.upper()
    if word == "PREFIX" and kinds[1:] == ["name", "iri"] and three[1].text.endswith(":"):
        return 3
    if (word, kinds[1:2]) in (("BASE", ["iri"]), ("VERSION", ["string"])):
        return 2
    raise QuerySyntaxError("this is no declaration of a BASE or PREFIX.", token=three[0].text)


def _outermost(read: Sequence[Token]) -> Iterator[tuple[int, bool]]:
    """The places of the keyword outside of other calls, each with whether it stands inside EXISTS or LATERAL."""
    around: list[bool] = []
    called_until = -1
    for index, token in enumerate(read):
        if token.kind == "open":
            before = read[index - 1].text.upper() if index else ""
            around.append(before.endswith(CORRELATED) or around[-1:] == [True])
        elif token.kind == "close" and around:
            around.pop()
        elif index > called_until and _mentions(read, index):
            called_until = _closing(read, next(i for i in range(index, len(read) + 1) if _opens(read, i)))
            yield index, around[-1:] == [True]


def _opens(read: Sequence[Token], index: int) -> bool:
    return index == len(read) or read[index].text == "{"


def _closing(read: Sequence[Token], index: int) -> int:
    """The place of the bracket that closes the group opened at ``index``."""
    awaited: list[str] = []
    if index < len(read) and read[index].text == "{":
        for place in range(index, len(read)):
            token = read[place]
            if token.kind == "open":
                awaited.append(PAIRS[token.text])
            elif token.kind == "close" and token.text != awaited.pop():
                break
            if not awaited:
                return place
    raise QuerySyntaxError("after the address of SERVICE comes a group in braces.", remedy="Close every bracket.")


def _variables(read: Sequence[Token]) -> frozenset[str]:
    return frozenset(token.text[1:] for token in read if token.kind == "variable")
