"""The search over the real release: what is found, in which order, under which filters, and what is refused."""

from __future__ import annotations

import random

import pytest

from m4sd_graph.catalog import load_catalog
from m4sd_graph.errors import ParameterError
from m4sd_graph.search import KINDS, Asked, Entry, Found, Index, Name, found_document, kind_names, open_index
from m4sd_graph.speech import LANGUAGES
from m4sd_graph.store.local import LocalStore

COUNTRY = "https://w3id.org/m4sd/id/country/kyrgyzstan"


@pytest.fixture(scope="module")
def index(store: LocalStore) -> Index:
    return open_index(store, load_catalog().of_kind("questions"))


def iris(found: Found) -> list[str]:
    return [hit.entry.iri for hit in found.hits]


def made(iri: str, label: str, text: str = "", kind: str = "concepts") -> Entry:
    return Entry(iri, kind, (), {"en": label}, (Name(label, "en", "label"),), {"en": text})


@pytest.mark.parametrize(
    "text",
    ["Kyrgyzstan", "Kirghizistan", "Kyrgyz Republic", "KGZ", "Кыргызстан", "république KIRGHIZE", "Kirgizstan", "417"],
)
def test_every_recorded_name_and_code_finds_the_country_first(index: Index, text: str) -> None:
    assert iris(index.search(Asked(text)))[0] == COUNTRY


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("10.7", "http://metadata.un.org/sdg/10.7"),
        ("odd 10.7", "http://metadata.un.org/sdg/10.7"),
        ("GCM 5", "https://w3id.org/m4sd/vocab/gcm/5"),
        ("MGI 6", "https://w3id.org/m4sd/vocab/mgi-domain/6"),
        ("F33", "https://w3id.org/m4sd/id/finding/kg-mgi2-f33"),
        ("coordination bodies exist", "https://w3id.org/m4sd/questions/coordination-bodies"),
        ("m4sd:supportsProperty", "https://w3id.org/m4sd/ontology#supportsProperty"),
        ("turkiye", "https://w3id.org/m4sd/id/country/turkiye"),
        ("kirghi", COUNTRY),
    ],
)
def test_codes_questions_terms_and_beginnings_are_found(index: Index, text: str, first: str) -> None:
    assert iris(index.search(Asked(text)))[0] == first


def test_every_thing_with_a_page_is_found_by_each_of_its_labels(index: Index) -> None:
    for entry in random.Random(1).sample(index.entries, 60):
        for label in entry.labels.values():
            found = index.search(Asked(label[:200], limit=100))
            assert entry.iri in iris(found), label


def test_names_come_before_descriptions_and_whole_names_first() -> None:
    index = Index(
        [
            made("u:1", "Other", "council council council"),
            made("u:2", "The council of elders"),
            made("u:3", "Council of many other long words that make it long"),
            made("u:4", "Council"),
            made("u:5", "Councel"),
        ]
    )
    assert iris(index.search(Asked("council"))) == ["u:4", "u:3", "u:2", "u:5", "u:1"]


def test_among_equals_what_readers_look_for_comes_first() -> None:
    index = Index([made("u:1", "Council x"), made("u:2", "Council y", kind="bodies")])
    assert iris(index.search(Asked("council"))) == ["u:2", "u:1"]


def test_the_same_search_gives_the_same_order(store: LocalStore, index: Index) -> None:
    again = open_index(store, load_catalog().of_kind("questions"))
    for text in ("migration", "kyrgyz", "polcy", ""):
        assert iris(index.search(Asked(text, limit=100))) == iris(again.search(Asked(text, limit=100)))


def test_pages_give_every_hit_once(index: Index) -> None:
    total = index.search(Asked("migration")).total
    pages = [iris(index.search(Asked("migration", start=start, limit=50))) for start in range(0, total, 50)]
    found = [iri for page in pages for iri in page]
    assert len(found) == len(set(found)) == total > 100


def test_a_filter_leaves_as_many_as_its_count_says(index: Index) -> None:
    found = index.search(Asked("migration", countries=("KGZ",)))
    for count in found.facets.kinds:
        assert index.search(Asked("migration", kinds=(count.value,), countries=("KGZ",))).total == count.number
    for count in found.facets.countries:
        assert index.search(Asked("migration", countries=(count.value,))).total == count.number
    for count in found.facets.domains:
        assert index.search(Asked("migration", countries=("KGZ",), domains=(count.value,))).total == count.number
    for decade in found.facets.decades:
        within = Asked("migration", countries=("KGZ",), first=decade.first, last=decade.last)
        assert index.search(within).total == decade.number
    assert len(found.facets.decades) > 3
    assert sum(count.number for count in found.facets.kinds) == found.total
    assert found.facets.dated + found.facets.undated == found.total


