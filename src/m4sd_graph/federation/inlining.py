"""Puts the answers of endpoints in the place of the SERVICE clauses that asked for them; does no input or output.

An answer becomes a VALUES block. Every term is checked and written anew, so nothing that an endpoint says can become
anything but a term. A blank node becomes an IRI of its own, ``urn:m4sd:bnode:…``: SPARQL cannot write a blank node as
a value, and two answers never mean the same one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from ipaddress import AddressValueError, IPv6Address
from typing import TypeVar

from m4sd_graph.errors import QueryRefusedError, ServiceCallError
from m4sd_graph.federation.calls import Call

T = TypeVar("T")
SKOLEM = "urn:m4sd:bnode:"
XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
LITERALS = ("literal", "typed-literal")
# VALUES alone may end a subquery, and a group may be a part of UNION, where SERVICE may not stand; with this, neither.
CLAUSE_END = "FILTER(true)"
IDENTITY = f"VALUES () {{ () }} {CLAUSE_END}"
FOREIGN = "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef" + "".join(
    f"{chr((plane << 16) + (0x1000 if plane == 14 else 0))}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 15)
)
PRIVATE = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
PERCENT = "%[0-9A-Fa-f]{2}"
NAME = rf"[A-Za-z0-9._~!$&'()*+,;={FOREIGN}-]|{PERCENT}"
PATH = rf"{NAME}|[:@/]"
IRI = re.compile(
    rf"""[A-Za-z][A-Za-z0-9+.-]*:
         (?: // (?:(?:{NAME}|:)*@)? (?:\[(?P<ip>[0-9A-Fa-f:.]+)\]|(?:{NAME})*) (?::[0-9]*)? (?:/(?:{PATH})*)?
           | (?!//) (?:{PATH})* )
         (?:\?(?:{PATH}|[?{PRIVATE}])*)? (?:\#(?:{PATH}|\?)*)?""",
    re.VERBOSE,
)
PRIVATE_USE = "x(?:-[a-z0-9]{1,8})+"
LANGUAGE = re.compile(
    rf"""(?:[a-z]{{2,3}}(?:-[a-z]{{3}}){{0,3}}|[a-z]{{4,8}})
         (?:-[a-z]{{4}})? (?:-(?:[a-z]{{2}}|[0-9]{{3}}))? (?:-(?:[a-z0-9]{{5,8}}|[0-9][a-z0-9]{{3}}))*
         (?:-[a-wyz0-9](?:-[a-z0-9]{{2,8}})+)* (?:-{PRIVATE_USE})? | {PRIVATE_USE}""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
SPECIAL = re.compile(r'\\[uU]?|["\n\r]')
WRITTEN = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\\u": "\\\\\\u0075", "\\U": "\\\\\\u0055"}


def inline(query: str, calls: Sequence[Call], answers: Sequence[bytes | None], limit_rows: int) -> str:
    """Return ``query`` with the answer to each of its ``calls`` in the place of the clause.

    An answer is SPARQL JSON with at most ``limit_rows`` rows, or None for a call that failed. Raises ServiceCallError
    for anything else, unless the call is SILENT, which then has no effect on the query.
    """
    return _replaced(query, calls, (_block(c, a, limit_rows) for c, a in zip(calls, answers, strict=True)))


def blanked(query: str, calls: Sequence[Call]) -> str:
    """Return ``query`` with no effect of its ``calls``: what can be checked before anyone is asked."""
    return _replaced(query, calls, (IDENTITY for _ in calls))


def _replaced(query: str, calls: Iterable[Call], blocks: Iterable[str]) -> str:
    parts, position = [], 0
    for call, block in zip(calls, blocks, strict=True):
        # Line breaks stay, so that an error of the engine still names the right line, and mostly the right column.
        _, broken, last_line = query[call.start : call.end].rpartition("\n")
        breaks = query.count("\n", call.start, call.end) * "\n" + (" " * len(last_line) if broken else "")
        parts += [query[position : call.start], f" {block} ", breaks]
        position = call.end
    return "".join([*parts, query[position:]])


def _block(call: Call, answer: bytes | None, limit_rows: int) -> str:
    try:
        if answer is None:
            raise ServiceCallError("the endpoint did not answer.", place=call.endpoint)
        block = _Answer(call, answer).block(limit_rows)
    except ServiceCallError:
        if not call.silent:
            raise
        return IDENTITY
    return block


class _Answer:
    """The answer to one call."""

    def __init__(self, call: Call, content: bytes) -> None:
        self._call = call
        self._nodes: dict[str, str] = {}
        # The same answer to the same call gives the same IRIs; any other answer gives others.
        self._own = sha256(f"{call.endpoint}\n{call.start}\n".encode() + content).hexdigest()[:24]
        try:
            self._result: object = json.loads(content)
        except (ValueError, RecursionError) as error:
            raise self._malformed("what is no JSON") from error

    def block(self, limit_rows: int) -> str:
        """The VALUES block; at most ``limit_rows`` rows."""
        if isinstance(self._result, dict) and "boolean" in self._result:
            raise self._malformed("a truth value")
        names = self._names()
        rows = self._member(self._member(self._result, "results", dict), "bindings", list)
        if len(rows) > limit_rows:
            raise ServiceCallError(
                f"answered with {len(rows)} rows; at most {limit_rows} are accepted.",
                place=self._call.endpoint,
                remedy="Write a narrower pattern or a LIMIT inside SERVICE.",
            )
        head = " ".join(f"?{name}" for name in names)
        text = " ".join(["VALUES", f"({head})", "{", *(self._row(row, names) for row in rows), "}", CLAUSE_END])
        if not _is_text(text):
            raise self._malformed("half a character")
        return text

    def _names(self) -> list[str]:
        names = self._member(self._member(self._result, "head", dict), "vars", list)
        if not all(isinstance(name, str) for name in names) or len(set(names)) != len(names):
            raise self._malformed("variables that are no different names")
        foreign = sorted(set(names) - self._call.variables)
        if foreign:
            raise self._malformed(f"a variable that was not asked for, {_shown(foreign[0])}")
        hidden = sorted(self._call.correlated.difference(names))
        if hidden:
            raise QueryRefusedError(
                f"?{hidden[0]} has no value inside this SERVICE, which is evaluated on its own.",
                place=self._call.endpoint,
                remedy="Give it a value inside SERVICE, or write the condition behind it.",
            )
        return names

    def _row(self, row: object, names: Sequence[str]) -> str:
        terms = [self._term(row[n]) if n in row else "UNDEF" for n in names] if isinstance(row, dict) else []
        if not isinstance(row, dict) or len(terms) - terms.count("UNDEF") != len(row):
            raise self._malformed("a row that has other variables than the head")
        return f"({' '.join(terms)})"

    def _term(self, cell: object) -> str:
        kind, value = self._member(cell, "type", str), self._member(cell, "value", str)
        if kind == "uri":
            return self._iri(value)
        if kind == "bnode":
            return f"<{self._nodes.setdefault(value, f'{SKOLEM}{self._own}-{len(self._nodes)}')}>"
        if kind not in LITERALS or not isinstance(cell, dict):
            raise self._malformed(f"a term of an unknown kind, {_shown(kind)}")
        return f'"{SPECIAL.sub(lambda match: WRITTEN[match[0]], value)}"{self._suffix(cell)}'

    def _suffix(self, literal: Mapping[str, object]) -> str:
        """What stands behind the quotes: the language or the datatype."""
        language, datatype = literal.get("xml:lang") or "", literal.get("datatype") or ""
        if not isinstance(language, str) or not isinstance(datatype, str) or "its:dir" in literal:
            raise self._malformed("a literal of an unknown kind")
        if language and not LANGUAGE.fullmatch(language):
            raise self._malformed(f"a language tag that is none, {_shown(language)}")
        if language or datatype in ("", XSD_STRING):
            return language and f"@{language}"
        return f"^^{self._iri(datatype)}"

    def _iri(self, value: str) -> str:
        found = IRI.fullmatch(value)
        if not found or not (found["ip"] is None or _is_ipv6(found["ip"])):
            raise self._malformed(f"an IRI that is none, {_shown(value)}")
        return f"<{value}>"

    def _member(self, container: object, key: str, kind: type[T]) -> T:
        found = container.get(key) if isinstance(container, dict) else None
        if not isinstance(found, kind):
            raise self._malformed(f"what has no proper {key}")
        return found

    def _malformed(self, what: str) -> ServiceCallError:
        return ServiceCallError(
            f"did not answer with the SPARQL JSON of a SELECT query but with {what}.",
            place=self._call.endpoint,
            remedy="Ask those who run the endpoint, or write SERVICE SILENT to go on without it.",
        )


def _is_ipv6(text: str) -> bool:
    try:
        IPv6Address(text)
    except AddressValueError:
        return False
    return True


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _shown(text: str) -> str:
    """Foreign text that is fit to be part of a message."""
    printable = "".join(c if c.isprintable() else " " for c in text[:80])
    return f"`{printable}`"
