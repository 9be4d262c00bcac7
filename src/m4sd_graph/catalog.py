"""Queries are data: one ``.rq`` file each, with a YAML header in lines that begin with ``#+``.

A parameter appears in the body as ``VALUES ?name { <example> }``, so every file runs as it stands; a call replaces
the term between the braces by the RDF term parsed from the caller's text, never by the text itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Literal, get_args

import yaml

from m4sd_graph.errors import NotFoundError, ParameterError, QueryFileError
from m4sd_graph.namespaces import XSD, expand

Kind = Literal["rules", "questions", "coherence", "pages"]
ParameterType = Literal["iri", "date", "string", "integer"]
# Ten times as fast as the one in Python, which stands in where libyaml is missing.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
KEYS = frozenset({"title", "question", "description", "keywords", "parameters", "answers", "order", "note"})
LANGUAGES = ("en", "fr", "ru", "ky")
# RFC 3987 without user names and IP literals: nothing that this graph names has one.
_NAME = r"[A-Za-z0-9\-._~!$&'()*+,;=\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U0001fffd]|%[0-9A-Fa-f]{2}"
_REST = rf"(?:{_NAME}|[:@/?])*"
# What stands for a byte that is no UTF-8.
NOT_UTF8 = "\ufffd"
VALUES = re.compile(r"VALUES \?(\w+) \{[^}]*\}")
IRI = re.compile(rf"[A-Za-z][A-Za-z0-9+.-]*:(?://(?:{_NAME})*(?::\d*)?(?=[/?#]|$)|(?!//)){_REST}(?:#{_REST})?")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A typed input of a query."""

    name: str
    type: ParameterType
    example: str
    required: bool
    description: Mapping[str, str]

    def bound(self, text: str | None, prefixes: Mapping[str, str]) -> str:
        """Return the term for ``text``; without one the example if the parameter is always bound, else UNDEF."""
        if text is None and not self.required:
            return "UNDEF"
        return self.term(self.example if text is None else text, prefixes)

    def term(self, text: str, prefixes: Mapping[str, str]) -> str:
        """Return ``text`` as an RDF term in N-Triples syntax, or raise ParameterError."""
        match self.type:
            case "iri":
                return self._iri(expand(text.strip(), prefixes))
            case "date":
                return f'"{self._date(text)}"^^<{XSD}date>'
            case "integer":
                return f'"{self._integer(text)}"^^<{XSD}integer>'
            case "string":
                return _quoted(self._language(text) if self.name == "lang" else text)

    def _iri(self, iri: str) -> str:
        if not is_iri(iri):
            raise self._error("is not an IRI")
        return f"<{iri}>"

    def _date(self, text: str) -> str:
        try:
            return date.fromisoformat(text.strip()).isoformat()
        except ValueError:
            raise self._error("is not a date of the form YYYY-MM-DD") from None

    def _integer(self, text: str) -> int:
        try:
            return int(text)
        except ValueError:
            raise self._error("is not a whole number") from None

    def _language(self, text: str) -> str:
        if text not in LANGUAGES:
            raise ParameterError(
                "the graph has no names in this language.",
                place=f"parameter {self.name}",
                remedy=f"One of {', '.join(LANGUAGES)}.",
            )
        return text

    def _error(self, what: str) -> ParameterError:
        return ParameterError(f"the value {what}.", place=f"parameter {self.name}", remedy=f"Example: {self.example}")


@dataclass(frozen=True, slots=True)
class Query:
    """One query file: its header and its body."""

    id: str
    kind: Kind
    title: Mapping[str, str]
    question: Mapping[str, str]
    description: Mapping[str, str]
    keywords: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    answers: str | None
    order: int
    note: str | None
    body: str = field(repr=False)

    def bind(self, values: Mapping[str, str], prefixes: Mapping[str, str]) -> str:
        """Return the query text with each parameter bound to the term parsed from ``values``."""
        self._check_names(values)
        terms = {p.name: p.bound(values.get(p.name), prefixes) for p in self.parameters}
        # One pass over the body, so that no value is taken for a place to put another.
        return VALUES.sub(
            lambda found: f"VALUES ?{found[1]} {{ {terms[found[1]]} }}" if found[1] in terms else found[0], self.body
        )

    def _check_names(self, values: Mapping[str, str]) -> None:
        known = [p.name for p in self.parameters]
        for name in values:
            if name not in known:
                remedy = f"Parameters: {', '.join(known)}." if known else "It takes no parameters."
                raise ParameterError(
                    f"question {self.id} has no such parameter.", place=f"parameter {name}", remedy=remedy
                )


@dataclass(frozen=True, slots=True)
class Catalog:
    """All queries of the package, by kind and id."""

    queries: tuple[Query, ...]

    def of_kind(self, kind: Kind) -> tuple[Query, ...]:
        """The queries of one kind in their order."""
        return tuple(q for q in self.queries if q.kind == kind)

    def question(self, name: str) -> Query:
        """Return the question with this id or competency number (``CQ-07``, ``7``)."""
        for query in self.of_kind("questions"):
            if name in (query.id, query.answers) or (name.isdigit() and query.answers == f"CQ-{int(name):02d}"):
                return query
        near = _nearest(name, [q.id for q in self.of_kind("questions")])
        found = f"Nearest: {', '.join(near)}. " if near else ""
        remedy = f"{found}List all with `m4sd query --list` or at /questions."
        raise NotFoundError(f"no question {name!r}.", remedy=remedy, nearest=near)


