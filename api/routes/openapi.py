"""What the routes say about themselves in ``/openapi.json``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fastapi import Path as PathParameter

from api.negotiation import JSON, JSONLD, Formats

Described = dict[str, Any]
FAILURES: dict[int | str, Described] = {
    "4XX": {
        "description": "What was wrong, where, and what to do (RFC 9457)",
        "content": {"application/problem+json": {}},
    }
}


def parameter(name: str, description: str, example: str = "", *, several: bool = False) -> Described:
    """A parameter of the query string."""
    one: Described = {"type": "string"}
    described = {"name": name, "in": "query", "description": description, "required": False}
    return {
        **described,
        "schema": {"type": "array", "items": one} if several else one,
        **({"example": example} if example else {}),
    }


def at(example: str) -> Any:  # noqa: ANN401 - what FastAPI takes
    """The rest of a path, with an example."""
    return PathParameter(openapi_examples={"one": {"value": example}})


def format_parameter(formats: Formats) -> Described:
    """``?format=``, which wins over the Accept header."""
    described = parameter("format", "Wins over the Accept header.")
    return {**described, "schema": {"type": "string", "enum": list(formats.names)}}


def answers(formats: Iterable[Formats], schema: str = "") -> dict[int | str, Described]:
    """The media types of a successful answer, and the form of failures; ``schema``: the name of that of its JSON."""
    content: dict[str, Described] = {
        media_type: {} for some in formats for media_type in (*some.names.values(), *some.aliases)
    }
    if schema:
        content.update({kind: {"schema": {"$ref": f"schemas/{schema}.json"}} for kind in (JSONLD, JSON)})
    return {200: {"description": "The answer in the asked form", "content": content}, **FAILURES}
