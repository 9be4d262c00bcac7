"""The releases of a folder in the order in which they were published, and what is left of them."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from m4sd_graph.errors import NotFoundError, ReleaseError
from m4sd_graph.publication import Publication, publications, with_unrecorded
from m4sd_graph.release import MANIFEST, Release, open_release
from m4sd_graph.workspace import releases_folder

LATEST = "latest"
NEAREST = 3


@dataclass(frozen=True, slots=True)
class History:
    """The publications up to and with the one that is served, oldest first, in the folder ``releases``."""

    releases: Path
    publications: tuple[Publication, ...]

    @property
    def latest(self) -> Publication:
        """The last publication; there always is one."""
        return self.publications[-1]

    def versions(self) -> tuple[str, ...]:
        """Each version whose folder is still there once, ordered by its last publication."""
        last = dict.fromkeys(reversed([p.version for p in self.publications]))
        return tuple(v for v in reversed(last) if _kept(self.releases, v))

    def published(self, version: str) -> str:
        """When ``version`` was published last; "" for a release that never was."""
        return next((p.published for p in reversed(self.publications) if p.version == version), "")

    def release(self, name: str) -> Release:
        """The release ``name``, or the latest; raise NotFoundError with those that are known."""
        version = self.latest.version if name == LATEST else name
        known = self.versions()
        if version not in known:
            near = difflib.get_close_matches(version, known, NEAREST) or known[: -NEAREST - 1 : -1]
            raise NotFoundError(
                "there is no release of this version.",
                place=f"release {name}",
                remedy=f"Known: {', '.join(near)}; `/releases` lists all.",
                nearest=near,
            )
        return open_release(self.releases, version)


def open_history(folder: Path, served: str = "") -> History:
    """The history of a releases folder up to the last publication of ``served``; without it, all.

    A release that is served but was never published counts as published last, when its manifest was written. Raises
    ReleaseError where nothing was published.
    """
    folder = releases_folder(folder)
    found = publications(folder)
    if served and served not in (p.version for p in found):
        found = with_unrecorded(found, served, folder / served / MANIFEST)
    if not found:
        raise ReleaseError("no release here.", place=str(folder), remedy="Run `m4sd build`.")
    return History(folder, _until(found, served) if served else found)


def releases(folder: Path) -> tuple[Release, ...]:
    """Every published release whose folder is still there, once, in order of its last publication."""
    history = open_history(folder)
    return tuple(open_release(history.releases, version) for version in history.versions())


def _until(found: Sequence[Publication], version: str) -> tuple[Publication, ...]:
    last = max(i for i, p in enumerate(found) if p.version == version)
    return tuple(found[: last + 1])


def _kept(releases: Path, version: str) -> bool:
    return (releases / version / MANIFEST).is_file()
