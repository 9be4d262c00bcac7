"""Proposals in an invented country whose effect can be counted by hand; rules and shapes are the real ones."""

from __future__ import annotations

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.namespace import SH

from m4sd_graph.catalog import load_catalog
from m4sd_graph.coherence.changes import Changes, apply, curated, read_changes
from m4sd_graph.coherence.differences import LinkChange
from m4sd_graph.coherence.matrix import Frame, cells_of
from m4sd_graph.coherence.scope import Scope
from m4sd_graph.coherence.whatif import Base, Outcome, base_of, what_if
from m4sd_graph.errors import ChangesError, StoreError
from m4sd_graph.load import load_shapes
from m4sd_graph.workspace import Workspace
from tests.lib.coherence.ferryland import ASSERTED, GCM, ID, PLAN, SDG, STRENGTH, ferryland_inferred

SHAPES = rdflib.Namespace("https://w3id.org/m4sd/shapes#")
KEPT = {SHAPES.AssertedLink, SHAPES.TypeFacet, SHAPES.Derivation}
RULES = load_catalog().of_kind("rules")
BOTH = Frame(columns="target")
LINKS = """
PREFIX cf: <https://w3id.org/m4sd/vocab/confidence/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX lt: <https://w3id.org/m4sd/vocab/link-type/>
PREFIX m4sd: <https://w3id.org/m4sd/ontology#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rs: <https://w3id.org/m4sd/vocab/review-status/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
BASE <https://w3id.org/m4sd/id/>
"""


def link(name: str, source: str, target: str, grade: int = 2, kind: str = "provides-for") -> str:
    return (
        f"<link/{name}> a m4sd:AssertedLink ; m4sd:linkSource <{source}> ; m4sd:linkType lt:{kind} ;"
        f" m4sd:linkTarget <{target}> ; m4sd:grade {grade} ; m4sd:confidence cf:medium ;"
        " m4sd:reviewStatus rs:unreviewed ; m4sd:pathLength 1 ."
    )


def proposal(added: str, removed: str = "") -> Changes:
    return read_changes((LINKS + added).encode(), (LINKS + removed).encode())


@pytest.fixture(scope="module")
def base(workspace: Workspace) -> Base:
    return base_of(ferryland_inferred(), RULES, shapes_of(workspace))


def shapes_of(workspace: Workspace) -> rdflib.Graph:
    """Of the shapes those that the invented country, which has no ontology and no code lists, can keep."""
    shapes = load_shapes(workspace)
    for target in (SH.targetClass, SH.targetNode, SH.targetSubjectsOf):
        for shape in set(shapes.subjects(target)) - KEPT:
            shapes.remove((shape, target, None))
    return shapes


def links(outcome: Outcome, change: str) -> list[tuple[str, str, str]]:
    assert outcome.effect is not None
    found: list[tuple[str, str, str]] = []
    for one in outcome.effect.differences.links:
        step = one.second or one.first
        assert step is not None
        if one.change == change:
            found.append((step.source, step.type, step.target))
    return found


def change_of(outcome: Outcome, source: str, target: str) -> LinkChange:
    assert outcome.effect is not None
    return next(
        one
        for one in outcome.effect.differences.links
        for step in (one.second or one.first,)
        if step and (step.source, step.target) == (source, target)
    )


def test_an_empty_proposal_changes_nothing(base: Base) -> None:
    outcome = what_if(base, Changes())
    assert outcome.effect is not None
    assert outcome.effect.nothing
    assert not outcome.report.findings
    assert outcome.added == outcome.known == outcome.removed == ()


def test_a_new_link_leads_on_through_the_crosswalk(base: Base) -> None:
    """The plan provided for 17.14 through the finding; with a link of its own it does so twice, and to goal 17."""
    outcome = what_if(base, proposal(link("plan--19-b", PLAN, f"{GCM}19/b", 3)), frame=BOTH)
    assert outcome.report.conforms
    assert set(links(outcome, "gained")) == {
        (PLAN, "provides-for", f"{GCM}19/b"),
        (PLAN, "provides-for", f"{SDG}17.14"),
        (PLAN, "provides-for", f"{SDG}17"),
    }
    assert not links(outcome, "lost")
    effect = outcome.effect
    assert effect is not None
    (cell,) = effect.differences.cells
    assert (cell.change, cell.column.notation, cell.facets) == ("changed", "17.14", ())
    assert cell.first is not None
    assert cell.second is not None
    assert set(cell.second.links) - set(cell.first.links) <= set(effect.hypothetical)
    assert len(effect.hypothetical) == 3


