"""The controlled terms that DCAT-AP asks for: media types, file types, languages, themes, each with what it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from m4sd_graph.namespaces import DCTERMS, HYDRA, SKOS
from m4sd_graph.statements import about, texts, typed
from m4sd_graph.store.protocol import Statement

DCATAP = "http://data.europa.eu/r5r/"
SPDX = "http://spdx.org/rdf/terms#"
VCARD = "http://www.w3.org/2006/vcard/ns#"
# Prefixes of the catalogue that the graph has no use for.
PREFIXES: Mapping[str, str] = {"dcatap": DCATAP, "hydra": HYDRA, "spdx": SPDX, "vcard": VCARD}
AUTHORITY = "http://publications.europa.eu/resource/authority/"
MEDIA_TYPE = "https://www.iana.org/assignments/media-types/"
SHA256 = f"{SPDX}checksumAlgorithm_sha256"


@dataclass(frozen=True, slots=True)
class Known:
    """A term that others define: its IRI, the classes that DCAT-AP expects of it, and its name by language."""

    iri: str
    classes: tuple[str, ...]
    names: Mapping[str, str]

    def statements(self) -> Iterator[Statement]:
        """What a reader needs to know of the term without asking its owner."""
        yield from typed(self.iri, *self.classes)
        yield from about(self.iri, *texts(f"{SKOS}prefLabel", self.names))


def alike(name: str) -> dict[str, str]:
    """A name that is the same in every language of the catalogue."""
    return {"en": name, "fr": name}


def _authority(table: str, code: str, kind: str, en: str, fr: str) -> Known:
    return Known(f"{AUTHORITY}{table}/{code}", (kind,), {"en": en, "fr": fr})


CONCEPT = f"{SKOS}Concept"
THEMES = (
    _authority("data-theme", "SOCI", CONCEPT, "Population and society", "Population et société"),
    _authority("data-theme", "GOVE", CONCEPT, "Government and public sector", "Gouvernement et secteur public"),
    _authority("data-theme", "INTR", CONCEPT, "International issues", "Questions internationales"),
)
LANGUAGES: Mapping[str, Known] = {
    code: _authority("language", name, f"{DCTERMS}LinguisticSystem", en, fr)
    for code, name, en, fr in (
        ("en", "ENG", "English", "anglais"),
        ("fr", "FRA", "French", "français"),
        ("ky", "KIR", "Kyrgyz", "kirghize"),
        ("ru", "RUS", "Russian", "russe"),
    )
}
IRREGULAR = _authority("frequency", "IRREG", f"{DCTERMS}Frequency", "irregular", "irrégulière")
PUBLIC = _authority("access-right", "PUBLIC", f"{DCTERMS}RightsStatement", "public", "public")
STABLE = _authority("planned-availability", "STABLE", CONCEPT, "stable", "stable")


@dataclass(frozen=True, slots=True)
class FileType:
    """A form of file: media type, the term of the EU's list of file types, and its name."""

    media_type: str
    known: Known

    @property
    def name(self) -> str:
        """What the form is called, in any language."""
        return self.known.names["en"]


# By the suffix of the file.
FILE_TYPES: Mapping[str, FileType] = {
    suffix: FileType(media_type, _authority("file-type", code, f"{DCTERMS}MediaTypeOrExtent", name, name))
    for suffix, media_type, code, name in (
        ("trig", "application/trig", "RDF_TRIG", "TriG"),
        ("nq", "application/n-quads", "RDF_N_QUADS", "N-Quads"),
        ("ttl", "text/turtle", "RDF_TURTLE", "Turtle"),
        ("jsonld", "application/ld+json", "JSON_LD", "JSON-LD"),
        ("csv", "text/csv", "CSV", "CSV"),
    )
}


def media_type(name: str) -> Known:
    """The IRI of a media type in IANA's registry."""
    return Known(MEDIA_TYPE + name, (f"{DCTERMS}MediaType",), alike(name))


def country(code: str, names: Mapping[str, str]) -> Known:
    """A country of the EU's list, by its ISO 3166 alpha-3 code."""
    return Known(f"{AUTHORITY}country/{code}", (f"{DCTERMS}Location",), names)
