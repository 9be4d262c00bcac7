"""The catalogue on pages: its statements in the reader's language, datasets as entries and their files as rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from api.pages.names import Address, Item
from m4sd_graph.dcat.resources import GRAPH
from m4sd_graph.dcat.terms import MEDIA_TYPE, SPDX, VCARD
from m4sd_graph.namespaces import BASE, DCAT, DCTERMS, FOAF, SKOS
from m4sd_graph.speech import speech
from m4sd_graph.store.protocol import Statement, Term

TITLES = (f"{DCTERMS}title", f"{SKOS}prefLabel", f"{FOAF}name", f"{VCARD}fn")
RELEASE, VERSIONS = f"{BASE}release/", f"{GRAPH}/"
OF_SERVICE = (f"{DCAT}endpointURL", f"{DCAT}endpointDescription", f"{DCTERMS}conformsTo")
# What a file is, by its media type; one that is packed is called by what packs it.
FORMS: Mapping[str, str] = {
    "application/gzip": "gzip",
    "application/ld+json": "JSON-LD",
    "application/n-quads": "N-Quads",
    "application/trig": "TriG",
    "application/vnd.apache.parquet": "Parquet",
    "text/csv": "CSV",
    "text/turtle": "Turtle",
}


def words_of(lang: str) -> Mapping[str, str]:
    """What is shown of a dataset, and the word for it; periods and files are shown in their own way."""
    _ = speech(lang).gettext
    return {
        f"{DCTERMS}issued": _("Published"),
        f"{DCTERMS}modified": _("Last change"),
        f"{DCTERMS}identifier": _("Identifier"),
        f"{DCTERMS}bibliographicCitation": _("To cite"),
        f"{DCTERMS}license": _("Licence"),
        f"{DCTERMS}publisher": _("Publisher"),
        f"{DCAT}contactPoint": _("Contact"),
        f"{DCAT}landingPage": _("Page"),
        f"{DCTERMS}spatial": _("Countries"),
        f"{DCTERMS}temporal": _("Period"),
        f"{DCTERMS}language": _("Languages"),
        f"{DCAT}theme": _("Themes"),
        f"{DCTERMS}accrualPeriodicity": _("Updates"),
        f"{DCTERMS}conformsTo": _("Conforms to"),
        f"{DCTERMS}isPartOf": _("Part of"),
        f"{DCTERMS}hasPart": _("Tables"),
        f"{DCAT}isVersionOf": _("Release of"),
        f"{DCAT}previousVersion": _("Release before"),
        f"{DCAT}hasVersion": _("Releases"),
        f"{DCAT}endpointURL": _("Address"),
        f"{DCAT}endpointDescription": _("Described by"),
    }


@dataclass(frozen=True, slots=True)
class Entry:
    """A dataset or service in a list; ``count``: how many files it has."""

    iri: str
    item: Item
    description: str
    count: int


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file that can be downloaded; ``anchor`` is its place on the page."""

    anchor: str
    item: Item
    form: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A property in words and its values."""

    name: str
    values: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What the catalogue says, for a reader of one language; ``base``: the address of the service."""

    nodes: Mapping[str, Mapping[str, tuple[Term, ...]]]
    lang: str
    address: Address
    base: str

    def values(self, iri: str, predicate: str) -> tuple[Term, ...]:
        """The values of a property; texts in the reader's language where there are any."""
        found = self.nodes.get(iri, {}).get(predicate, ())
        spoken = tuple(term for term in found if term.language in (self.lang, ""))
        return spoken or found

    def text(self, iri: str, *predicates: str) -> str:
        """The first value of the first of these properties that has one."""
        return next((term.value for predicate in predicates for term in self.values(iri, predicate)), "")

    def item(self, iri: str) -> Item:
        """A link to a node: on this service where it is one of ours, or the same as one of ours."""
        text = self.text(iri, *TITLES) or iri.removeprefix(BASE)
        for ours in (iri, self.text(iri, f"{SKOS}exactMatch")):
            if ours.startswith(BASE) and "#" not in ours:
                # The page of a release that has its files.
                return Item(text, self.address(ours.replace(RELEASE, VERSIONS)))
        target = self.text(iri, f"{VCARD}hasURL") or iri
        return Item(text, target, external=not target.startswith(self.base))

    def entry(self, iri: str) -> Entry:
        """A dataset or service as it stands in a list."""
        count = len(self.values(iri, f"{DCAT}distribution"))
        return Entry(iri, self.item(iri), self.text(iri, f"{DCTERMS}description"), count)

    def facts(self, iri: str, shown: Collection[str] = ()) -> Iterator[Fact]:
        """The properties of a node that the page shows, in their order; all that it shows, or those of ``shown``."""
        words = words_of(self.lang)
        for predicate in shown or words:
            if values := self.values(iri, predicate):
                yield Fact(words[predicate], tuple(self._shown(term) for term in values))

    def files(self, iri: str) -> Iterator[FileRow]:
        """The files of a dataset, the whole graph first."""
        ways = (term.value for term in self.values(iri, f"{DCAT}distribution"))
        for way in sorted(ways, key=lambda way: ("-csv" in way, way)):
            if target := self.text(way, f"{DCAT}downloadURL"):
                packed = self.text(way, f"{DCAT}compressFormat") or self.text(way, f"{DCAT}mediaType")
                checksum = self.text(way, f"{SPDX}checksum")
                yield FileRow(
                    way.rpartition("/")[2],
                    Item(target.rpartition("/")[2], target),
                    FORMS.get(packed.removeprefix(MEDIA_TYPE), packed.removeprefix(MEDIA_TYPE)),
                    int(self.text(way, f"{DCAT}byteSize")),
                    self.text(checksum, f"{SPDX}checksumValue"),
                )

    def _shown(self, term: Term) -> Item:
        if term.kind == "literal":
            return Item(term.value)
        start, end = self.text(term.value, f"{DCAT}startDate"), self.text(term.value, f"{DCAT}endDate")
        return Item(f"{start} – {end}") if start or end else self.item(term.value)


def told(statements: Iterable[Statement], lang: str, address: Address, base: str) -> Told:
    """Read statements for a page of the service at ``base``."""
    nodes: dict[str, dict[str, tuple[Term, ...]]] = {}
    for s in statements:
        node = nodes.setdefault(s.subject.value, {})
        node[s.predicate.value] = (*node.get(s.predicate.value, ()), s.object)
    return Told(nodes, lang, address, base)
