"""The queries of views: that their numbers are those of collections, and that only terms get in."""

from __future__ import annotations

import pytest

from m4sd_graph.browse import VIEWS, bind, read
from m4sd_graph.browse.tree import FRAMEWORKS, tree
from m4sd_graph.catalog import Query, load_catalog
from m4sd_graph.collections import COLLECTIONS
from m4sd_graph.collections.query import members_query
from m4sd_graph.collections.selection import select
from m4sd_graph.errors import ParameterError
from m4sd_graph.namespaces import VOCAB
from m4sd_graph.store.local import LocalStore

COUNTED = ("instruments", "bodies", "partnerships", "programmes", "assessments", "findings", "figures")
LANGUAGE = {"lang": "en"}


def query(name: str) -> Query:
    return next(q for q in load_catalog().of_kind("pages") if q.id == name)


def members(store: LocalStore, name: str, *pairs: tuple[str, str]) -> set[str]:
    selection = select(COLLECTIONS[name], pairs, store, {})
    return {row["x"].value for row in store.select(members_query(selection)).rows}


def test_counts_of_countries_are_those_of_the_lists_they_lead_to(store: LocalStore) -> None:
    rows = store.select(query("countries").bind(LANGUAGE, {})).rows
    assert len({row["country"].value for row in rows}) == len(rows)
    for row in rows:
        short = row["country"].value.rpartition("/")[2]
        for name in COUNTED:
            assert int(row[name].value) == len(members(store, name, ("country", short))), (short, name)


def test_every_state_and_kosovo_is_a_country_of_the_view(store: LocalStore) -> None:
    found = {row["country"].value for row in store.select(query("countries").bind(LANGUAGE, {})).rows}
    assert found == members(store, "countries") | {"https://w3id.org/m4sd/id/place/kosovo"}


@pytest.mark.parametrize(
    "pairs", [(), (("domain", "3"),), (("domain", "6"), ("valence", "gap")), (("country", "MAR"),)]
)
def test_findings_are_those_of_the_collection(store: LocalStore, pairs: tuple[tuple[str, str], ...]) -> None:
    chosen = read(VIEWS["findings"], pairs, store, {})
    rows = store.select(query("findings").bind(bind(chosen, LANGUAGE), {})).rows
    assert {row["finding"].value for row in rows} == members(store, "findings", *pairs)


def test_figures_are_those_of_the_collection(store: LocalStore) -> None:
    pairs = [("country", "KGZ")]
    rows = store.select(query("figures").bind(bind(read(VIEWS["figures"], pairs, store, {}), LANGUAGE), {})).rows
    assert {row["figure"].value for row in rows} == members(store, "figures", *pairs)


@pytest.mark.parametrize(("name", "filter_"), [("sdgs", "sdg"), ("gcm", "gcm")])
def test_links_of_a_framework_are_those_of_the_list(store: LocalStore, name: str, filter_: str) -> None:
    rows = store.select(query("framework").bind({"scheme": FRAMEWORKS[name], **LANGUAGE}, {})).rows
    nodes = {node.code: node for node in tree(rows)}
    for code in ("8", "10"):
        here = nodes[code].total
        assert here == len(members(store, "links", (filter_, code)))
        assert here > 0 or name == "gcm"


def test_every_framework_has_parts(store: LocalStore) -> None:
    for scheme in FRAMEWORKS.values():
        rows = store.select(query("framework").bind({"scheme": scheme, **LANGUAGE}, {})).rows
        assert len({row["node"].value for row in rows}) == len(rows) > 5


def test_the_network_of_a_kind_has_that_kind_at_an_end(store: LocalStore) -> None:
    chosen = read(VIEWS["network"], [("kind", "Partnership")], store, {})
    rows = store.select(query("network").bind(bind(chosen, LANGUAGE), {})).rows
    assert rows
    for row in rows:
        assert any(row[end].value.endswith("#Partnership") for end in ("fromKind", "toKind"))


def test_names_that_lack_the_language_are_english_and_say_so(store: LocalStore) -> None:
    rows = store.select(query("findings").bind({"lang": "ky"}, {})).rows
    assert {row["name"].language for row in rows} == {"en"}


@pytest.mark.parametrize(
    ("pairs", "place"),
    [
        ([("country", "KGZ"), ("country", "MAR")], "country"),
        ([("contry", "KGZ")], "'contry'"),
        ([("country", "> } DROP ALL { <x")], "country"),
        ([("as-of", "yesterday")], "as-of"),
        ([("class", "Finding")], "class"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(
    store: LocalStore, pairs: list[tuple[str, str]], place: str
) -> None:
    with pytest.raises(ParameterError) as told:
        read(VIEWS["timeline"], pairs, store, {})
    assert told.value.place == f"parameter {place}"
    assert told.value.remedy


def test_a_chosen_value_enters_the_query_as_a_term(store: LocalStore) -> None:
    chosen = read(VIEWS["findings"], [("domain", "1"), ("country", "")], store, {})
    assert bind(chosen, LANGUAGE) == {"lang": "en", "domain": f"{VOCAB}mgi-domain/1"}
