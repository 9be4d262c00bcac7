"""Agreement between two roles, by hand-computed cases."""

from __future__ import annotations

import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from m4sd_graph.errors import PackageMissingError
from m4sd_graph.review.agreement import LEAST, Agreement, agreements
from m4sd_graph.review.record import Review

A, B = "policy-analyst", "statistician"
YES, NO = "accepted", "rejected"


def judged(pairs: list[tuple[str, str]]) -> dict[str, tuple[Review, ...]]:
    day = date(2026, 1, 1)
    return {
        f"link:{n:03}": (Review(f"link:{n:03}", A, one, day), Review(f"link:{n:03}", B, other, day))
        for n, (one, other) in enumerate(pairs)
    }


def only(pairs: list[tuple[str, str]], least: int = LEAST) -> Agreement:
    (found,) = agreements(judged(pairs), least)
    return found


def test_kappa_as_computed_by_hand() -> None:
    """Equal: 16 of 20 = 0.8. By chance: 15/20 · 13/20 + 5/20 · 7/20 = 0.575. (0.8 − 0.575) / (1 − 0.575) = 9/17."""
    found = only([(YES, YES)] * 12 + [(NO, NO)] * 4 + [(YES, NO)] * 3 + [(NO, YES)])
    assert (found.n, found.agreed) == (20, 16)
    assert found.table == {YES: {YES: 12, NO: 3}, NO: {YES: 1, NO: 4}}
    assert found.kappa == pytest.approx(9 / 17)
    assert found.differ == ("link:016", "link:017", "link:018", "link:019")


def test_full_agreement_on_both_decisions_is_one() -> None:
    assert only([(YES, YES)] * 10 + [(NO, NO)] * 10).kappa == pytest.approx(1)


def test_too_few_links_give_no_kappa_but_the_table() -> None:
    found = only([(YES, YES)] * 18 + [(NO, NO)])
    assert found.kappa is None
    assert found.reason == "fewer than 20 links judged by both"
    assert (found.n, found.agreed) == (19, 19)


def test_one_decision_throughout_leaves_nothing_to_compare() -> None:
    found = only([(YES, YES)] * 30)
    assert found.kappa is None
    assert "one and the same decision" in found.reason


def test_the_first_decision_counts_and_a_deferral_does_not() -> None:
    reviews = (
        Review("link:1", A, "deferred", date(2026, 1, 1)),
        Review("link:1", A, YES, date(2026, 1, 2)),
        Review("link:1", A, NO, date(2026, 1, 9)),
        Review("link:1", B, NO, date(2026, 1, 3)),
        Review("link:1", "legal-expert", "deferred", date(2026, 1, 3)),
    )
    (found,) = agreements({"link:1": reviews})
    assert found.roles == (A, B)
    assert found.differ == ("link:1",)


def test_roles_without_a_link_in_common_are_not_compared() -> None:
    day = date(2026, 1, 1)
    assert agreements({"l:1": (Review("l:1", A, YES, day),), "l:2": (Review("l:2", B, YES, day),)}) == ()


def test_without_scikit_learn_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn.metrics", None)
    with pytest.raises(PackageMissingError, match=r"m4sd-graph\[review\]"):
        only([(YES, NO)] * 20)


@given(st.lists(st.tuples(st.sampled_from([YES, NO]), st.sampled_from([YES, NO])), min_size=20, max_size=40))
def test_kappa_is_bounded_and_the_same_whatever_the_names_and_the_order(pairs: list[tuple[str, str]]) -> None:
    found, turned = only(pairs), only([(other, one) for one, other in reversed(pairs)])
    assert found.kappa is None or -1 <= found.kappa <= 1
    assert (found.kappa is None) == (turned.kappa is None)
    assert found.kappa is None or turned.kappa == pytest.approx(found.kappa)
    assert sum(count for row in found.table.values() for count in row.values()) == found.n
