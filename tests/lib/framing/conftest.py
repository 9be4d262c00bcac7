"""What the tests of documents share: the release in this process, its words, its IRIs, and a reader of JSON-LD."""

from __future__ import annotations

from typing import Any

import pytest
from pyld import jsonld

from m4sd_graph.framing import Words
from m4sd_graph.jsonld import CONTEXT_IRI, JsonObject, load_context
from m4sd_graph.release import Release
from m4sd_graph.store.local import LocalStore
from tests.lib.framing.saying import Reader, Triples, term


@pytest.fixture(scope="session")
def store(release: Release) -> LocalStore:
    return release.open_store()


@pytest.fixture(scope="session")
def context(release: Release) -> JsonObject:
    return load_context(release.folder / "ontology")


@pytest.fixture(scope="session")
def words(context: JsonObject) -> Words:
    return Words(context)


@pytest.fixture(scope="session")
def iris(store: LocalStore) -> list[str]:
    """Every IRI that has statements, or is named by some."""
    rows = store.select("SELECT DISTINCT ?s ?o { ?s ?p ?o }").rows
    return sorted({term.value for row in rows for term in row.values() if term.kind == "iri"})


@pytest.fixture(scope="session")
def read(context: JsonObject) -> Reader:
    """The triples of a JSON-LD document, its context taken from the release and nothing fetched."""

    def loader(url: str, _options: object) -> dict[str, Any]:
        assert url == CONTEXT_IRI
        return {"contextUrl": None, "documentUrl": url, "document": context, "contentType": "application/ld+json"}

    def triples(document: JsonObject) -> Triples:
        graphs = jsonld.to_rdf(document, {"documentLoader": loader})
        assert set(graphs) <= {"@default"}
        return {
            (t["subject"]["value"], t["predicate"]["value"], *term(t["object"])) for t in graphs.get("@default", [])
        }

    return triples
