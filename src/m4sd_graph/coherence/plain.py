"""Results as plain JSON values: a share always with numerator, denominator and both lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from fractions import Fraction

from m4sd_graph.coherence.axes import Item
from m4sd_graph.coherence.shares import Share

Json = str | int | bool | None | list["Json"] | dict[str, "Json"]


def plain(value: object) -> Json:
    """Return ``value``, made of the result types of this package, as JSON values.

    A fraction becomes ``{"numerator", "denominator"}``; what is undefined is null. Sets become sorted lists.
    """
    match value:
        case None | bool() | int() | str():
            return value
        case Share():
            return {
                "numerator": value.numerator,
                "denominator": value.denominator,
                "counted": list(value.counted),
                "of": list(value.of),
            }
        case Fraction():
            return {"numerator": value.numerator, "denominator": value.denominator}
        case date():
            return value.isoformat()
        case Item():
            return {"iri": value.iri, "notation": value.notation, "names": dict(value.names)}
        case Mapping():
            return {str(key): plain(one) for key, one in value.items()}
        case set() | frozenset():
            return [plain(one) for one in sorted(value)]
        case list() | tuple():
            return [plain(one) for one in value]
    return _record(value)


def _record(value: object) -> Json:
    if not is_dataclass(value):
        raise TypeError(f"{type(value).__name__} is no result")
    found = {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    # What is computed from the fields belongs to the record: ticks, values, years.
    computed = (name for name, one in vars(type(value)).items() if isinstance(one, property))
    return {**found, **{name: plain(getattr(value, name)) for name in computed}}