def test_a_new_gap_contests_what_is_covered(base: Base) -> None:
    gap = (
        "<finding/f3> a m4sd:Finding ; m4sd:valence <https://w3id.org/m4sd/vocab/valence/gap> ;"
        f" skos:prefLabel 'Rotten piers'@en . {link('f3', f'{ID}finding/f3', f'{GCM}19/b', 2, 'gap-in')}"
    )
    outcome = what_if(base, proposal(gap), Scope(), Frame("finding", "target"), anyway=True)
    effect = outcome.effect
    assert effect is not None
    (member,) = (one for one in effect.differences.members if one.change != "same")
    assert (member.item.notation, member.change) == ("17.14", "contested")
    assert (member.first_status, member.second_status) == ("covered", "contested")
    figures = {one.figure: one for one in effect.differences.figures}
    assert figures["contested"].second_only == (f"{SDG}17.14",)
    assert figures["coverage"].first == figures["coverage"].second
    assert ("findings", (f"{ID}finding/f3",)) in {(one.of, one.key) for one in effect.gaps}


def test_what_falls_with_a_removed_link(base: Base) -> None:
    gone = f"<{ASSERTED}> m4sd:linkTarget <{GCM}19/b> ."
    instead = f"<{ASSERTED}> m4sd:linkTarget <{SDG}17.17> ."
    outcome = what_if(base, proposal(instead, gone), frame=BOTH, anyway=True)
    assert (PLAN, "provides-for", f"{SDG}17.14") in links(outcome, "lost")
    assert (PLAN, "provides-for", f"{SDG}17.17") in links(outcome, "gained")
    effect = outcome.effect
    assert effect is not None
    assert [(one.column.notation, one.change) for one in effect.differences.cells] == [
        ("17.14", "lost"),
        ("17.17", "gained"),
    ]
    assert ASSERTED in effect.hypothetical


def test_a_lower_grade_is_a_change_of_the_link(base: Base) -> None:
    outcome = what_if(
        base,
        proposal(f"<{ASSERTED}> m4sd:grade 1 .", f"<{ASSERTED}> m4sd:grade 3 ."),
        frame=BOTH,
    )
    changed = change_of(outcome, STRENGTH, f"{GCM}19/b")
    assert changed.change == "changed"
    assert changed.first is not None
    assert changed.second is not None
    assert (changed.first.grade, changed.second.grade) == (3, 1)
    effect = outcome.effect
    assert effect is not None
    (cell,) = effect.differences.cells
    assert (cell.change, cell.facets) == ("changed", ("grade",))
    (lost,) = (one for one in effect.differences.members if one.change != "same")
    assert (lost.change, lost.second_status) == ("lost", "silent")


def test_no_evidence_is_asked_of_a_proposal_unless_strictly(base: Base) -> None:
    proposed = proposal(link("plan--19-b", PLAN, f"{GCM}19/b"))
    report = what_if(base, proposed).report
    assert [finding.severity for finding in report.findings] == ["Info"]
    assert "before a release" in report.findings[0].message["en"]
    strict = what_if(base, proposed, strict=True)
    assert not strict.report.conforms
    assert strict.effect is None
    assert strict.after is None


def test_evidence_is_asked_of_what_stands_without_the_proposal(base: Base) -> None:
    gone = f"<{ASSERTED}> m4sd:hasEvidence <evidence/e1> ."
    found = what_if(base, proposal("", gone)).report.findings
    assert ("Violation", ASSERTED) in {(one.severity, one.record) for one in found}


