"""What ``/openapi.json`` says of the parameters of a collection."""

from __future__ import annotations

from api.negotiation import JSON, JSONLD
from api.routes.listing import DEFAULT_LIMIT, INDEX, MOST, PAGES
from api.routes.openapi import Described, answers, format_parameter, parameter
from api.routes.wishes import CONTEXTS
from m4sd_graph.collections.model import Collection, Filter
from m4sd_graph.collections.schema import SUFFIX
from m4sd_graph.collections.selection import CERTAINTIES, CERTAINTY


def described(collection: Collection) -> list[Described]:
    """Every parameter of a collection with its type and an example that finds something."""
    return [
        *(_filter(filter_) for filter_ in collection.filters),
        *([_certainty()] if any(f.kind == "day" for f in collection.filters) else []),
        _sort(collection),
        _typed(
            "limit",
            "Members on a page; tables have all without it.",
            {"type": "integer", "minimum": 1, "maximum": MOST, "default": DEFAULT_LIMIT},
        ),
        parameter("cursor", "Where a page begins; stands in the links of the page before it."),
        parameter("lang", "Language of labels, or several by preference; JSON-LD has all without it.", "fr"),
        format_parameter(PAGES),
        context(),
    ]


def of_index() -> list[Described]:
    """Every parameter of the list of collections."""
    return [format_parameter(INDEX), parameter("lang", "Language of the titles.", "fr"), context()]


def context() -> Described:
    """``?context=``: where the contexts stand."""
    told = "JSON-LD: whether the contexts are linked or stand in the document."
    return _typed("context", told, {"type": "string", "enum": list(CONTEXTS)})


def responses(collection: Collection) -> dict[int | str, Described]:
    """The forms of a page; that of JSON-LD by its schema."""
    found = answers([PAGES])
    schema = {"$ref": f"/schemas/{collection.name}{SUFFIX}.json"}
    content = found[200]["content"]
    return {**found, 200: {**found[200], "content": {**content, JSONLD: {"schema": schema}, JSON: {"schema": schema}}}}


def _filter(filter_: Filter) -> Described:
    told = f"{filter_.title['en']}. {filter_.description}"
    if filter_.kind == "day":
        return {**parameter(filter_.name, told, filter_.example), "schema": {"type": "string", "format": "date"}}
    found = parameter(filter_.name, f"{told} Several values: any of them.", several=True)
    items: Described = {"type": "integer" if filter_.kind == "number" else "string"}
    if filter_.words:
        items["enum"] = list(filter_.words)
    example = int(filter_.example) if filter_.kind == "number" else filter_.example
    return {**found, "schema": {"type": "array", "items": items}, "example": [example]}


def _certainty() -> Described:
    items = {"type": "string", "enum": list(CERTAINTIES)}
    told = "Asked by a day: members of which sources say that they cover it, that they do not, or too little."
    return _typed(CERTAINTY, told, {"type": "array", "items": items, "default": [CERTAINTIES[0]]})


def _sort(collection: Collection) -> Described:
    names = [order for sort in collection.sorts for order in (sort.name, f"-{sort.name}")]
    return _typed(
        "sort", "The order; with a minus the reverse.", {"type": "string", "enum": names, "default": names[0]}
    )


def _typed(name: str, told: str, schema: Described) -> Described:
    return {**parameter(name, told), "schema": schema}