@cache
def load_catalog() -> Catalog:
    """Read every query file of the package, once."""
    root = resources.files("m4sd_graph") / "queries"
    found = [parse_query(file, kind) for kind in get_args(Kind) for file in _rq_files(root / kind)]
    return Catalog(tuple(sorted(found, key=lambda q: (q.kind, q.order, q.id))))


def plain_value(name: str, value: str, longest: int) -> str:
    """Return the value of the parameter ``name``; raise ParameterError unless it is printable and not too long."""
    if len(value) > longest:
        raise ParameterError(f"a value has more than {longest} characters.", place=f"parameter {name}")
    if not value.isprintable() or NOT_UTF8 in value:
        raise ParameterError("a value is not text in UTF-8.", place=f"parameter {name}")
    return value


def is_iri(text: str) -> bool:
    """True when ``text`` is an absolute IRI."""
    return IRI.fullmatch(text) is not None


def parse_query(file: Traversable, kind: Kind) -> Query:
    """Parse one query file; raise QueryFileError that names the file and the key."""
    text = file.read_text(encoding="utf-8")
    return parse_query_text(text, file.name.removesuffix(".rq"), kind)


def parse_query_text(text: str, name: str, kind: Kind) -> Query:
    """Parse the text of a query file called ``name``."""
    place = f"{kind}/{name}.rq"
    header = _header(text, place)
    body = "\n".join(line for line in text.splitlines() if not line.startswith("#+")).strip() + "\n"
    parameters = tuple(_parameter(p, place) for p in _list(header, "parameters", place))
    bound = set(VALUES.findall(body))
    for parameter in parameters:
        if parameter.name not in bound:
            raise QueryFileError(
                f"parameter {parameter.name} is not bound.",
                place=place,
                remedy=f"Write VALUES ?{parameter.name} {{ <example> }} in the body.",
            )
    return Query(
        id=name,
        kind=kind,
        title=_texts(header, "title", place),
        question=_texts(header, "question", place) if "question" in header else {},
        description=_texts(header, "description", place) if "description" in header else {},
        keywords=tuple(_list(header, "keywords", place)),
        parameters=parameters,
        answers=header.get("answers"),
        order=_order(header, place),
        note=header.get("note"),
        body=body,
    )


def _header(text: str, place: str) -> dict[str, Any]:
    lines = [line[2:].removeprefix(" ") for line in text.splitlines() if line.startswith("#+")]
    try:
        header = yaml.load("\n".join(lines), LOADER) or {}
    except yaml.MarkedYAMLError as error:
        # What is not closed is noticed behind the last line.
        line = f":{min(error.problem_mark.line + 1, len(lines))}" if error.problem_mark else ""
        raise QueryFileError(f"the header is not YAML: {error.problem}.", place=f"{place}{line}") from error
    if not isinstance(header, dict):
        raise QueryFileError("the header is not a list of `#+ key: value` lines.", place=place)
    unknown = sorted(set(header) - KEYS)
    if unknown:
        raise QueryFileError(
            f"unknown header key {unknown[0]!r}.", place=place, remedy=f"Keys: {', '.join(sorted(KEYS))}."
        )
    return header


def _texts(header: Mapping[str, Any], key: str, place: str) -> Mapping[str, str]:
    texts = header.get(key)
    if not isinstance(texts, dict) or not {"en", "fr"} <= set(texts):
        raise QueryFileError(f"header key {key!r} needs en and fr.", place=place)
    return texts


def _list(header: Mapping[str, Any], key: str, place: str) -> list[Any]:
    value = header.get(key, [])
    if not isinstance(value, list):
        raise QueryFileError(f"header key {key!r} needs a list.", place=place)
    return value


def _order(header: Mapping[str, Any], place: str) -> int:
    value = header.get("order", 0)
    if not isinstance(value, int):
        raise QueryFileError("header key 'order' needs a whole number.", place=place)
    return value


def _parameter(raw: object, place: str) -> Parameter:
    raw = raw if isinstance(raw, dict) else {}
    unknown = set(raw) - {"name", "type", "example", "required", "description"}
    if unknown or raw.get("type") not in get_args(ParameterType) or "name" not in raw or "example" not in raw:
        raise QueryFileError(
            f"parameter {raw.get('name')!r} is not well formed.",
            place=place,
            remedy="Give name, type (iri, date, string, integer), example, and optionally required and description.",
        )
    return Parameter(
        raw["name"], raw["type"], str(raw["example"]), bool(raw.get("required", True)), raw.get("description", {})
    )


def _rq_files(folder: Traversable) -> list[Traversable]:
    return sorted((f for f in folder.iterdir() if f.name.endswith(".rq")), key=lambda f: f.name)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'


def _nearest(name: str, names: list[str]) -> list[str]:
    return get_close_matches(name, names, n=3, cutoff=0.5)
