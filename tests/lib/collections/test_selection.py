"""What clients write becomes terms of the graph, or an error that says what would be one."""

from __future__ import annotations

import pytest

from m4sd_graph.collections import COLLECTIONS
from m4sd_graph.collections.selection import SHOWING, parameters_of
from m4sd_graph.errors import ParameterError
from m4sd_graph.store.local import LocalStore
from tests.lib.collections.support import members, page_of, selected

KYRGYZSTAN = "<https://w3id.org/m4sd/id/country/kyrgyzstan>"


@pytest.mark.parametrize(
    "value",
    ["KGZ", "kgz", "KG", "417", "kyrgyzstan", "country:kyrgyzstan", "https://w3id.org/m4sd/id/country/kyrgyzstan"],
)
def test_a_country_has_many_names(graph: LocalStore, value: str) -> None:
    assert selected(graph, "policies", ("country", value)).chosen[0].terms == (KYRGYZSTAN,)


@pytest.mark.parametrize("value", ["19/b", "19(b)", "https://w3id.org/m4sd/vocab/gcm/19/b"])
def test_an_action_has_many_names(graph: LocalStore, value: str) -> None:
    terms = selected(graph, "findings", ("gcm", value)).chosen[0].terms
    assert terms == ("<https://w3id.org/m4sd/vocab/gcm/19/b>",)


def test_a_goal_stands_for_its_targets_and_an_objective_for_its_actions(graph: LocalStore) -> None:
    assert set(members(graph, "links", ("sdg", "8.8"))) < set(members(graph, "links", ("sdg", "8")))
    assert set(members(graph, "findings", ("gcm", "19/b"))) < set(members(graph, "findings", ("gcm", "19")))


def test_several_values_are_any_of_them_and_filters_are_all_of_them(graph: LocalStore) -> None:
    plans, concepts = members(graph, "policies", ("type", "plan")), members(graph, "policies", ("type", "concept"))
    both = members(graph, "policies", ("type", "plan"), ("type", "concept"))
    assert sorted(both) == sorted({*plans, *concepts})
    assert not members(graph, "policies", ("type", "plan"), ("country", "MAR"))


@pytest.mark.parametrize("name", COLLECTIONS)
def test_the_example_of_every_filter_finds_something(graph: LocalStore, name: str) -> None:
    for filter_ in COLLECTIONS[name].filters:
        page = page_of(graph, name, (filter_.name, filter_.example), limit=1)
        assert page.total or page.by_certainty.get("unknown"), filter_.name


@pytest.mark.parametrize("name", COLLECTIONS)
def test_a_word_in_no_name_finds_nothing(graph: LocalStore, name: str) -> None:
    assert page_of(graph, name, ("text", "qqqq"), limit=1).total == 0


def test_links_are_asserted_or_derived(graph: LocalStore) -> None:
    total = page_of(graph, "links", limit=1).total
    asserted = page_of(graph, "links", ("basis", "asserted"), limit=1).total
    derived = page_of(graph, "links", ("basis", "derived"), limit=1).total
    assert 0 < asserted < total == asserted + derived


def test_grades_are_numbers(graph: LocalStore) -> None:
    all_grades = page_of(graph, "links", ("grade", "1"), ("grade", "2"), ("grade", "03"), limit=1).total
    ones = [page_of(graph, "links", ("grade", str(n)), limit=1).total for n in (1, 2, 3)]
    assert all_grades == sum(ones)
    assert all(ones)


@pytest.mark.parametrize("text", ["STRATEGIE", "stratégie", "nationale  strategie", "Улуттук стратегиясы"])
def test_words_are_found_in_any_language_case_accent_and_order(graph: LocalStore, text: str) -> None:
    assert "kg-national-development-strategy-2018-2040" in members(graph, "policies", ("text", text))


def test_empty_values_count_as_absent(graph: LocalStore) -> None:
    assert selected(graph, "policies", ("country", " "), ("text", ""), ("sort", "")) == selected(graph, "policies")


def test_the_digest_tells_selections_apart_but_not_their_spelling(graph: LocalStore) -> None:
    one = selected(graph, "policies", ("country", "KGZ"), ("type", "plan"), ("type", "concept"))
    same = selected(graph, "policies", ("type", "concept"), ("type", "plan"), ("country", "kyrgyzstan"))
    others = [
        selected(graph, "policies", ("country", "KGZ")),
        selected(graph, "instruments", ("country", "KGZ"), ("type", "plan"), ("type", "concept")),
        selected(graph, "policies", ("country", "KGZ"), ("type", "plan"), ("type", "concept"), ("sort", "-label")),
    ]
    assert one.digest == same.digest
    assert len({one.digest, *(other.digest for other in others)}) == 4


def test_an_unknown_parameter_names_the_known_and_the_nearest(graph: LocalStore) -> None:
    with pytest.raises(ParameterError, match="no such parameter") as error:
        selected(graph, "policies", ("contry", "KGZ"))
    assert error.value.remedy is not None
    assert error.value.remedy.startswith("Nearest: country")
    assert all(name in error.value.remedy for name in parameters_of(COLLECTIONS["policies"]))


def test_a_filter_of_another_collection_is_unknown(graph: LocalStore) -> None:
    with pytest.raises(ParameterError, match="no such parameter"):
        selected(graph, "policies", ("valence", "gap"))


@pytest.mark.parametrize("name", SHOWING)
def test_what_tells_how_members_are_shown_is_no_filter(graph: LocalStore, name: str) -> None:
    assert selected(graph, "policies", (name, "anything")).digest == selected(graph, "policies").digest


@pytest.mark.parametrize(
    ("collection", "pairs", "message"),
    [
        ("policies", [("country", "KGY")], "Nearest: .*kgz"),
        ("policies", [("country", "<x> } UNION { ?x ?p ?o")], "nothing is known"),
        ("policies", [("country", "sdg:10.7")], "nothing is known"),
        ("policies", [("country", "x" * 501)], "more than 500 characters"),
        ("policies", [("country", "K\x00GZ")], "not text in UTF-8"),
        ("policies", [("text", "a\nb")], "not text in UTF-8"),
        ("policies", [("text", "caf\ufffd")], "not text in UTF-8"),
        ("policies", [("text", "...")], "between one and 12 words"),
        ("policies", [("text", "a " * 13)], "between one and 12 words"),
        ("policies", [("text", "a" * 201)], "200 characters"),
        ("policies", [("text", f"t{n}") for n in range(6)], "more than 5 values"),
        ("policies", [("type", f"t{n}") for n in range(51)], "more than 50 values"),
        ("policies", [("inForce", "2023-02-30")], "not a date"),
        ("policies", [("inForce", "2023-01-01"), ("inForce", "2024-01-01")], "more than one day"),
        ("policies", [("certainty", "unknown")], "Give inForce"),
        ("policies", [("inForce", "2023-01-01"), ("certainty", "maybe")], "One of yes, unknown, no"),
        ("policies", [("sort", "name")], "One of label"),
        ("policies", [("sort", "label"), ("sort", "id")], "one order at a time"),
        ("links", [("grade", "high")], "not a whole number"),
        ("links", [("grade", "9" * 10)], "not a whole number"),
        ("links", [("grade", "٣")], "not a whole number"),
        ("links", [("basis", "guessed")], "One of asserted, derived"),
    ],
)
def test_bad_values_are_explained(
    graph: LocalStore, collection: str, pairs: list[tuple[str, str]], message: str
) -> None:
    with pytest.raises(ParameterError, match=message):
        selected(graph, collection, *pairs)
