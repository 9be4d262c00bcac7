"""Writes statements by hand: short constructors of terms, and one fixed order for the statements of a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from m4sd_graph.namespaces import RDF, XSD
from m4sd_graph.store.protocol import Statement, Term

Fact = tuple[str, Term]


def about(subject: str, *facts: Fact) -> Iterator[Statement]:
    """The statements that give ``subject`` these facts: pairs of a predicate's IRI and a value."""
    return (Statement(ref(subject), ref(predicate), value) for predicate, value in facts)


def typed(subject: str, *classes: str) -> Iterator[Statement]:
    """The statements that ``subject`` is an instance of each of ``classes``."""
    return about(subject, *((f"{RDF}type", ref(kind)) for kind in classes))


def ref(value: str) -> Term:
    """An IRI as a term."""
    return Term("iri", value)


def text(value: str, language: str = "") -> Term:
    """A string, or a text in a language."""
    return Term("literal", value, language=language)


def texts(predicate: str, by_language: Mapping[str, str]) -> Iterator[Fact]:
    """The same fact in each language."""
    return ((predicate, text(value, language)) for language, value in by_language.items())


def integer(value: int) -> Term:
    """An integer."""
    return literal(str(value), "integer")


def literal(value: str, datatype: str) -> Term:
    """A literal of a datatype of XML Schema, by its name such as ``date``."""
    return Term("literal", value, XSD + datatype)


def ordered(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """Each statement once: by subject, of each subject its types first, then by predicate and value."""
    return tuple(sorted(dict.fromkeys(statements), key=_order))


def _order(statement: Statement) -> tuple[Term, bool, Term, Term]:
    return statement.subject, statement.predicate.value != f"{RDF}type", statement.predicate, statement.object
