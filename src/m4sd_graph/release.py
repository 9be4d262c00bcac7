"""A release is an immutable folder: dumps, ontology, shapes, queries, report, and a manifest with every digest.

``<releases>/<version>+<8 hex digits of the digest of all its files>/`` is written beside its final name, then renamed;
``<releases>/current`` names the release that is served and is replaced in one step. So an interrupted build leaves the
earlier release untouched, and the same inputs give the same folder, byte for byte. Files that compress well lie there
compressed too; the version does not depend on those copies.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from m4sd_graph.canonical import digest
from m4sd_graph.errors import ReleaseError
from m4sd_graph.guard import Limits
from m4sd_graph.publication import CURRENT as CURRENT
from m4sd_graph.publication import NQUADS as NQUADS
from m4sd_graph.publication import current
from m4sd_graph.store.local import LocalStore
from m4sd_graph.workspace import releases_folder

MANIFEST = "manifest.json"
MANIFEST_KEYS = ("version", "quads", "counts", "report", "prefixes", "files")


@dataclass(frozen=True, slots=True)
class Release:
    """A release folder and its manifest."""

    folder: Path
    manifest: Mapping[str, Any]

    @property
    def version(self) -> str:
        """The release's name, such as ``0.1.0+1a2b3c4d``."""
        return str(self.manifest["version"])

    def open_store(self, limits: Limits | None = None) -> LocalStore:
        """Load the release into an embedded store; raise ReleaseError when the dump is not the manifest's."""
        dump = self.folder / NQUADS
        if not dump.is_file() or digest(dump.read_bytes()) != self.manifest["files"].get(NQUADS):
            raise ReleaseError(
                "the dump is not the one in the manifest.",
                place=str(dump),
                remedy="Run `m4sd build`, which replaces a damaged release.",
            )
        return LocalStore.from_nquads(dump, self.manifest["prefixes"], limits)


def open_release(releases: Path, version: str = CURRENT) -> Release:
    """Open a release by version, or the current one; raise ReleaseError that says what to do."""
    releases = releases_folder(releases)
    if version == CURRENT:
        pointed = current(releases)
        if pointed is None:
            raise ReleaseError("no release here.", place=str(releases), remedy="Run `m4sd build`.")
        version = pointed
    folder = releases / version
    return Release(folder, _read_manifest(folder))


def _read_manifest(folder: Path) -> Mapping[str, Any]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ReleaseError(f"no readable manifest: {error}.", place=str(folder), remedy="Run `m4sd build`.") from error
    missing = [key for key in MANIFEST_KEYS if not isinstance(manifest, dict) or key not in manifest]
    if missing:
        raise ReleaseError(f"the manifest lacks {', '.join(missing)}.", place=str(folder), remedy="Run `m4sd build`.")
    return dict(manifest)


def verify_release(release: Release) -> list[str]:
    """Return one line per file whose digest is not the manifest's, and per missing or extra file."""
    listed: Mapping[str, str] = release.manifest["files"]
    found = {name: path for name, path in files_of(release.folder) if name != MANIFEST}
    wrong = [f"{name}: missing" for name in sorted(set(listed) - set(found))]
    wrong += [f"{name}: not in the manifest" for name in sorted(set(found) - set(listed))]
    wrong += [
        f"{n}: digest differs" for n in sorted(set(listed) & set(found)) if digest(found[n].read_bytes()) != listed[n]
    ]
    return wrong


def files_of(folder: Path) -> Iterator[tuple[str, Path]]:
    """The files of a release folder with their names in the manifest, in a fixed order."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path
