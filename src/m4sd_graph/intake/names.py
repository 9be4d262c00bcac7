"""What things, classes and properties of a graph are called, to find them again by what people write in cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from m4sd_graph.load import Dataset, iri_of
from m4sd_graph.namespaces import M4SD, OWL, RDF, RDFS, SKOS, XSD

LABELS = (f"{SKOS}prefLabel", f"{RDFS}label")
# How the graph calls terms of other vocabularies; they have no type here.
DISPLAYED = f"{M4SD}displayLabel"
KINDS = {f"{OWL}Class": "class", f"{RDFS}Class": "class", f"{OWL}ObjectProperty": "property"}
KINDS |= {f"{OWL}DatatypeProperty": "property", f"{OWL}AnnotationProperty": "property", f"{RDF}Property": "property"}
TEXT, STRING = f"{RDF}langString", f"{XSD}string"


@dataclass(slots=True)
class Vocabulary:
    """The names in a dataset: ``things``, ``classes`` and ``properties`` by label in lower case.

    ``values``: how often a property has values of each datatype, "" for IRIs. ``spaces``: the beginnings of the IRIs
    that it has as values. ``ranges``: what the ontology says of its values.
    """

    prefixes: Mapping[str, str]
    things: dict[str, set[str]] = field(default_factory=dict)
    classes: dict[str, set[str]] = field(default_factory=dict)
    properties: dict[str, set[str]] = field(default_factory=dict)
    values: dict[str, Counter[str]] = field(default_factory=dict)
    spaces: dict[str, set[str]] = field(default_factory=dict)
    ranges: dict[str, str] = field(default_factory=dict)
    objects: set[str] = field(default_factory=set)

    def iri(self, text: str) -> str:
        """The IRI that ``text`` writes out or shortens; "" where it does neither."""
        written = text.strip("<>")
        if written.startswith(("http://", "https://", "urn:")):
            return written if _is_iri(written) else ""
        prefix, colon, name = written.partition(":")
        full = self.prefixes.get(prefix, "") + name
        return full if colon and prefix in self.prefixes and _is_iri(full) else ""

    def knows(self, name: str) -> bool:
        """True for a property that the graph uses or the ontology has."""
        return name in self.values or any(name in some for some in self.properties.values())

    def datatype(self, name: str) -> str:
        """The datatype of the values of a property, "" for IRIs: as the graph has it, else as the ontology says."""
        if name in self.values:
            return self.values[name].most_common(1)[0][0]
        said = self.ranges.get(name, "")
        if said.startswith(XSD) or said == TEXT:
            return said
        return "" if name in self.objects else STRING

    def thing(self, text: str, name: str) -> set[str]:
        """The things that a value of property ``name`` may mean: by IRI, else by label."""
        iri = self.iri(text)
        if iri:
            return {iri}
        called = self.things.get(text.casefold(), set())
        near = {one for one in called if _space(one) in self.spaces.get(name, set())}
        return near or called


def vocabulary(dataset: Dataset) -> Vocabulary:
    """The names in ``dataset``."""
    found = Vocabulary(dataset.prefixes)
    kinds: dict[str, str] = {}
    labels: list[tuple[str, str]] = []
    for triple in dataset.triples():
        subject, name, value = iri_of(triple.subject), triple.predicate.value, triple.object
        if name == f"{RDF}type":
            kinds[subject] = KINDS.get(iri_of(value)) or kinds.get(subject, "")
            if iri_of(value) == f"{OWL}ObjectProperty":
                found.objects.add(subject)
        elif name in LABELS and isinstance(value, ox.Literal):
            labels.append((value.value.casefold(), subject))
        elif name == DISPLAYED and isinstance(value, ox.Literal):
            labels.append((value.value.casefold(), subject))
            kinds.setdefault(subject, "class" if value.value[:1].isupper() else "property")
        elif name == f"{RDFS}range":
            found.ranges[subject] = iri_of(value)
        datatype = value.datatype.value if isinstance(value, ox.Literal) else ""
        found.values.setdefault(name, Counter())[datatype] += 1
        if not datatype:
            found.spaces.setdefault(name, set()).add(_space(iri_of(value)))
    tables = {"class": found.classes, "property": found.properties}
    for label, subject in labels:
        tables.get(kinds.get(subject, ""), found.things).setdefault(label, set()).add(subject)
    return found


def _space(iri: str) -> str:
    return iri.rpartition("#" if "#" in iri else "/")[0]


def _is_iri(text: str) -> bool:
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True
