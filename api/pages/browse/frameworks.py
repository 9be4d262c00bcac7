"""Frameworks as trees that open, each part with what is linked to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request

from api.pages.browse.asked import bound, data_values, named, names_of
from api.pages.names import Item, Names
from api.pages.render import language
from api.services import Services, services_of
from m4sd_graph.browse.tree import FRAMEWORKS, Node, scheme_of, tree
from m4sd_graph.namespaces import SKOS
from m4sd_graph.speech import order

DEFINITIONS = f"SELECT ?x ?text WHERE {{ ?x a <{SKOS}ConceptScheme> ; <{SKOS}definition> ?text }}"
# What an anchor does without.
UNSAFE = re.compile(r"[^0-9A-Za-z.]+")
# The filter of collections that knows the parts of a framework.
FILTERS = {"sdgs": "sdg", "gcm": "gcm"}


@dataclass(frozen=True, slots=True)
class Branch:
    """A part of a framework.

    ``count``: links and findings at it alone; ``total``: here and below, which ``links`` lists, ``derived``
    of them by rules.
    """

    item: Item
    anchor: str
    code: str
    count: int
    total: int
    derived: int
    links: str
    parts: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Framework:
    """A framework in the list."""

    name: str
    title: Item
    told: Item
    tops: int
    parts: int
    linked: int


def frameworks_of(request: Request) -> list[Framework]:
    """Every framework with the number of its parts; blocks while the store answers."""
    services, lang = services_of(request), language(request)
    names = names_of(request, FRAMEWORKS.values())
    told = _definitions(services, lang)
    return [_framework(name, services, names, told) for name in FRAMEWORKS]


def framework_query(request: Request, name: str) -> str:
    """The query behind a framework; raises NotFoundError."""
    services = services_of(request)
    return bound(services, "framework", {"scheme": scheme_of(name), "lang": language(request)})


def framework_values(request: Request, name: str, text: str) -> Mapping[str, object]:
    """What the page of a framework shows; blocks while the store answers."""
    services, scheme = services_of(request), scheme_of(name)
    nodes = tree(services.store.select(text).rows)
    names = names_of(request, [scheme])
    path = f"/browse/frameworks/{name}"
    return {
        **data_values(request, path, text, ()),
        "name": name,
        "title": names.item(scheme),
        "told": _definitions(services, names.lang).get(scheme),
        "branches": [_branch(node, name, names) for node in nodes],
        "parts": sum(node.size for node in nodes),
        "linked": sum(node.total for node in nodes),
    }


def _framework(name: str, services: Services, names: Names, told: Mapping[str, Item]) -> Framework:
    scheme = FRAMEWORKS[name]
    rows = services.store.select(bound(services, "framework", {"scheme": scheme, "lang": names.lang})).rows
    nodes = tree(rows)
    title = names.item(scheme)
    parts, linked = (sum(values) for values in ([n.size for n in nodes], [n.total for n in nodes]))
    return Framework(name, title, told.get(scheme, Item("")), len(nodes), parts, linked)


def _definitions(services: Services, lang: str) -> dict[str, Item]:
    """What each concept scheme says of itself, in the reader's language or else the next best."""
    found: dict[str, dict[str, str]] = {}
    for row in services.store.select(DEFINITIONS).rows:
        found.setdefault(row["x"].value, {})[row["text"].language] = row["text"].value
    return {
        iri: Item(texts[code], language="" if code == lang else code)
        for iri, texts in found.items()
        for code in [next((code for code in order(lang) if code in texts), "")]
        if code
    }


def _branch(node: Node, framework: str, names: Names) -> Branch:
    code = node.code or node.iri.rpartition("/")[2]
    return Branch(
        named(node.iri, node.name, names),
        UNSAFE.sub("-", code).strip("-"),
        code if any(sign.isdigit() for sign in code) else "",
        node.asserted + node.derived + node.findings,
        node.total,
        node.inferred,
        _links(node, framework, names),
        tuple(_branch(part, framework, names) for part in node.parts),
    )


def _links(node: Node, framework: str, names: Names) -> str:
    """Where what ends at a part is listed; the page about it where no filter knows it, as of an indicator."""
    lang = {"lang": names.address.lang} if names.address.lang else {}
    indicator = framework == "sdgs" and node.code.count(".") > 1
    if framework in FILTERS and node.total and not indicator:
        return f"/links?{urlencode({FILTERS[framework]: node.iri, **lang})}"
    if framework == "mgi" and node.total:
        return f"/findings?{urlencode({'domain': node.iri, **lang})}"
    return names.address(node.iri)
