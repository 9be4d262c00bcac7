"""Catalogues to test with: of the workspace, of the invented world with three releases, and of nothing but values."""

from __future__ import annotations

from pathlib import Path

from m4sd_graph.collections import COLLECTIONS
from m4sd_graph.dcat.catalogue import Catalogue
from m4sd_graph.dcat.coverage import coverage_of
from m4sd_graph.dcat.editions import editions_of
from m4sd_graph.dcat.model import Contents, Country, Coverage, Edition, File, Site, Table
from m4sd_graph.history import open_history
from m4sd_graph.namespaces import ID
from m4sd_graph.release import open_release
from m4sd_graph.workspace import Workspace
from tests.lib import worlds

SITE = Site("http://127.0.0.1:8000", "https://example.org/contact")
TABLES = {name: Table(one.title, one.description) for name, one in COLLECTIONS.items()}
FILES = (File("m4sd.nq", 100, "ab" * 32), File("m4sd.nq.gz", 10, "cd" * 32), File("tables/policies.csv", 5, "ef" * 32))
KYRGYZSTAN = Country(f"{ID}country/kyrgyzstan", "KGZ", {"en": "Kyrgyzstan", "fr": "Kirghizistan"})


def catalogue_of(releases: Path) -> Catalogue:
    """The catalogue of a folder of releases."""
    release = open_release(releases)
    coverage = coverage_of(release.open_store(), release.manifest)
    return Catalogue(Contents(SITE, editions_of(open_history(releases)), coverage, TABLES))


def world_with_three_releases(workspace: Workspace, releases: Path) -> Path:
    """The folder ``releases`` with three publications of the invented world."""
    for found in (worlds.first, worlds.second, worlds.third):
        worlds.publish(workspace, releases, found(workspace))
    return releases


def edition(number: int, files: tuple[File, ...] = FILES) -> Edition:
    """The edition of a day."""
    version = f"0.{number}.0+{number:08x}"
    return Edition(version, f"https://w3id.org/m4sd/release/{version}", f"2026-01-{number:02}T00:00:00.000Z", "", files)


def made(*numbers: int, coverage: Coverage | None = None) -> Catalogue:
    """A catalogue of editions by number, newest first."""
    told = coverage or Coverage((KYRGYZSTAN,), ("en", "fr"), "2016-01-01", "2040-12-31")
    return Catalogue(Contents(SITE, tuple(edition(n) for n in numbers), told, TABLES))
