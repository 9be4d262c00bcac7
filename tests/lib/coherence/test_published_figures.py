"""The figures that the method publishes, from the project's graph; each is a count with its list."""

from __future__ import annotations

import pytest

from m4sd_graph.catalog import load_catalog
from m4sd_graph.coherence.claims import Claims, Options, claims_of
from m4sd_graph.coherence.conflicts import conflicts
from m4sd_graph.coherence.delivery import gap_response, vertical
from m4sd_graph.coherence.measures import MEASURES
from m4sd_graph.coherence.references import NAMES, reference_set
from m4sd_graph.coherence.robustness import Robustness, robustness
from m4sd_graph.coherence.scope import Scope, reach_of
from m4sd_graph.coherence.shares import Share
from m4sd_graph.coherence.sharing import fragmentation
from m4sd_graph.coherence.status import by_status, coverage
from m4sd_graph.coherence.tables import load_tables
from m4sd_graph.coherence.timing import time_fits
from m4sd_graph.namespaces import ID
from m4sd_graph.release import Release
from m4sd_graph.workspace import Workspace

FINDINGS = Scope(reference="gcm", sources="finding")
COVERED = "1.5 3.8 5.2 5.5 8.5 8.7 8.8 8.10 10.3 10.4 10.7 13.1 16.2 16.7 16.b 17.14 17.16 17.18"
CONTESTED = "1.5 5.2 5.5 8.5 13.1 17.16 17.18"
PROFILE = f"{ID}document/mgi-kyrgyzstan-second-profile"
CONCEPT = f"{ID}instrument/kg-migration-policy-concept-2021-2030"


@pytest.fixture(scope="module")
def claims(release: Release) -> Claims:
    return claims_of(load_tables(release.open_store(), load_catalog()))


def codes(claims: Claims, share: Share) -> str:
    return " ".join(claims.tables.notations[iri] for iri in share.counted)


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("sdg-crosswalk", 33),
        ("sdg-crosswalk-specific", 32),
        ("sdg", 169),
        ("goals", 17),
        ("gcm", 23),
        ("gcm-commitments", 23),
        ("gcm-actions", 210),
    ],
)
def test_reference_sets(claims: Claims, name: str, size: int) -> None:
    assert len(reference_set(claims.tables, name).members) == size


def test_status_lists_of_the_objectives_by_findings(claims: Claims) -> None:
    statuses = by_status(claims, FINDINGS)
    assert codes(claims, coverage(claims, FINDINGS).with_derived) == "1 2 5 6 10 11 15 16 17 19 20 22 23"
    assert codes(claims, statuses["contested"]) == "1 2 5 16 22 23"
    assert codes(claims, statuses["evidenced gap"]) == "7 8 18 21"
    assert codes(claims, statuses["silent"]) == "3 4 9 12 13 14"


def test_by_all_sources_a_project_covers_objective_7_too(claims: Claims) -> None:
    statuses = by_status(claims, Scope(reference="gcm"))
    assert codes(claims, statuses["contested"]) == "1 2 5 7 16 22 23"
    assert codes(claims, statuses["evidenced gap"]) == "8 18 21"


def test_targets_by_actions(claims: Claims) -> None:
    statuses = by_status(claims, Scope())
    pair = coverage(claims, Scope())
    assert (codes(claims, pair.asserted), pair.asserted.denominator) == ("10.7", 33)
    assert codes(claims, pair.with_derived) == COVERED
    assert codes(claims, statuses["contested"]) == CONTESTED
    assert codes(claims, statuses["evidenced gap"]) == "1.3 4.4"
    assert statuses["silent"].numerator == 13


def test_targets_by_actions_without_the_target_that_everything_serves(claims: Claims) -> None:
    assert str(coverage(claims, Scope(reference="sdg-crosswalk-specific")).with_derived) == "17/32"


def test_targets_by_whole_objectives(claims: Claims) -> None:
    for scope in (Scope(chaining="objective"), Scope(chaining="objective", sources="finding")):
        assert str(coverage(claims, scope).with_derived) == "28/33"


def test_the_same_targets_by_findings_alone(claims: Claims) -> None:
    pair = coverage(claims, Scope(sources="finding"))
    assert codes(claims, pair.with_derived) == COVERED
    assert pair.asserted.numerator == 0


def robust(claims: Claims, scope: Scope, name: str) -> Robustness:
    return next(one for one in robustness(claims, scope) if one.figure == name)


def test_robustness_of_coverage(claims: Claims) -> None:
    found = robust(claims, Scope(), "coverage")
    assert (str(found.base), str(found.asserted_only), str(found.crosswalk_3)) == ("18/33", "1/33", "10/33")
    assert codes(claims, found.crosswalk_3) == "5.2 8.7 8.8 10.3 10.7 16.2 16.b 17.14 17.16 17.18"
    assert found.lowest == (PROFILE,)
    assert codes(claims, found.without[PROFILE]) == "5.2"
    assert {str(share) for document, share in found.without.items() if document != PROFILE} == {"18/33"}


def test_the_objectives_rest_on_one_document(claims: Claims) -> None:
    found = robust(claims, FINDINGS, "coverage")
    assert (str(found.base), str(found.asserted_only), str(found.without[PROFILE])) == ("13/23", "13/23", "0/23")


def test_measures_of_the_country(claims: Claims) -> None:
    here = frozenset({f"{ID}country/kyrgyzstan"})
    found = reach_of(claims, Scope(countries=here))
    assert codes(claims, fragmentation(found)) == "5.2 8.7 10.7 16.2"
    assert conflicts(found).assessed == 0
    assert str(vertical(found).national) == "9/33"
    response = gap_response(claims, Scope(countries=here))
    assert (str(response.reviewed), str(response.with_candidates)) == ("0/11", "5/11")


def test_the_action_plan_covers_four_years_of_ten(claims: Claims) -> None:
    fits = [fit for fit in time_fits(claims.tables) if fit.instrument == CONCEPT]
    assert [(fit.covered, fit.days) for fit in fits] == [(1461, 3652), (1826, 3652), (3287, 3652)]
    assert fits[0].uncovered_years == (2021, 2026, 2027, 2028, 2029, 2030)
    assert fits[2].uncovered_years == (2021,)


def test_reviewed_only_leaves_nothing_while_no_person_has_reviewed(claims: Claims) -> None:
    assert coverage(claims, Scope(options=Options(reviewed_only=True))).with_derived.numerator == 0


def test_the_method_page_names_what_the_library_computes(workspace: Workspace) -> None:
    page = (workspace.root / "docs/coherence.md").read_text(encoding="utf-8")
    for name, one in MEASURES.items():
        assert f"### {one.title['en']} (`{name}`)\n\n`{one.formula}`\n" in page
        assert f"Source: {one.source}. Trust: {one.trust}." in page
    assert all(f"| `{name}` |" in page for name in NAMES)
    assert COVERED in page
