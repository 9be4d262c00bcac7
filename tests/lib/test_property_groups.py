"""Every property of the graph has its group, and only one."""

from __future__ import annotations

from m4sd_graph.property_groups import GROUPS, places
from m4sd_graph.release import Release


def test_every_property_of_the_release_has_a_group(release: Release) -> None:
    rows = release.open_store().select("SELECT DISTINCT ?p WHERE { ?s ?p ?o }").rows
    assert rows
    assert sorted({row["p"].value for row in rows} - set(places())) == []


def test_no_property_stands_in_two_groups() -> None:
    named = [f"{ns}{name}" for group in GROUPS.values() for ns, names in group.items() for name in names]
    assert sorted(named) == sorted(set(named))
    assert len(places()) == len(named)
