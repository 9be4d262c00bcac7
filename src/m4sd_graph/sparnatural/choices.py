"""Decides what the query builder offers: classes, and for each the properties with what one enters for a value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from m4sd_graph.namespaces import RDF, XSD, expand, shorten
from m4sd_graph.sparnatural.left_out import CLASSES, PROPERTIES, SIGNS, THROUGH
from m4sd_graph.sparnatural.reading import ELSEWHERE, PropertyShape, Usage, Used

# Up to this many different values are shown as a list with counts; more are searched by name.
LISTED = 60
# Classes whose members stand below one another.
TREES = ("m4sd:Objective", "sdgo:Goal", "sdgo:Target")
# Names by which a thing is shown in results, the best first.
LABELS = ("skos:prefLabel", "m4sd:paraphrase")
NUMBERS = ("integer", "decimal", "double")
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """A property of a class with values of one kind. ``path``: IRIs one after the other; ``range``: class or datatype.

    ``widget``: list, search, tree, date, number, text or none (shown in results, not asked for).
    """

    name: str
    path: tuple[str, ...]
    range: str
    is_class: bool
    widget: str
    label: Texts
    definition: Texts
    required: bool
    shows: bool = False


@dataclass(frozen=True, slots=True)
class Entity:
    """A class with its properties; ``sign`` names the picture beside it."""

    name: str
    iri: str
    sign: str
    label: Texts
    definition: Texts
    properties: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What is offered, and the reason for each property shape that is not."""

    entities: tuple[Entity, ...]
    reasons: Mapping[str, str]


def choices(usage: Usage, prefixes: Mapping[str, str]) -> Choices:
    """Choose from what the graph uses, so that no choice leads to nothing; equal input gives equal output."""
    short = partial(shorten, prefixes=prefixes)
    offered = {u.subject for u in usage.used if short(u.subject) not in CLASSES and u.subject in usage.names}
    entities = tuple(
        Entity(
            name=_local(short(iri)),
            iri=iri,
            sign=SIGNS.get(short(iri), "term"),
            label=usage.names[iri],
            definition=usage.definitions.get(iri, {}),
            properties=tuple({c.name: c for c in _properties(iri, usage, offered, prefixes)}.values()),
        )
        for iri in sorted(offered, key=lambda iri: _place(short(iri), usage.names[iri].get("en", "")))
    )
    entities = tuple(entity for entity in entities if entity.properties)
    return Choices(entities, dict(_reasons(usage, entities, prefixes)))


def _place(name: str, label: str) -> tuple[int, str]:
    order = list(SIGNS)
    return order.index(name) if name in SIGNS else len(order), label


def _local(name: str) -> str:
    """The last part of a prefixed name; that of another vocabulary keeps its prefix where ours has the same."""
    prefix, _, local = name.partition(":")
    return f"{prefix}-{local}" if (prefix, local) == ("foaf", "Organization") else re.sub(r"\W", "-", local)


def _properties(subject: str, usage: Usage, offered: set[str], prefixes: Mapping[str, str]) -> Iterator[Choice]:
    short = partial(shorten, prefixes=prefixes)
    shapes = {shape.path: shape for shape in usage.shapes if shape.subject == subject and shape.most != 0}
    mine = [u for u in usage.used if u.subject == subject and short(u.property) not in PROPERTIES]
    named = {u.subject for u in usage.used if short(u.property) in LABELS}
    label = next((expand(name, prefixes) for name in LABELS if any(short(u.property) == name for u in mine)), "")
    mine.sort(key=lambda u: (u.property != label, usage.names.get(u.property, {}).get("en", ""), u.property, u.range))
    for used in mine:
        if used.property not in usage.names:
            continue
        for path, range_ in _ends(used, usage, prefixes):
            is_class = range_ in offered
            if not is_class and not _literal(range_) and range_ != ELSEWHERE:
                continue
            yield Choice(
                name=_name([subject, *path], range_ if is_class or range_ == ELSEWHERE else "", prefixes),
                path=path,
                range=range_,
                is_class=is_class,
                widget=_widget(short(range_), used.values, is_class=is_class, named=range_ in named),
                label=_label(path, usage),
                definition=usage.definitions.get(used.property, {}),
                required=used.property in shapes and shapes[used.property].least > 0,
                shows=used.property == label,
            )


def _name(steps: list[str], end: str, prefixes: Mapping[str, str]) -> str:
    names = [_local(shorten(iri, prefixes)) for iri in steps]
    if end:
        names.append(end if end == ELSEWHERE else _local(shorten(end, prefixes)))
    return "-".join(names)


def _ends(used: Used, usage: Usage, prefixes: Mapping[str, str]) -> Iterator[tuple[tuple[str, ...], str]]:
    """The paths to the values that one asks for: the property itself, or through a period to its dates."""
    through = THROUGH.get(shorten(used.range, prefixes))
    if through is None:
        # A property whose values are whole or decimal numbers is one property.
        whole = used.range == XSD + "integer"
        yield (used.property,), XSD + "decimal" if whole else used.range
        return
    for name in through:
        last = expand(name, prefixes)
        for other in usage.used:
            if other.subject == used.range and other.property == last:
                yield (used.property, last), other.range


def _label(path: Iterable[str], usage: Usage) -> Texts:
    """The names of the steps, one after the other, in every language that has all of them."""
    steps = [usage.names[iri] for iri in path]
    shared = [lang for lang in steps[0] if all(lang in step for step in steps)]
    return {lang: " – ".join(step[lang] for step in steps) for lang in shared}


def _literal(range_: str) -> bool:
    return range_.startswith(XSD) or range_ == RDF + "langString"


def _widget(range_: str, values: int, *, is_class: bool, named: bool) -> str:
    if range_ in TREES:
        return "tree"
    if is_class:
        # What has no name cannot be searched by it.
        return "list" if values <= LISTED else "search" if named else "none"
    local = range_.partition(":")[2]
    if local in NUMBERS:
        return "number"
    return {"date": "date", "string": "text", "langString": "text"}.get(local, "none")


def _reasons(usage: Usage, entities: Iterable[Entity], prefixes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Why a property shape is not offered, for each that is not."""
    offered = {(entity.iri, choice.path[0]) for entity in entities for choice in entity.properties}
    anywhere = {("", path) for _, path in offered}
    used = {(u.subject, u.property) for u in usage.used}
    targets: dict[str, list[PropertyShape]] = {}
    for shape in usage.shapes:
        targets.setdefault(shape.iri, []).append(shape)
    for iri, shapes in sorted(targets.items()):
        if not any((shape.subject, shape.path) in offered | anywhere for shape in shapes):
            yield iri, _reason(shapes[0], used, prefixes)


def _reason(shape: PropertyShape, used: set[tuple[str, str]], prefixes: Mapping[str, str]) -> str:
    path, subject = shorten(shape.path, prefixes), shorten(shape.subject, prefixes)
    if shape.most == 0:
        return "it forbids the property"
    if path in PROPERTIES:
        return PROPERTIES[path]
    if subject in CLASSES:
        return CLASSES[subject]
    if (shape.subject, shape.path) not in used:
        return "no thing of the graph has it"
    return "it describes the ontology or the shapes"
