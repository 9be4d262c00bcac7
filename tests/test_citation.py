"""CITATION.cff is what version 1.2.0 of the format takes, and says what the release and the catalogue say."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from m4sd_graph.dcat.resources import GRAPH
from m4sd_graph.dcat.words import PUBLISHER
from m4sd_graph.namespaces import BASE
from m4sd_graph.release import Release
from m4sd_graph.workspace import Workspace

ROOT = Path(__file__).resolve().parents[1]
REQUIRED = {"authors", "cff-version", "message", "title"}
KNOWN = REQUIRED | {
    *("abstract", "commit", "contact", "date-released", "doi", "identifiers", "keywords", "license", "license-url"),
    *(
        "preferred-citation",
        "references",
        "repository",
        "repository-artifact",
        "repository-code",
        "type",
        "url",
        "version",
    ),
}
ENTITY = {
    *("name", "address", "alias", "city", "country", "date-end", "date-start", "email", "fax", "location", "orcid"),
    *("post-code", "region", "tel", "website"),
}
IDENTIFIERS = {"doi", "url", "swh", "other"}


def citation() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    return found


def test_the_format_takes_it() -> None:
    found = citation()
    assert found.keys() >= REQUIRED
    assert found.keys() <= KNOWN
    assert found["cff-version"] == "1.2.0"
    assert found["type"] in ("software", "dataset")
    assert all("name" in author and author.keys() <= ENTITY for author in found["authors"])
    assert all(one["type"] in IDENTIFIERS and one["value"] for one in found["identifiers"])
    assert all(isinstance(one, str) for one in (*found["keywords"], *found["license"]))
    assert isinstance(found["date-released"], date)


def test_it_names_an_organisation_and_nobody_by_name() -> None:
    assert citation()["authors"] == [{"name": PUBLISHER["en"]}]
    assert "@" not in re.sub(r"https?://\S+", "", (ROOT / "CITATION.cff").read_text(encoding="utf-8"))


def test_it_says_what_the_release_says(workspace: Workspace, release: Release) -> None:
    found = citation()
    assert found["version"] == workspace.version
    assert found["date-released"].isoformat() == release.manifest["modified"]


def test_it_leads_to_the_graph_and_the_catalogue() -> None:
    found = citation()
    assert found["url"] == BASE
    assert [one["value"] for one in found["identifiers"]] == [GRAPH]
    for licence in found["license"]:
        assert licence in ("Apache-2.0", "CC-BY-4.0")
