"""A build loads, derives, validates, times each step, and lets nothing invalid through."""

from __future__ import annotations

import pytest

from m4sd_graph.build import Timings, build, require_valid
from m4sd_graph.catalog import load_catalog
from m4sd_graph.errors import TurtleError, ValidationFailedError
from m4sd_graph.namespaces import GRAPH
from m4sd_graph.workspace import Workspace
from tests.lib.support import write


def test_a_build_holds_curated_and_derived_graphs(tiny: Workspace) -> None:
    built = build(tiny)
    rules = {f"{GRAPH}rule/{rule.id}" for rule in load_catalog().of_kind("rules")}
    assert set(built.dataset.graphs) == {f"{GRAPH}country/tst", f"{GRAPH}ontology"} | rules
    assert built.report.conforms
    assert require_valid(built) is built


def test_each_step_is_announced_and_timed(tiny: Workspace) -> None:
    announced: list[str] = []
    clock = Timings(progress=announced.append)
    build(tiny, clock)
    assert announced == list(clock.seconds) == ["load", "derive", "validate"]
    assert all(seconds > 0 for seconds in clock.seconds.values())


@pytest.mark.parametrize(("count", "text"), [(1, "1 violation; nothing"), (2, "2 violations; nothing")])
def test_violations_stand_in_the_way(tiny: Workspace, count: int, text: str) -> None:
    for number in range(count):
        write(tiny.root, f"data/international/{number}.ttl", f'ex:n{number} a skos:Concept ; skos:notation "2" .')
    built = build(tiny)
    with pytest.raises(ValidationFailedError, match=text) as caught:
        require_valid(built)
    assert caught.value.exit_code == 1
    assert "m4sd validate" in str(caught.value)


def test_a_warning_is_counted_and_lets_the_build_through(tiny: Workspace) -> None:
    write(tiny.root, "data/international/a.ttl", 'ex:a a skos:Concept ; skos:prefLabel "A"@en .')
    assert require_valid(build(tiny)).report.counts() == {"Violation": 0, "Warning": 1, "Info": 0}


def test_a_file_that_does_not_parse_stops_the_build_at_once(tiny: Workspace) -> None:
    write(tiny.root, "data/international/open.ttl", "ex:a ex:b ")
    clock = Timings()
    with pytest.raises(TurtleError, match=r"data/international/open\.ttl:\d+:\d+"):
        build(tiny, clock)
    assert clock.seconds == {}
