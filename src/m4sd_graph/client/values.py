"""RDF terms as Python values: what a researcher computes with, with nothing of the term lost that matters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Self

from m4sd_graph.namespaces import XSD
from m4sd_graph.store.protocol import Term

WHOLE = (
    *("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger"),
    *("negativeInteger", "unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte"),
)
TRUTHS = {"true": True, "1": True, "false": False, "0": False}


class IRI(str):
    """The IRI of a thing."""

    __slots__ = ()


class BlankNode(str):
    """A node without a name; its label means nothing outside of one answer."""

    __slots__ = ()


class Text(str):
    """A text. ``language``: its tag, "" for none; ``datatype``: an IRI where it is no plain text, else ""."""

    __slots__ = ("datatype", "language")
    language: str
    datatype: str

    def __new__(cls, text: str, language: str = "", datatype: str = "") -> Self:
        """Make a text with its language and datatype."""
        made = super().__new__(cls, text)
        made.language, made.datatype = language, datatype
        return made


Value = IRI | BlankNode | Text | bool | int | float | Decimal | date | datetime


def value_of(term: Term) -> Value:
    """The Python value of a term; a literal that Python has no value for stays a Text with its datatype."""
    if term.kind != "literal":
        return IRI(term.value) if term.kind == "iri" else BlankNode(term.value)
    read = READERS.get(term.datatype)
    try:
        return read(term.value.strip()) if read else Text(term.value, term.language, term.datatype)
    except (ValueError, KeyError, InvalidOperation):
        return Text(term.value, term.language, term.datatype)


def _number(text: str) -> float:
    return float(text.replace("INF", "inf"))


def _instant(text: str) -> datetime:
    if "T" not in text:
        raise ValueError(text)
    return datetime.fromisoformat(text)


READERS: Mapping[str, Callable[[str], Value]] = {
    **{f"{XSD}{name}": int for name in WHOLE},
    f"{XSD}decimal": Decimal,
    f"{XSD}double": _number,
    f"{XSD}float": _number,
    f"{XSD}boolean": TRUTHS.__getitem__,
    f"{XSD}date": date.fromisoformat,
    f"{XSD}dateTime": _instant,
}