def test_filters_join_and_countries_go_by_any_name(index: Index) -> None:
    policies = index.search(Asked("", kinds=("policies",), countries=("kirghizistan",), limit=100))
    assert policies.asked.countries == ("KGZ",)
    assert {hit.entry.kind for hit in policies.hits} == {"policies"}
    assert all("KGZ" in hit.entry.countries for hit in policies.hits)
    both = index.search(Asked("", kinds=("policies", "legal-acts")))
    assert both.total > index.search(Asked("", kinds=("policies",))).total


def test_a_period_finds_what_lasts_into_it_and_leaves_out_what_has_no_year(index: Index) -> None:
    concept = "https://w3id.org/m4sd/id/instrument/kg-migration-policy-concept-2021-2030"
    [hit] = [h for h in index.search(Asked("Migration Policy Concept 2021–2030")).hits if h.entry.iri == concept]
    assert (hit.entry.start, hit.entry.end) == (2021, 2030)
    for first, last, inside in ((2025, 2026, True), (None, 2020, False), (2031, None, False), (2030, 2040, True)):
        found = index.search(Asked("", kinds=("policies",), first=first, last=last, limit=100))
        assert (concept in iris(found)) is inside
        assert all(hit.entry.dated for hit in found.hits)


def test_what_matched_is_told_with_its_language_and_place(index: Index) -> None:
    hit = index.search(Asked("Kirghizistan")).hits[0]
    assert hit.matched is not None
    assert (hit.matched.name.text, hit.matched.name.lang, hit.matched.role) == ("Kirghizistan", "fr", "label")
    assert hit.matched.name.ranges == ((0, 12),)
    assert hit.snippet is not None
    assert hit.snippet.lang == "en"
    assert index.search(Asked("Kirghizistan", lang="fr")).hits[0].snippet != hit.snippet


def test_a_required_notice_goes_with_the_name(index: Index) -> None:
    found = found_document(index.search(Asked("Kosovo", kinds=("places",))), {}, str)
    assert "1244" in found["items"][0]["note"]["en"]


def test_nothing_found_names_what_resembles_it(index: Index) -> None:
    found = index.search(Asked("remittnaces unfindable"))
    assert found.total == 0
    assert any("emittances" in entry.labels["en"] for entry in found.nearest)


@pytest.mark.parametrize(
    "text", ["!!!", '"', "AND OR NOT", "a:b^3~ (c", "*", "\\", "[1 TO 2]", "ا ل", "🜁", "+-&&||", "٣"]
)
def test_operators_are_plain_text(index: Index, text: str) -> None:
    assert index.search(Asked(text)).total >= 0


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        (Asked("x" * 201), "q"),
        (Asked("a " * 41), "q"),
        (Asked("a", kinds=("policy",)), "class"),
        (Asked("a", countries=("Atlantis",)), "country"),
        (Asked("a", domains=("9",)), "domain"),
        (Asked("a", limit=101), "limit"),
        (Asked("a", limit=0), "limit"),
        (Asked("a", start=10**6), "start"),
        (Asked("a", first=2020, last=2019), "from"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_place(index: Index, asked: Asked, place: str) -> None:
    with pytest.raises(ParameterError) as refused:
        index.search(asked)
    assert refused.value.place == f"parameter {place}"
    assert refused.value.remedy


def test_a_word_given_again_changes_nothing_but_the_whole_name(index: Index) -> None:
    assert iris(index.search(Asked("council migration council"))) == iris(index.search(Asked("migration council")))
    twice = Index([made("u:1", "Migration and migration policy"), made("u:2", "Migration policy and")])
    assert iris(twice.search(Asked("migration and migration policy")))[0] == "u:1"


def test_an_empty_store_has_an_index_too() -> None:
    assert Index([]).search(Asked("anything")).total == 0


def test_every_kind_has_a_name_in_every_language() -> None:
    for lang in LANGUAGES:
        assert set(kind_names(lang)) == set(KINDS)
