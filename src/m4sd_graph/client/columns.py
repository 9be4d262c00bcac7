"""Columns for frames: values of one type each, and the type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

import polars as pl

from m4sd_graph.client.values import Value

Cell = str | bool | int | float | Decimal | date | datetime | None
LARGEST = 2**63
DIGITS = 38
# What pandas calls them. It has no decimal numbers, so they become floats.
PANDAS: Mapping[str, str] = {
    "Boolean": "boolean",
    "Int64": "Int64",
    "Float64": "Float64",
    "Decimal": "Float64",
    "Date": "datetime64[s]",
    "Datetime": "datetime64[us]",
    "String": "string",
}


def column(values: Sequence[Value | None]) -> tuple[list[Cell], pl.DataType]:
    """Cells of one type and that type: numbers, dates and truths where all are, else texts."""
    found = [value for value in values if value is not None]
    match {_kind(value) for value in found}:
        case kinds if kinds == {bool}:
            return list(values), pl.Boolean()
        case kinds if kinds == {int}:
            return list(values), pl.Int64()
        case kinds if kinds and kinds <= {int, Decimal}:
            return _decimals(values)
        case kinds if kinds and kinds <= {int, Decimal, float}:
            return [None if value is None else float(value) for value in values], pl.Float64()  # type: ignore[arg-type]
        case kinds if kinds == {date}:
            return list(values), pl.Date()
        case kinds if kinds == {datetime} and len({value.tzinfo is None for value in found}) == 1:  # type: ignore[union-attr]
            return [_utc(value) for value in values], pl.Datetime("us")
    return [None if value is None else text_of(value) for value in values], pl.String()


def text_of(value: Value) -> str:
    """A value as text, in the form that RDF has for it."""
    if isinstance(value, bool):
        return str(value).lower()
    return (
        value.isoformat() if isinstance(value, date) else str.__str__(value) if isinstance(value, str) else str(value)
    )


def _kind(value: Value) -> type:
    """The type of a value; whole numbers beyond 64 bits and strings of all kinds are text."""
    if isinstance(value, str) or (type(value) is int and not -LARGEST <= value < LARGEST):
        return str
    return type(value)


def _decimals(values: Sequence[Value | None]) -> tuple[list[Cell], pl.DataType]:
    numbers = [None if value is None else Decimal(value) for value in values]  # type: ignore[arg-type]
    found = [number.as_tuple() for number in numbers if number is not None]
    scale = max(max(-int(number.exponent), 0) for number in found)
    if max(len(number.digits) + scale + int(number.exponent) for number in found) > DIGITS:
        return [None if value is None else text_of(value) for value in values], pl.String()
    return list(numbers), pl.Decimal(DIGITS, scale)


def _utc(value: Value | None) -> datetime | None:
    """The instant in UTC without a zone; a time without a zone stays as it is."""
    if not isinstance(value, datetime):
        return None
    return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
