"""The dataset in the terms of schema.org, for search engines that read them in pages."""

from __future__ import annotations

from m4sd_graph.dcat import words
from m4sd_graph.dcat.model import CATALOGUE, Contents, Edition
from m4sd_graph.dcat.nodes import PUBLISHER
from m4sd_graph.dcat.resources import GRAPH
from m4sd_graph.jsonld import JsonObject
from m4sd_graph.namespaces import BASE, LICENCE
from m4sd_graph.speech import DEFAULT


def schema_dataset(contents: Contents, language: str, edition: Edition | None = None) -> JsonObject:
    """The graph, or one edition of it, as a ``Dataset`` in one language of the catalogue."""
    language = language if language in words.TITLE else DEFAULT
    shown = edition or contents.current
    coverage, base = contents.coverage, contents.site.base
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": edition.iri if edition else GRAPH,
        "name": words.TITLE[language],
        "description": words.DESCRIPTION[language],
        "url": contents.site.releases(edition) if edition else f"{base}/",
        "identifier": shown.iri,
        "version": shown.version,
        "license": LICENCE,
        "isAccessibleForFree": True,
        "keywords": list(words.KEYWORDS[language]),
        "inLanguage": list(coverage.languages),
        "creator": _organisation(language),
        "publisher": _organisation(language),
        "datePublished": shown.issued,
        "dateModified": shown.modified,
        "temporalCoverage": f"{coverage.start or '..'}/{coverage.end or '..'}",
        "spatialCoverage": [
            {"@type": "Country", "name": place.names.get(language, place.code), "identifier": place.code}
            for place in coverage.countries
        ],
        "creditText": shown.citation[language],
        "includedInDataCatalog": {"@type": "DataCatalog", "@id": CATALOGUE, "url": f"{base}/catalog"},
        "distribution": _downloads(contents, shown, language),
    }


def _organisation(language: str) -> JsonObject:
    return {"@type": "Organization", "@id": PUBLISHER, "name": words.PUBLISHER[language], "url": BASE}


def _downloads(contents: Contents, edition: Edition, language: str) -> list[JsonObject]:
    return [
        {
            "@type": "DataDownload",
            "@id": edition.distribution(file),
            "name": contents.title_of(file).get(language, file.name),
            "contentUrl": contents.site.file(edition, file),
            "encodingFormat": file.media_type,
            "contentSize": f"{file.size} B",
            "sha256": file.sha256,
        }
        for file in edition.files
    ]
