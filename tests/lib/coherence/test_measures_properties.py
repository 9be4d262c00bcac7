"""What holds of every measure whatever the links: bounds, growth with links, and no regard for names or order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from m4sd_graph.coherence.claims import Options, claims_of
from m4sd_graph.coherence.delivery import reinforcements, vertical
from m4sd_graph.coherence.gaps import FACETS, incomplete, unaddressed, unanswered, without_counterpart
from m4sd_graph.coherence.measures import MEASURES
from m4sd_graph.coherence.plain import plain
from m4sd_graph.coherence.robustness import robustness
from m4sd_graph.coherence.scope import Reach, Scope, reach_of
from m4sd_graph.coherence.shares import Share
from m4sd_graph.coherence.sharing import degrees, fragmentation, overlaps, redundancies
from m4sd_graph.coherence.status import by_status, coverage, standings
from m4sd_graph.coherence.tables import Tables
from tests.lib.coherence.invented import (
    BUREAU,
    COUNCIL,
    EX,
    LAW,
    PLAN,
    PROJECT,
    REPORT,
    STRENGTH,
    SURVEY,
    TARGETS,
    WEAKNESS,
    Row,
    tables,
)

POLICIES = (PLAN, LAW, BUREAU, COUNCIL, PROJECT)
SUPPORT = st.tuples(
    st.sampled_from((*POLICIES, STRENGTH)),
    st.sampled_from(("commits-to", "provides-for", "names", "funds")),
    st.sampled_from(TARGETS),
    st.integers(1, 3),
)
OTHER = st.one_of(
    st.tuples(st.just(WEAKNESS), st.just("gap-in"), st.sampled_from(TARGETS), st.integers(1, 3)),
    st.tuples(st.just(STRENGTH), st.just("reports-on"), st.sampled_from(TARGETS), st.just(1)),
    st.tuples(st.sampled_from(POLICIES), st.just("responds-to"), st.just(WEAKNESS), st.integers(1, 3)),
)
DRAWN = st.lists(st.tuples(st.one_of(SUPPORT, OTHER), st.booleans()), max_size=12)
ROLES = st.lists(
    st.tuples(
        st.sampled_from((PLAN, LAW, PROJECT)), st.sampled_from((BUREAU, COUNCIL, f"{EX}agency")), st.just("responsible")
    ),
    max_size=5,
)
LEVELS = ((PLAN, "national"), (LAW, "national"), (PROJECT, "local"), (BUREAU, "local"))
SDG = Scope(reference="sdg")
FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FEWER = settings(FEW, max_examples=6)


def world(drawn: Iterable[tuple[Row, bool]], roles: Iterable[Row]) -> Tables:
    """The island with drawn links; a second value says whether a link is derived, from one asserted alongside."""
    links: list[Row] = [(f"{EX}root", PLAN, "mentions", TARGETS[0], None, 2, "unreviewed", None, 1)]
    premises: list[Row] = []
    for number, ((source, type_, target, grade), derived) in enumerate(drawn):
        name = f"{EX}l{number}"
        rule, length = ("R2", 2) if derived else (None, 1)
        links.append((name, source, type_, target, grade, 2, "unreviewed", rule, length))
        premises += [(name, f"{EX}root")] if derived else []
    documents = [(row[0], SURVEY if n % 2 else REPORT) for n, row in enumerate(links) if row[7] is None]
    return tables(links=links, premises=premises, documents=documents, bodies=tuple(roles), levels=LEVELS)


def reach(known: Tables, scope: Scope = SDG) -> Reach:
    return reach_of(claims_of(known), scope)


def shares(known: Tables) -> list[Share]:
    claims = claims_of(known)
    found = reach(known)
    pair, up = coverage(claims, SDG), vertical(found)
    many = [share for one in robustness(claims, SDG) for share in (one.base, one.asserted_only, one.crosswalk_3)]
    return [
        *(pair.asserted, pair.with_derived, up.national, up.local, fragmentation(found)),
        *by_status(claims, SDG).values(),
        *(one.share for one in overlaps(found)),
        *many,
    ]


@FEW
@given(DRAWN, ROLES)
def test_shares_lie_between_none_and_all_and_their_lists_agree(drawn: list[tuple[Row, bool]], roles: list[Row]) -> None:
    for share in shares(world(drawn, roles)):
        assert set(share.counted) <= set(share.of)
        assert (share.value is None) == (not share.of)
        assert 0 <= (share.value or 0) <= 1
        assert len(set(share.of)) == share.denominator


@FEW
@given(DRAWN, ROLES)
def test_bounds_of_counts(drawn: list[tuple[Row, bool]], roles: list[Row]) -> None:
    found = reach(world(drawn, roles))
    statuses = by_status(found.claims, SDG)
    assert sum(share.numerator for share in statuses.values()) == len(TARGETS)
    assert all(one.value in {Fraction(n, 4) for n in range(5)} for one in reinforcements(found))
    assert all(len(one.neighbours) <= one.weight <= 3 * len(one.neighbours) for one in degrees(found))
    pair = coverage(found.claims, SDG)
    assert set(pair.asserted.counted) <= set(pair.with_derived.counted)


@FEW
@given(DRAWN, ROLES, SUPPORT, st.booleans())
def test_one_more_supporting_link_never_takes_anything_away(
    drawn: list[tuple[Row, bool]], roles: list[Row], link: Row, derived: bool
) -> None:
    before, after = reach(world(drawn, roles)), reach(world([*drawn, (link, derived)], roles))
    old, new = coverage(before.claims, SDG), coverage(after.claims, SDG)
    assert set(old.with_derived.counted) <= set(new.with_derived.counted)
    assert set(old.asserted.counted) <= set(new.asserted.counted)
    assert set(unaddressed(after.claims, SDG).share.counted) <= set(unaddressed(before.claims, SDG).share.counted)
    assert set(vertical(before).national.counted) <= set(vertical(after).national.counted)
    for one, other in zip(redundancies(before), redundancies(after), strict=True):
        assert set(one.policies) <= set(other.policies)
        assert set(one.bodies) <= set(other.bodies)
    for earlier, later in zip(reinforcements(before), reinforcements(after), strict=True):
        assert earlier.value <= later.value
    weights = {one.node: one.weight for one in degrees(after)}
    assert all(weights[one.node] >= one.weight for one in degrees(before))


@FEW
@given(DRAWN, ROLES, st.integers(1, 2))
def test_a_higher_threshold_never_covers_more(drawn: list[tuple[Row, bool]], roles: list[Row], lower: int) -> None:
    claims = claims_of(world(drawn, roles))
    low, high = (coverage(claims, Scope(reference="sdg", threshold=k)).with_derived for k in (lower, lower + 1))
    assert set(high.counted) <= set(low.counted)


@FEW
@given(DRAWN, ROLES)
def test_leaving_something_out_never_covers_more(drawn: list[tuple[Row, bool]], roles: list[Row]) -> None:
    claims = claims_of(world(drawn, roles))
    whole = set(coverage(claims, SDG).with_derived.counted)
    for options in (Options(asserted_only=True), Options(grade=2), Options(without=frozenset({SURVEY}))):
        assert set(coverage(claims, replace(SDG, options=options)).with_derived.counted) <= whole


def everything(known: Tables) -> dict[str, object]:
    """The results of every part, as JSON values."""
    claims, found = claims_of(known), reach(known)
    results: dict[str, object] = {name: one.compute(found) for name, one in MEASURES.items()}
    results |= {f"without {facet}": incomplete(known, facet) for facet in FACETS}
    results |= {"standings": standings(claims, SDG), "unaddressed": unaddressed(claims, SDG)}
    results |= {"unanswered": unanswered(claims, SDG), "robustness": robustness(claims, SDG)}
    results["counterpart"] = without_counterpart(claims, SDG)
    return results


def normal(results: object) -> str:
    """Results without regard for the order of lists."""

    def sort(value: object) -> object:
        if isinstance(value, dict):
            return {key: sort(value[key]) for key in sorted(value)}
        return sorted(map(sort, value), key=lambda one: json.dumps(one)) if isinstance(value, list) else value

    return json.dumps(sort(plain(results)))


def shuffled(known: Tables, seed: int) -> Tables:
    frames = {one.name: getattr(known, one.name) for one in fields(known)}
    return Tables(**{name: frame.sample(fraction=1, shuffle=True, seed=seed) for name, frame in frames.items()})


def renamed(known: Tables, name: Callable[[str], str]) -> Tables:
    def column(one: str) -> pl.Expr:
        return pl.col(one).map_elements(lambda text: name(text), return_dtype=pl.String)

    frames = {}
    for one in fields(known):
        frame: pl.DataFrame = getattr(known, one.name)
        texts = [c for c, kind in frame.schema.items() if kind == pl.String() and not frame[c].is_null().all()]
        frames[one.name] = frame.with_columns(column(c) for c in texts)
    return Tables(**frames)


@FEWER
@given(DRAWN, ROLES, st.integers(0, 1000))
def test_the_order_of_rows_does_not_matter(drawn: list[tuple[Row, bool]], roles: list[Row], seed: int) -> None:
    known = world(drawn, roles)
    assert json.dumps(plain(everything(known))) == json.dumps(plain(everything(shuffled(known, seed))))


@FEWER
@given(DRAWN, ROLES)
def test_the_names_of_things_do_not_matter(drawn: list[tuple[Row, bool]], roles: list[Row]) -> None:
    def other(text: str) -> str:
        """Another IRI for our own things, in another order; vocabularies and texts stay."""
        return f"https://other.example/{text.removeprefix(EX)[::-1]}" if text.startswith(EX) else text

    def again(value: object) -> object:
        if isinstance(value, dict):
            return {other(key): again(one) for key, one in value.items()}
        if isinstance(value, list):
            return [again(one) for one in value]
        return other(value) if isinstance(value, str) else value

    known = world(drawn, roles)
    assert normal(again(plain(everything(known)))) == normal(everything(renamed(known, other)))


def test_what_is_no_result_is_not_made_json() -> None:
    with pytest.raises(TypeError, match="no result"):
        plain(object())