@pytest.mark.parametrize(
    ("text", "record", "told"),
    [
        (link("x", PLAN, f"{GCM}19/b", 2, "gap-in"), f"{ID}link/x", "gap"),
        (link("x", PLAN, f"{GCM}19/b", 2, "mentions"), f"{ID}link/x", "grade"),
        (link("x", PLAN, f"{GCM}19/b").replace("Length 1", "Length 2"), f"{ID}link/x", "direct"),
    ],
)
def test_a_broken_shape_is_told_and_the_effect_is_not(base: Base, text: str, record: str, told: str) -> None:
    outcome = what_if(base, proposal(text))
    assert outcome.effect is None
    violations = [finding for finding in outcome.report.findings if finding.severity == "Violation"]
    assert violations
    assert {finding.record for finding in violations} == {record}
    assert all(finding.file == "proposal" for finding in violations)
    assert all({"en", "fr"} <= set(finding.message) for finding in violations)
    assert any(told in finding.message["en"] + finding.why["en"] for finding in violations)


def test_what_the_tables_cannot_hold_is_told(base: Base) -> None:
    text = link("x", PLAN, f"{GCM}19/b").replace("m4sd:grade 2", 'm4sd:grade "two"')
    with pytest.raises(StoreError, match="two"):
        what_if(base, proposal(text), anyway=True)
    text = link("x", PLAN, f"{GCM}19/b").replace("m4sd:grade 2", "m4sd:grade 1000")
    with pytest.raises(StoreError, match="1000"):
        what_if(base, proposal(text), anyway=True)


def test_a_proposal_from_which_too_much_follows_is_refused(base: Base) -> None:
    """Each of 100 measures may respond to each of 60 gaps: every one is a link of ten statements."""
    gaps = (
        f"<finding/g{n}> a m4sd:Finding ; m4sd:valence <https://w3id.org/m4sd/vocab/valence/gap> ;"
        f" prov:wasGeneratedBy <assessment/a> . {link(f'g{n}', f'{ID}finding/g{n}', f'{GCM}19/b', 2, 'gap-in')}"
        for n in range(60)
    )
    measures = (
        f"<project/p{n}> a m4sd:Project ; m4sd:jurisdiction <country/ferryland> ; dcterms:temporal <period/p> ."
        f" {link(f'p{n}', f'{ID}project/p{n}', f'{GCM}19/b')}"
        for n in range(100)
    )
    assessed = "<assessment/a> dcterms:temporal <period/p> ."
    with pytest.raises(ChangesError, match="more than can be looked at"):
        what_if(base, proposal(" ".join((assessed, *gaps, *measures))))


def test_a_removal_of_nothing_is_refused(base: Base) -> None:
    with pytest.raises(ChangesError, match="not in the graph"):
        what_if(base, proposal("", f"<{ASSERTED}> m4sd:grade 1 ."))


def test_back_and_forth_is_nothing(base: Base, workspace: Workspace) -> None:
    """What a proposal brings is lost again when it is taken away from the graph that has it."""
    added = proposal(link("plan--19-b", PLAN, f"{GCM}19/b", 3))
    there = what_if(base, added, frame=BOTH)
    with_it = base_of(apply(curated(base.dataset), added).dataset, RULES, shapes_of(workspace))
    back = what_if(with_it, Changes(removals=added.additions), frame=BOTH, anyway=True)
    assert links(back, "lost") == links(there, "gained")
    assert back.after is not None
    assert back.after.frame.equals(base.claims.frame)


targets = st.sampled_from([f"{GCM}19/b", f"{SDG}17.14", f"{SDG}17.17"])
proposed = st.lists(st.tuples(targets, st.integers(1, 3)), min_size=1, max_size=3, unique_by=lambda one: one[0])


@given(proposed)
@settings(max_examples=10, deadline=None)
def test_more_supporting_links_never_lower_a_cell(base: Base, given_links: list[tuple[str, int]]) -> None:
    text = " ".join(link(f"x{n}", PLAN, target, grade) for n, (target, grade) in enumerate(given_links))
    outcome = what_if(base, proposal(text), frame=BOTH, anyway=True)
    assert outcome.after is not None
    options = Scope().options
    before = {(cell.row, cell.column): cell for cell in cells_of(base.claims, BOTH, options)}
    after = {(cell.row, cell.column): cell for cell in cells_of(outcome.after, BOTH, options)}
    assert all(after[key].grade >= cell.grade for key, cell in before.items())
    assert not links(outcome, "lost")
    assert outcome.effect is not None
    assert all(one.change in ("gained", "changed", "same") for one in outcome.effect.differences.members)
