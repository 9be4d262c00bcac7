"""What a page of a resource is made with: names, texts and the day of the release, kept for each release."""

from __future__ import annotations

from datetime import date

from api.pages.directory import directory_of
from api.pages.names import Address
from api.pages.view import Reader
from api.services import Services
from m4sd_graph.publication import publications
from m4sd_graph.sources import SOURCE_TEXTS_QUERY, SourceText, Texts, documents_from, held_texts
from m4sd_graph.store.protocol import Store


def reader_of(services: Services, lang: str, address: Address) -> Reader:
    """The reader of a page; blocking work at the first page of a release."""
    directory = services.once("directory", lambda: directory_of(services.store))
    return Reader(lang, address, directory, released_on(services), _texts(services))


def released_on(services: Services) -> date | None:
    """The day on which the served release became current, where the folder of releases tells."""
    return services.once("released", lambda: _released(services))


def _released(services: Services) -> date | None:
    version = services.manifest["version"]
    days = [one.published for one in publications(services.settings.releases) if one.version == version]
    return date.fromisoformat(days[-1][:10]) if days else None


def _texts(services: Services) -> Texts | None:
    """The source texts that the operator holds; ``None`` where no folder is named."""
    folder = services.settings.sources
    return services.once("texts", lambda: held_texts(_documents(services.store), folder)) if folder else None


def _documents(store: Store) -> list[SourceText]:
    rows = store.select(SOURCE_TEXTS_QUERY).rows
    return documents_from({name: term.value for name, term in row.items()} for row in rows)
