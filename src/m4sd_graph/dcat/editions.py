"""The releases of a folder as the catalogue lists them."""

from __future__ import annotations

from collections.abc import Iterator

from m4sd_graph.dcat.model import GZIP, TABLES, Edition, File
from m4sd_graph.dcat.terms import FILE_TYPES
from m4sd_graph.downloads import downloads
from m4sd_graph.history import History
from m4sd_graph.namespaces import BASE
from m4sd_graph.release import Release


def editions_of(history: History, *versions: str) -> tuple[Edition, ...]:
    """The named releases of ``history`` in that order, or else every one, newest first; each with its files."""
    return tuple(
        _edition(history.release(version), history.published(version))
        for version in versions or reversed(history.versions())
    )


def _edition(release: Release, published: str) -> Edition:
    modified = str(release.manifest.get("modified", ""))
    return Edition(release.version, f"{BASE}release/{release.version}", published, modified, tuple(_files(release)))


def _files(release: Release) -> Iterator[File]:
    """The whole graph in each form, also compressed, and the tables; the named graphs one by one are not listed."""
    for download in downloads(release):
        table = download.name.startswith(TABLES)
        if "/" in download.name.removeprefix(TABLES) or download.name.rpartition(".")[2] not in FILE_TYPES:
            continue
        yield File(download.name, download.size, _hexadecimal(download.digest))
        packed = download.copies.get("gzip")
        if packed and not table:
            yield File(download.name + GZIP, packed.size, _hexadecimal(packed.digest))


def _hexadecimal(digest: str) -> str:
    return digest.removeprefix("sha256:")
