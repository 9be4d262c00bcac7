"""What the catalogue is made from: releases of a folder, and what the graph covers."""

from __future__ import annotations

from pathlib import Path

import pytest

from m4sd_graph.canonical import digest
from m4sd_graph.dcat.coverage import coverage_of
from m4sd_graph.dcat.editions import editions_of
from m4sd_graph.dcat.markup import schema_dataset
from m4sd_graph.history import open_history
from m4sd_graph.release import Release
from m4sd_graph.workspace import Workspace
from tests.lib.dcat.catalogues import edition, made, world_with_three_releases


@pytest.fixture(scope="module")
def releases(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return world_with_three_releases(workspace, tmp_path_factory.mktemp("world") / "releases")


def test_editions_are_the_releases_with_the_newest_first(releases: Path) -> None:
    history = open_history(releases)
    found = editions_of(history)
    assert [one.version for one in found] == list(reversed(history.versions()))
    assert [one.published for one in found] == [history.published(one.version) for one in found]


def test_files_have_their_size_and_digest(releases: Path) -> None:
    for one in editions_of(open_history(releases)):
        assert {"m4sd.nq", "m4sd.nq.gz", "m4sd.trig", "m4sd.ttl", "m4sd.jsonld"} <= {file.name for file in one.files}
        for file in one.files:
            content = (releases / one.version / "dumps" / file.name).read_bytes()
            assert (file.size, f"sha256:{file.sha256}") == (len(content), digest(content))


def test_keys_of_files_name_one_each(releases: Path) -> None:
    for one in editions_of(open_history(releases)):
        keys = [file.key for file in one.files]
        assert len(set(keys)) == len(keys)
        assert all("." not in key for key in keys)


def test_coverage_is_what_the_manifest_and_the_graph_say(release: Release) -> None:
    found = coverage_of(release.open_store(), release.manifest)
    assert {place.code: place.names["fr"] for place in found.countries}["KGZ"] == "Kirghizistan"
    assert all(place.iri.startswith("https://w3id.org/m4sd/id/country/") for place in found.countries)
    assert found.languages == ("en", "fr")
    assert found.start < found.end


def test_a_graph_without_countries_or_periods_covers_nothing(releases: Path) -> None:
    release = open_history(releases).release("latest")
    found = coverage_of(
        release.open_store(), {"counts": {"triples_by_graph": {}, "labelled_things_by_language": {"all": 1}}}
    )
    assert (found.countries, found.languages) == ((), ())


def test_markup_is_that_of_the_release_or_of_the_graph() -> None:
    contents = made(2, 1).contents
    whole, old = schema_dataset(contents, "en"), schema_dataset(contents, "fr", edition(1))
    assert whole["@type"] == "Dataset"
    assert (whole["@id"], whole["version"]) == ("https://w3id.org/m4sd/dataset/m4sd", edition(2).version)
    assert (old["@id"], old["version"]) == (edition(1).iri, edition(1).version)
    assert old["name"].startswith("Politiques")
    assert whole["temporalCoverage"] == "2016-01-01/2040-12-31"
    assert [way["sha256"][:2] for way in whole["distribution"]] == ["ab", "cd", "ef"]
    assert whole["distribution"][1]["encodingFormat"] == "application/gzip"
