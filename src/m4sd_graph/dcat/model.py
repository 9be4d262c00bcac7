"""What the catalogue is made from: the releases with their downloads, what the graph covers, and where it is served."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from m4sd_graph.dcat import words
from m4sd_graph.dcat.terms import FILE_TYPES, FileType
from m4sd_graph.namespaces import BASE

CATALOGUE = f"{BASE}catalog"
GRAPH_NAME = "m4sd"
TABLES = "tables/"
GZIP, PACKED = ".gz", "application/gzip"


@dataclass(frozen=True, slots=True)
class File:
    """A file of a release: its name such as ``m4sd.trig`` or ``m4sd.nq.gz``, bytes, SHA-256 in hexadecimal digits."""

    name: str
    size: int
    sha256: str

    @property
    def compressed(self) -> bool:
        """True for a file that has to be unpacked."""
        return self.name.endswith(GZIP)

    @property
    def type(self) -> FileType:
        """The form of the file, unpacked."""
        return FILE_TYPES[self.name.removesuffix(GZIP).rpartition(".")[2]]

    @property
    def media_type(self) -> str:
        """The media type of the file as it is."""
        return PACKED if self.compressed else self.type.media_type

    @property
    def table(self) -> str:
        """The collection whose table this is; "" for a file with the whole graph."""
        return self.name.removeprefix(TABLES).rpartition(".")[0] if self.name.startswith(TABLES) else ""

    @property
    def dataset(self) -> str:
        """The IRI of the dataset that this table is."""
        return f"{BASE}dataset/{self.table}"

    @property
    def key(self) -> str:
        """The name as it stands in IRIs, without a point that would read as the suffix of a form."""
        return self.name.removeprefix(TABLES).replace(".", "-")


@dataclass(frozen=True, slots=True)
class Edition:
    """A release as the catalogue sees it: the graph as it was then.

    ``published``: an ISO 8601 moment, "" when unknown; ``modified``: the date of its content, "" when it names none.
    """

    version: str
    iri: str
    published: str
    modified: str
    files: tuple[File, ...]

    @property
    def issued(self) -> str:
        """When it came out: a moment, else the date of its content."""
        return self.published or self.modified

    @property
    def tables(self) -> tuple[File, ...]:
        """The files that are tables."""
        return tuple(file for file in self.files if file.table)

    @property
    def citation(self) -> dict[str, str]:
        """How to cite the release, by language."""
        parts = {"year": self.issued[:4], "version": self.version, "iri": self.iri}
        return {tongue: form.format(title=words.TITLE[tongue], **parts) for tongue, form in words.CITATION.items()}

    def distribution(self, file: File) -> str:
        """The IRI of a file of this release."""
        return f"{BASE}distribution/{quote(self.version, safe='+')}/{file.key}"


@dataclass(frozen=True, slots=True)
class Country:
    """A country that the graph covers: its IRI, its ISO 3166 alpha-3 code, its name by language."""

    iri: str
    code: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the current release is about: countries, languages of all labels, first and last day of its instruments."""

    countries: tuple[Country, ...]
    languages: tuple[str, ...]
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Site:
    """Where the graph is served: the address of the service without a slash at its end, and the page for contact."""

    base: str
    contact: str

    def file(self, edition: Edition, file: File) -> str:
        """The address of a file of a release."""
        return f"{self.releases(edition)}/{file.name}"

    def releases(self, edition: Edition) -> str:
        """The address of the page of a release."""
        return f"{self.base}/releases/{quote(edition.version, safe='+')}"


@dataclass(frozen=True, slots=True)
class Table:
    """What a table of a release is called and what it holds, by language."""

    title: words.Words
    description: words.Words


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything that the catalogue tells of.

    ``editions``: the releases, newest first, at least one; ``coverage``: of the newest, which is the one served;
    ``tables``: by collection.
    """

    site: Site
    editions: tuple[Edition, ...]
    coverage: Coverage
    tables: Mapping[str, Table]

    @property
    def current(self) -> Edition:
        """The release that is served."""
        return self.editions[0]

    @property
    def listed_tables(self) -> tuple[File, ...]:
        """The tables of the current release whose collections are known, each a dataset of its own."""
        return tuple(file for file in self.current.tables if file.table in self.tables)

    def described(self, edition: Edition, file: File) -> words.Words:
        """What a file holds."""
        if file.table in self.tables:
            return words.filled_each(words.TABLE_DESCRIPTION, self.tables[file.table].description)
        union = file.type.name == "Turtle"
        return words.filled(words.UNION_DESCRIPTION if union else words.GRAPHS_DESCRIPTION, edition.version)

    def title_of(self, file: File) -> words.Words:
        """What a file is called: by its table, or by the form of the whole graph."""
        if not file.table:
            return words.filled(words.PACKED if file.compressed else words.WHOLE, file.type.name)
        table = self.tables.get(file.table)
        title = table.title if table else dict.fromkeys(words.TABLE, file.table)
        return {language: f"{name} ({file.type.name})" for language, name in title.items()}
