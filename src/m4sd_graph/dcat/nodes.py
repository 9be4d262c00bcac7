"""The nodes that datasets, files and services share: who publishes them, on what terms, in which form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from m4sd_graph.dcat import words
from m4sd_graph.dcat.model import CATALOGUE, PACKED, Coverage, File, Site
from m4sd_graph.dcat.terms import (
    AUTHORITY,
    DCATAP,
    FILE_TYPES,
    IRREGULAR,
    LANGUAGES,
    PUBLIC,
    SHA256,
    SPDX,
    STABLE,
    THEMES,
    VCARD,
    Known,
    alike,
    country,
    media_type,
)
from m4sd_graph.namespaces import DCAT, DCTERMS, FOAF, ID, LICENCE, ONTOLOGY, SKOS
from m4sd_graph.statements import Fact, about, literal, ref, text, texts, typed
from m4sd_graph.store.protocol import Statement

PUBLISHER = f"{ID}publisher/m4sd-graph-maintainers"
CONTACT = f"{CATALOGUE}#contact"
PERIOD = f"{CATALOGUE}#period"
TAXONOMY = f"{AUTHORITY}data-theme"
# What descriptions and services conform to, by name.
STANDARDS: Mapping[str, Mapping[str, str]] = {
    ONTOLOGY: words.ONTOLOGY,
    "https://semiceu.github.io/DCAT-AP/releases/3.0.0/": alike("DCAT-AP 3.0.0"),
    "https://www.w3.org/TR/sparql11-protocol/": alike("SPARQL 1.1 Protocol"),
    "https://spec.openapis.org/oas/v3.1.0": alike("OpenAPI 3.1"),
}
PROFILE, PROTOCOL, OPENAPI = list(STANDARDS)[1:]


def described(title: words.Words, description: words.Words) -> Iterator[Fact]:
    """Title and description."""
    yield from texts(f"{DCTERMS}title", title)
    yield from texts(f"{DCTERMS}description", description)


def owned() -> Iterator[Fact]:
    """Who publishes it and whom to ask, on what terms, for whom and about what."""
    yield f"{DCTERMS}publisher", ref(PUBLISHER)
    yield f"{DCTERMS}license", ref(LICENCE)
    yield f"{DCAT}contactPoint", ref(CONTACT)
    yield f"{DCTERMS}accessRights", ref(PUBLIC.iri)
    yield from ((f"{DCAT}theme", ref(theme.iri)) for theme in THEMES)
    for language, keywords in words.KEYWORDS.items():
        yield from ((f"{DCAT}keyword", text(keyword, language)) for keyword in keywords)


def covering(coverage: Coverage) -> Iterator[Fact]:
    """Where and when: countries as the EU's list names them, also as keywords, and the period."""
    for place in coverage.countries:
        yield f"{DCTERMS}spatial", ref(country(place.code, place.names).iri)
        yield from texts(f"{DCAT}keyword", place.names)
    if coverage.start or coverage.end:
        yield f"{DCTERMS}temporal", ref(PERIOD)


def spoken(languages: tuple[str, ...]) -> Iterator[Fact]:
    """The languages that the EU's list knows."""
    return ((f"{DCTERMS}language", ref(LANGUAGES[code].iri)) for code in languages if code in LANGUAGES)


def moment(predicate: str, value: str) -> Iterator[Fact]:
    """A date or a moment, if there is one."""
    if value:
        yield predicate, literal(value, "dateTime" if "T" in value else "date")


def shared(site: Site, coverage: Coverage) -> dict[str, tuple[Statement, ...]]:
    """What is said of every node that others point at, by its IRI: the reader need not ask for it elsewhere."""
    known: list[Known] = [*THEMES, *LANGUAGES.values(), IRREGULAR, PUBLIC, STABLE]
    known += [country(place.code, place.names) for place in coverage.countries]
    known += [form.known for form in FILE_TYPES.values()]
    known += [media_type(name) for name in (PACKED, *(form.media_type for form in FILE_TYPES.values()))]
    nodes = {term.iri: term.statements() for term in known}
    nodes |= {
        iri: chain(typed(iri, f"{DCTERMS}Standard"), about(iri, *texts(f"{DCTERMS}title", names)))
        for iri, names in STANDARDS.items()
    }
    nodes |= {
        PUBLISHER: _agent(PUBLISHER),
        LICENCE: _licence(),
        CONTACT: _contact(site),
        PERIOD: _period(coverage),
        SHA256: typed(SHA256, f"{SPDX}ChecksumAlgorithm"),
        TAXONOMY: _taxonomy(),
    }
    found = {iri: tuple(statements) for iri, statements in nodes.items()}
    for place in coverage.countries:
        iri = country(place.code, place.names).iri
        found[iri] += tuple(about(iri, (f"{SKOS}exactMatch", ref(place.iri))))
    return found


def file_facts(file: File, checksum: str) -> Iterator[Fact]:
    """The form of a file, its size in bytes, and the node of its digest."""
    yield f"{DCAT}mediaType", ref(media_type(file.type.media_type).iri)
    yield f"{DCTERMS}format", ref(file.type.known.iri)
    if file.compressed:
        yield f"{DCAT}compressFormat", ref(media_type(PACKED).iri)
    yield f"{DCAT}byteSize", literal(str(file.size), "nonNegativeInteger")
    yield f"{SPDX}checksum", ref(checksum)
    yield f"{DCATAP}availability", ref(STABLE.iri)


def digest(checksum: str, sha256: str) -> Iterator[Statement]:
    """The node of a SHA-256 digest."""
    yield from typed(checksum, f"{SPDX}Checksum")
    value = literal(sha256, "hexBinary")
    yield from about(checksum, (f"{SPDX}algorithm", ref(SHA256)), (f"{SPDX}checksumValue", value))


def document(address: str) -> Iterator[Statement]:
    """A page for people."""
    return typed(address, f"{FOAF}Document")


def _agent(iri: str) -> Iterator[Statement]:
    yield from typed(iri, f"{FOAF}Agent", f"{FOAF}Organization")
    yield from about(iri, *texts(f"{FOAF}name", words.PUBLISHER))


def _licence() -> Iterator[Statement]:
    yield from typed(LICENCE, f"{DCTERMS}LicenseDocument")
    same = ref(f"{AUTHORITY}licence/CC_BY_4_0")
    yield from about(LICENCE, *texts(f"{DCTERMS}title", alike("CC BY 4.0")), (f"{SKOS}exactMatch", same))


def _contact(site: Site) -> Iterator[Statement]:
    yield from typed(CONTACT, f"{VCARD}Kind", f"{VCARD}Organization")
    yield from about(CONTACT, *texts(f"{VCARD}fn", words.PUBLISHER), (f"{VCARD}hasURL", ref(site.contact)))


def _period(coverage: Coverage) -> Iterator[Statement]:
    yield from typed(PERIOD, f"{DCTERMS}PeriodOfTime")
    yield from about(PERIOD, *moment(f"{DCAT}startDate", coverage.start), *moment(f"{DCAT}endDate", coverage.end))


def _taxonomy() -> Iterator[Statement]:
    yield from typed(TAXONOMY, f"{SKOS}ConceptScheme")
    yield from about(TAXONOMY, *texts(f"{DCTERMS}title", words.TAXONOMY))
