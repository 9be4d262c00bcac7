"""What can be downloaded of a release: every file of its manifest by a short name, with type, size and digest."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from m4sd_graph.canonical import digest as digest_of
from m4sd_graph.dumps import DUMPS, ENCODINGS, is_copy
from m4sd_graph.errors import NotFoundError, ReleaseError
from m4sd_graph.release import MANIFEST, Release

MEDIA_TYPES: Mapping[str, str] = {
    "nq": "application/n-quads",
    "trig": "application/trig",
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "csv": "text/csv",
    "json": "application/json",
    "html": "text/html",
    "rq": "application/sparql-query",
    "gz": "application/gzip",
    "zst": "application/zstd",
}
OTHER = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Copy:
    """One way in which a file lies there: as it is (``encoding`` "") or compressed; ``size`` in bytes."""

    encoding: str
    path: Path
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Download:
    """A file by its name below ``/releases/<version>/``; ``copies`` by their name in Content-Encoding, "" first."""

    name: str
    media_type: str
    copies: Mapping[str, Copy] = field(repr=False)

    @property
    def size(self) -> int:
        """Bytes of the file as it is."""
        return self.copies[""].size

    @property
    def digest(self) -> str:
        """``sha256:<hex>`` of the file as it is."""
        return self.copies[""].digest


def downloads(release: Release) -> tuple[Download, ...]:
    """The dataset and its tables, in the order of their names; what else the manifest lists is had by name."""
    names = [key for key in release.manifest["files"] if key.startswith(f"{DUMPS}/") and not is_copy(key)]
    found = (_download(release, key) for key in names)
    return tuple(sorted(found, key=lambda one: ("/" in one.name, one.name)))


def download(release: Release, name: str) -> Download:
    """The file ``name`` of a release: the manifest, or a file that it lists; raise NotFoundError with the nearest."""
    files = release.manifest["files"]
    key = next((key for key in (f"{DUMPS}/{name}", name) if key in files), None)
    if name != MANIFEST and (key is None or name.startswith(f"{DUMPS}/")):
        known = [one.removeprefix(f"{DUMPS}/") for one in files]
        raise NotFoundError(
            "the release has no such file.",
            place=f"{release.version}, file {name[:200]}",
            remedy=f"See {MANIFEST} for all.",
            nearest=difflib.get_close_matches(name[:200], known, 3, 0.5),
        )
    return _download(release, key or MANIFEST)


def _download(release: Release, key: str) -> Download:
    files: Mapping[str, str] = release.manifest["files"]
    copies = {"": _copy(release, key, "", files.get(key, ""))}
    for ending, (encoding, _) in ENCODINGS.items():
        if f"{key}.{ending}" in files:
            copies[encoding] = _copy(release, f"{key}.{ending}", encoding, files[f"{key}.{ending}"])
    name = key.removeprefix(f"{DUMPS}/")
    return Download(name, MEDIA_TYPES.get(name.rpartition(".")[2], OTHER), copies)


def _copy(release: Release, key: str, encoding: str, digest: str) -> Copy:
    path = release.folder / key
    try:
        size = path.stat().st_size
    except OSError as error:
        raise ReleaseError("a file of the release is missing.", place=str(path), remedy="Run `m4sd build`.") from error
    # The manifest does not list itself.
    return Copy(encoding, path, size, digest or digest_of(path.read_bytes()))
