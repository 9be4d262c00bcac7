"""What a collection is made of: the classes of its members, its columns, its filters and its orders, as data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from m4sd_graph.namespaces import DCTERMS, M4SD, OA, OWL, PROV, RDF, SDG, SKOS, XSD, expand

Texts = Mapping[str, str]
ColumnKind = Literal["texts", "thing", "date", "number", "text"]
FilterKind = Literal["thing", "number", "word", "day", "text"]
SortKind = Literal["label", "code", "value", "id"]
PREFIXES: Mapping[str, str] = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": DCTERMS,
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "m4sd": M4SD,
    "oa": OA,
    "org": "http://www.w3.org/ns/org#",
    "owl": OWL,
    "prov": PROV,
    "rdf": RDF,
    "sdg": SDG,
    "sdgo": "http://metadata.un.org/sdg/ontology#",
    "sdmx-attribute": "http://purl.org/linked-data/sdmx/2009/attribute#",
    "sdmx-dimension": "http://purl.org/linked-data/sdmx/2009/dimension#",
    "skos": SKOS,
    "xsd": XSD,
}
# What may hold a colon and is no prefixed name.
OTHER_TERMS = re.compile(r'<[^<>\s]*>|"[^"]*"')
USED_PREFIX = re.compile(r"(?<![\w-])([a-z][a-z0-9-]*):")
STEPS = re.compile(r"[^/]+")


@dataclass(frozen=True)
class Column:
    """What is told of each member.

    ``name``: the heading in tables. ``path``: one property, or two with a thing between, as prefixed names. ``kind``:
    ``texts`` by language, ``thing`` another thing with its label, ``date``, ``number``, ``text`` without language.
    ``shown``: whether the page has room for it.
    """

    name: str
    path: str
    kind: ColumnKind
    shown: bool = False

    @cached_property
    def properties(self) -> tuple[str, ...]:
        """The IRIs of the path."""
        return tuple(expand(step, PREFIXES) for step in STEPS.findall(self.path))


@dataclass(frozen=True, slots=True)
class Filter:
    """What a client may ask of the members.

    ``path``: the SPARQL path from a member to what is compared. ``among``: for a ``thing``, the pattern of all ``?v``
    that may be named; ``spaces``: the namespaces in which a short name is looked for. ``words``: for a ``word``, the
    IRI behind each. ``example``: a value that finds something; ``title``: what a form calls it.
    """

    name: str
    kind: FilterKind
    path: str
    title: Texts
    description: str
    example: str
    among: str = ""
    spaces: tuple[str, ...] = ()
    words: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Sort:
    """An order of members.

    ``kind``: a ``label`` in the reader's language, a ``code`` with its numbers in their order, a plain ``value``, or
    the ``id``. ``path``: the SPARQL path to it.
    """

    name: str
    path: str
    kind: SortKind
    title: Texts


@dataclass(frozen=True)
class Collection:
    """The members of some classes; ``sorts[0]`` is the order that is used when none is asked for."""

    name: str
    title: Texts
    description: Texts
    classes: tuple[str, ...]
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...]
    sorts: tuple[Sort, ...]

    @cached_property
    def class_iris(self) -> tuple[str, ...]:
        """The IRIs of the classes."""
        return tuple(expand(name, PREFIXES) for name in self.classes)

    def filter(self, name: str) -> Filter | None:
        """The filter of this name, if there is one."""
        return next((f for f in self.filters if f.name == name), None)

    def sort(self, name: str) -> Sort | None:
        """The order of this name, if there is one."""
        return next((s for s in self.sorts if s.name == name), None)


def with_prologue(query: str) -> str:
    """``query`` with the declarations of the prefixes that it uses, so that any endpoint understands it."""
    used = dict.fromkeys(name for name in USED_PREFIX.findall(OTHER_TERMS.sub(" ", query)) if name in PREFIXES)
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in used) + query
