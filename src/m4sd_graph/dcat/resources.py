"""What the catalogue says of each thing in it: the graph, its releases, tables and files, the services, itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from m4sd_graph.dcat import words
from m4sd_graph.dcat.model import CATALOGUE, GRAPH_NAME, Contents, Edition, File
from m4sd_graph.dcat.nodes import (
    OPENAPI,
    PROFILE,
    PROTOCOL,
    TAXONOMY,
    covering,
    described,
    digest,
    document,
    file_facts,
    moment,
    owned,
    spoken,
)
from m4sd_graph.dcat.terms import IRREGULAR
from m4sd_graph.namespaces import BASE, DCAT, DCTERMS, FOAF, LICENCE, ONTOLOGY
from m4sd_graph.statements import Fact, about, ref, text, texts, typed
from m4sd_graph.store.protocol import Statement

GRAPH = f"{BASE}dataset/{GRAPH_NAME}"
SPARQL, API = f"{BASE}service/sparql", f"{BASE}service/api"
BY_SPARQL, BY_API = f"{BASE}distribution/sparql", f"{BASE}distribution/api"
Statements = Iterator[Statement]


def catalogue(contents: Contents, datasets: Iterable[str]) -> Statements:
    """The catalogue itself, with these of its datasets."""
    home = f"{contents.site.base}/"
    yield from typed(CATALOGUE, f"{DCAT}Catalog")
    yield from about(
        CATALOGUE,
        *described(words.CATALOGUE_TITLE, words.CATALOGUE_DESCRIPTION),
        *owned(),
        *covering(contents.coverage),
        *spoken(contents.coverage.languages),
        *moment(f"{DCTERMS}issued", contents.editions[-1].issued),
        *moment(f"{DCTERMS}modified", contents.current.issued),
        (f"{DCTERMS}conformsTo", ref(PROFILE)),
        (f"{DCAT}themeTaxonomy", ref(TAXONOMY)),
        (f"{FOAF}homepage", ref(home)),
        *((f"{DCAT}dataset", ref(dataset)) for dataset in datasets),
        *((f"{DCAT}service", ref(service)) for service in (SPARQL, API)),
    )
    yield from document(home)


def graph(contents: Contents) -> Statements:
    """The graph, whatever its release; its files are those of the current one that have the whole graph."""
    home, current = f"{contents.site.base}/", contents.current
    yield from typed(GRAPH, f"{DCAT}Dataset")
    yield from about(
        GRAPH,
        *described(words.TITLE, words.DESCRIPTION),
        *_dataset(contents, home, GRAPH),
        *covering(contents.coverage),
        *moment(f"{DCTERMS}issued", contents.editions[-1].issued),
        *moment(f"{DCTERMS}modified", current.modified),
        *texts(f"{DCTERMS}bibliographicCitation", current.citation),
        *((f"{DCAT}hasVersion", ref(edition.iri)) for edition in contents.editions),
        (f"{DCAT}hasCurrentVersion", ref(current.iri)),
        *((f"{DCTERMS}hasPart", ref(table.dataset)) for table in contents.listed_tables),
        *((f"{DCAT}distribution", ref(way)) for way in (BY_SPARQL, BY_API)),
    )
    yield from _files(contents, GRAPH, current, (file for file in current.files if not file.table))
    yield from by_sparql(contents)
    yield from by_api(contents)
    yield from document(home)


def release(contents: Contents, edition: Edition) -> Statements:
    """The graph as of one release."""
    place = contents.editions.index(edition)
    page, name = contents.site.releases(edition), words.filled(words.RELEASE, edition.version)
    yield from typed(edition.iri, f"{DCAT}Dataset")
    yield from about(
        edition.iri,
        *described({k: f"{words.TITLE[k]}, {name[k]}" for k in name}, words.DESCRIPTION),
        *_dataset(contents, page, edition.iri),
        *(covering(contents.coverage) if place == 0 else ()),
        *moment(f"{DCTERMS}issued", edition.issued),
        *moment(f"{DCTERMS}modified", edition.modified),
        *texts(f"{DCTERMS}bibliographicCitation", edition.citation),
        (f"{DCAT}version", text(edition.version)),
        (f"{DCAT}isVersionOf", ref(GRAPH)),
        *((f"{DCAT}previousVersion", ref(one.iri)) for one in contents.editions[place + 1 : place + 2]),
    )
    yield from _files(contents, edition.iri, edition, edition.files)
    yield from document(page)


def table(contents: Contents, file: File) -> Statements:
    """One table of the current release."""
    iri, page = file.dataset, f"{contents.site.base}/{file.table}"
    told = contents.tables[file.table]
    yield from typed(iri, f"{DCAT}Dataset")
    yield from about(
        iri,
        *described(words.filled_each(words.TABLE, told.title), contents.described(contents.current, file)),
        *_dataset(contents, page, iri),
        *moment(f"{DCTERMS}modified", contents.current.modified),
        (f"{DCTERMS}isPartOf", ref(GRAPH)),
    )
    yield from _files(contents, iri, contents.current, (file,))
    yield from document(page)


def distribution(contents: Contents, edition: Edition, file: File) -> Statements:
    """One file of a release."""
    iri = edition.distribution(file)
    checksum = f"{iri}#checksum"
    yield from typed(iri, f"{DCAT}Distribution")
    yield from about(
        iri,
        *described(contents.title_of(file), contents.described(edition, file)),
        *moment(f"{DCTERMS}issued", edition.issued),
        *spoken(contents.coverage.languages),
        *file_facts(file, checksum),
        *([] if file.table else [(f"{DCTERMS}conformsTo", ref(ONTOLOGY))]),
        (f"{DCTERMS}license", ref(LICENCE)),
        (f"{DCAT}accessURL", ref(contents.site.releases(edition))),
        (f"{DCAT}downloadURL", ref(contents.site.file(edition, file))),
    )
    yield from digest(checksum, file.sha256)


def by_sparql(contents: Contents) -> Statements:
    """The graph as the endpoint gives it."""
    return _through(BY_SPARQL, SPARQL, words.SPARQL_TITLE, f"{contents.site.base}/sparql")


def by_api(contents: Contents) -> Statements:
    """The graph as the web API gives it."""
    return _through(BY_API, API, words.API_TITLE, f"{contents.site.base}/openapi.json")


def sparql(contents: Contents) -> Statements:
    """The SPARQL endpoint; asked without a query, it describes itself."""
    address = f"{contents.site.base}/sparql"
    return _service(SPARQL, described(words.SPARQL_TITLE, words.SPARQL_DESCRIPTION), address, address, PROTOCOL)


def api(contents: Contents) -> Statements:
    """The web API, described by OpenAPI."""
    base, told = contents.site.base, described(words.API_TITLE, words.API_DESCRIPTION)
    return _service(API, told, f"{base}/", f"{base}/openapi.json", OPENAPI)


def _dataset(contents: Contents, page: str, identifier: str) -> Iterator[Fact]:
    yield from owned()
    yield from spoken(contents.coverage.languages)
    yield f"{DCTERMS}identifier", text(identifier)
    yield f"{DCTERMS}accrualPeriodicity", ref(IRREGULAR.iri)
    yield f"{DCTERMS}conformsTo", ref(ONTOLOGY)
    yield f"{DCAT}landingPage", ref(page)


def _files(contents: Contents, dataset: str, edition: Edition, files: Iterable[File]) -> Statements:
    for file in files:
        yield from about(dataset, (f"{DCAT}distribution", ref(edition.distribution(file))))
        yield from distribution(contents, edition, file)


def _through(iri: str, service: str, title: words.Words, address: str) -> Statements:
    yield from typed(iri, f"{DCAT}Distribution")
    yield from about(
        iri,
        *texts(f"{DCTERMS}title", title),
        (f"{DCTERMS}license", ref(LICENCE)),
        (f"{DCAT}accessURL", ref(address)),
        (f"{DCAT}accessService", ref(service)),
    )


def _service(iri: str, told: Iterator[Fact], endpoint: str, description: str, standard: str) -> Statements:
    yield from typed(iri, f"{DCAT}DataService")
    yield from about(
        iri,
        *told,
        *owned(),
        (f"{DCAT}endpointURL", ref(endpoint)),
        (f"{DCAT}endpointDescription", ref(description)),
        (f"{DCAT}servesDataset", ref(GRAPH)),
        (f"{DCTERMS}conformsTo", ref(standard)),
    )
