"""The comparison itself: what it takes for the same answer, and what not."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from tests.conformance.results import CSV, TSV, Row, Table, of_bytes, same

A, B = ox.Literal("a"), ox.Literal("b")
X, Y = ox.BlankNode("x"), ox.BlankNode("y")
P = ox.NamedNode("https://example.org/p")


def table(*rows: Row) -> Table:
    return Table(("one", "two"), rows)


def test_blank_nodes_may_be_called_otherwise() -> None:
    assert same(table((X, A), (Y, B), (X, X)), table((Y, Y), (Y, A), (X, B)))
    assert same(frozenset({ox.Triple(X, P, Y)}), frozenset({ox.Triple(Y, P, X)}))


@pytest.mark.parametrize(
    "other",
    [
        table((X, A), (X, B)),
        table((X, A), (Y, None)),
        table((X, A)),
        table((X, A), (Y, B), (Y, B)),
        table((X, A), (Y, ox.Literal("b", language="en"))),
        Table(("one", "three"), ((X, A), (Y, B))),
        True,
        frozenset({ox.Triple(X, P, A)}),
    ],
)
def test_what_is_not_the_same(other: Table) -> None:
    assert not same(table((X, A), (Y, B)), other)


def test_order_counts_when_asked_for() -> None:
    assert same(table((A, B), (B, A)), table((B, A), (A, B)))
    assert not same(table((A, B), (B, A)), table((B, A), (A, B)), ordered=True)
    assert same(table((A, X), (B, Y)), table((A, Y), (B, X)), ordered=True)


def test_repetition_counts_unless_lax() -> None:
    assert not same(table((A, B)), table((A, B), (A, B)))
    assert same(table((A, B)), table((A, B), (A, B)), lax=True)


def test_numbers_are_compared_as_they_are_written() -> None:
    whole = of_bytes(b"?n\n1\n", TSV)
    assert not same(whole, of_bytes(b"?n\n01\n", TSV))
    assert not same(whole, of_bytes(b"?n\n1.0\n", TSV))


def test_a_blank_line_of_csv_is_an_empty_cell() -> None:
    assert of_bytes(b"n\r\n\r\n1\r\n", CSV) == Table(("n",), ((ox.Literal(""),), (ox.Literal("1"),)))
