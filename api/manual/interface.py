"""The reference of the API, from what the service says of itself in ``/openapi.json``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from api.manual.markdown import Target, render
from m4sd_graph.collections import COLLECTIONS

# The subject of a route, by the first part of its path; what is named nowhere belongs to the service.
SUBJECTS: Mapping[str, frozenset[str]] = {
    "ask": frozenset({"sparql", "questions", "search", "suggest", "builder"}),
    "lists": frozenset({"collections", *COLLECTIONS}),
    "things": frozenset({"id", "vocab", "resource", "graph", "prefix"}),
    "coherence": frozenset({"coherence"}),
    "releases": frozenset(
        {"release", "releases", "changes.atom", "changes", "catalog", "dataset", "distribution", "service", "void"}
        | {".well-known"}
    ),
    "words": frozenset({"ontology", "shapes", "schemas", "context", "profile", "validation"}),
    "service": frozenset(),
}
# Stands in the descriptions for the version of a release.
VERSION = "0.1.0+1a2b3c4d"
METHODS = ("get", "post", "delete", "put")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: where it stands, whether it may be repeated, what it may be and an example ("" for none)."""

    name: str
    place: str
    required: bool
    several: bool
    values: tuple[str, ...]
    description: str
    example: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer by its status, with the forms in which it comes."""

    status: str
    description: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """What a route does by one method.

    ``description`` is HTML; ``example`` is a command, ``address`` the path of its example for a GET.
    """

    anchor: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    bodies: tuple[str, ...]
    answers: tuple[Answer, ...]
    address: str
    example: str


def operations(described: Mapping[str, Any], base: str, version: str) -> dict[str, tuple[Operation, ...]]:
    """Every operation by subject; examples are asked of ``base`` and name the release ``version``."""
    found: dict[str, list[Operation]] = {subject: [] for subject in SUBJECTS}
    for path, methods in sorted(described["paths"].items()):
        for method in METHODS:
            if method in methods:
                found[_subject(path)].append(_operation(method, path, methods[method], base, version))
    return {subject: tuple(some) for subject, some in found.items() if some}


def _subject(path: str) -> str:
    first = path.split("/")[1]
    return next((subject for subject, parts in SUBJECTS.items() if first in parts), "service")


def _operation(method: str, path: str, told: Mapping[str, Any], base: str, version: str) -> Operation:
    parameters = tuple(_parameter(one, version) for one in told.get("parameters", ()))
    bodies = tuple(told.get("requestBody", {}).get("content", {}))
    address = _address(path, parameters)
    return Operation(
        told["operationId"],
        method.upper(),
        path,
        told["summary"],
        _text(told["description"]),
        parameters,
        bodies,
        tuple(_answers(told["responses"])),
        address if method == "get" else "",
        _command(method, base + address, bodies),
    )


def _text(description: str) -> str:
    """A description, whose code stands between one or two backticks, as HTML."""
    return render(description, Target).html


def _parameter(told: Mapping[str, Any], version: str) -> Parameter:
    schema = told.get("schema", {})
    schema = next((one for one in schema.get("anyOf", ()) if one.get("type") != "null"), schema)
    several = schema.get("type") == "array"
    one = schema.get("items", {}) if several else schema
    return Parameter(
        told["name"],
        told["in"],
        bool(told.get("required")),
        several,
        tuple(str(value) for value in one.get("enum", ())),
        told.get("description", ""),
        _example(told).replace(VERSION, version),
    )


def _example(told: Mapping[str, Any]) -> str:
    examples: Mapping[str, Mapping[str, Any]] = told.get("examples", {})
    found = told.get("example", next((one["value"] for one in examples.values()), ""))
    return str(found[0] if isinstance(found, list) and found else found or "")


def _answers(told: Mapping[str, Mapping[str, Any]]) -> Iterator[Answer]:
    for status, answer in told.items():
        yield Answer(
            status, answer["description"], tuple(form for form in answer.get("content", ()) if "*" not in form)
        )


def _address(path: str, parameters: Sequence[Parameter]) -> str:
    """The path with the examples of its parameters, and those of the query that must be given."""
    filled = path
    for one in parameters:
        if one.place == "path" and one.example:
            filled = filled.replace(f"{{{one.name}}}", quote(one.example, safe="/+:"))
    asked = [(one.name, one.example) for one in parameters if one.place == "query" and one.required and one.example]
    return f"{filled}?{urlencode(asked)}" if asked else filled


def _command(method: str, address: str, bodies: Sequence[str]) -> str:
    """The example as a command of curl."""
    sends = f" -H 'Content-Type: {bodies[-1]}' --data-binary @FILE" if bodies else ""
    how = {"get": "", "post": "" if bodies else " -X POST"}.get(method, f" -X {method.upper()}")
    shown = f"'{address}'" if re.search(r"[?&*{]", address) else address
    return f"curl -s{how} {shown}{sends}"
