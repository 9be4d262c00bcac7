"""Evidence for the eight domains of SDG indicator 17.14.1: no score, and silence shown as such."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

import pytest

from m4sd_graph.catalog import load_catalog
from m4sd_graph.coherence.claims import claims_of
from m4sd_graph.coherence.mechanisms import ORDER, QUESTION, SCHEME, Domain, mechanisms
from m4sd_graph.coherence.tables import load_tables
from m4sd_graph.load import Dataset
from m4sd_graph.namespaces import ID
from m4sd_graph.release import Release
from m4sd_graph.store.local import LocalStore
from tests.lib.support import Outcome, dataset, triples

QUERY = load_catalog().question(QUESTION)
KG = f"{ID}country/kyrgyzstan"
V = "https://w3id.org/m4sd/vocab/"
INVENTED = f"""
PREFIX cd: <{V}coherence-domain/>
PREFIX cf: <{V}confidence/>
PREFIX lt: <{V}link-type/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rs: <{V}review-status/>
PREFIX va: <{V}valence/>
cd:financing skos:topConceptOf <{V}coherence-domain> ; skos:prefLabel "Money"@en , "Argent"@fr .
cd:political-commitment skos:topConceptOf <{V}coherence-domain> ; skos:prefLabel "Will"@en , "Volonté"@fr .
ex:here a m4sd:State . ex:there a m4sd:State .
ex:fund m4sd:jurisdiction ex:here ; skos:prefLabel "Ferry fund"@en , "Fonds des bacs"@fr .
ex:vow m4sd:jurisdiction ex:here , ex:there ; skos:prefLabel "Vow"@en , "Vœu"@fr .
ex:lack prov:wasGeneratedBy ex:survey ; m4sd:valence va:gap ; skos:prefLabel "No budget"@en , "Sans budget"@fr .
ex:survey m4sd:assesses ex:here .
ex:e oa:hasSource ex:paper ; m4sd:paraphrase "Money is set aside."@en .
ex:l1 m4sd:linkSource ex:fund ; m4sd:linkTarget cd:financing ; m4sd:linkType lt:bears-on ; m4sd:confidence cf:low ;
  m4sd:reviewStatus rs:unreviewed ; m4sd:hasEvidence ex:e ; skos:editorialNote "Small."@en .
ex:l2 m4sd:linkSource ex:lack ; m4sd:linkTarget cd:financing ; m4sd:linkType lt:bears-on ; m4sd:confidence cf:medium ;
  m4sd:reviewStatus rs:reviewed ; m4sd:hasEvidence ex:e .
ex:l3 m4sd:linkSource ex:vow ; m4sd:linkTarget cd:financing ; m4sd:linkType lt:bears-on ; m4sd:confidence cf:low ;
  m4sd:reviewStatus rs:rejected ; m4sd:hasEvidence ex:e .
ex:l4 m4sd:linkSource ex:vow ; m4sd:linkTarget cd:political-commitment ; m4sd:linkType lt:mentions ;
  m4sd:confidence cf:low ; m4sd:reviewStatus rs:unreviewed ; m4sd:hasEvidence ex:e .
"""
EX = "https://example.org/"


def found_in(text: str, country: str = "", language: str = "en") -> Mapping[str, Domain]:
    store = LocalStore.from_dataset(dataset(world=text))
    return {one.domain.removeprefix(SCHEME): one for one in mechanisms(store, QUERY, country, language)}


def test_mechanisms_come_before_gaps_and_rejected_readings_do_not_come() -> None:
    found = found_in(INVENTED, f"{EX}here")
    assert list(found) == ["political-commitment", "financing"]
    assert [(one.name, one.says, one.confidence, one.review) for one in found["financing"].found] == [
        ("Ferry fund", "mechanism", "low", "unreviewed"),
        ("No budget", "gap", "medium", "reviewed"),
    ]
    fund = found["financing"].found[0]
    assert fund.remark == {"en": "Small."}
    assert [passage.paraphrase for passage in fund.passages] == [{"en": "Money is set aside."}]


def test_a_domain_without_evidence_is_there_and_says_so() -> None:
    found = found_in(INVENTED)
    assert (found["political-commitment"].found, found["political-commitment"].recorded) == ((), False)
    elsewhere = found_in(INVENTED, f"{EX}there", "fr")
    assert [(one.name, one.recorded) for one in elsewhere.values()] == [("Volonté", False), ("Argent", False)]


@pytest.fixture(scope="module")
def store(release: Release) -> LocalStore:
    return release.open_store()


def test_kyrgyzstan_has_evidence_for_six_domains_of_eight(store: LocalStore) -> None:
    found = mechanisms(store, QUERY, KG)
    assert [one.domain.removeprefix(SCHEME) for one in found] == list(ORDER)
    assert [one.domain.removeprefix(SCHEME) for one in found if not one.recorded] == ["policy-linkages", "financing"]
    assert [(one.name, one.confidence) for one in found[2].found] == [("Council on Migration", "medium")]
    assert [one.says for one in found[3].found] == ["mechanism", "gap"]


def test_every_reading_rests_on_a_located_passage_and_none_is_sure(store: LocalStore) -> None:
    readings = [one for domain in mechanisms(store, QUERY) for one in domain.found]
    assert readings
    for one in readings:
        assert one.passages
        assert all(passage.start is not None for passage in one.passages), one.link
        assert one.confidence in ("low", "medium")
        assert {"en", "fr"} <= set(one.remark)


def test_other_countries_are_silent(store: LocalStore) -> None:
    assert not [one for one in mechanisms(store, QUERY, f"{ID}country/moldova") if one.recorded]


def test_mechanisms_enter_no_measure(store: LocalStore) -> None:
    tables = load_tables(store, load_catalog())
    assert "bears-on" in set(tables.links["type"])
    assert "bears-on" not in set(claims_of(tables).frame["type"])


def test_nothing_is_scored(store: LocalStore) -> None:
    rows = store.select(QUERY.bind({}, {})).rows
    assert not [term for row in rows for term in row.values() if term.value.replace(".", "").isdigit()]


def test_a_graph_without_the_scheme_has_no_domains() -> None:
    store = LocalStore.from_dataset(Dataset({EX: triples("ex:a a m4sd:State .")}))
    assert mechanisms(store, QUERY) == ()


def test_the_command_says_the_same_as_the_question(
    release: Release, store: LocalStore, cli: Callable[..., Outcome]
) -> None:
    places = {"releases": release.folder.parent}
    shown = cli("coherence", "mechanisms", "--country", "KG", **places).out
    assert shown.count("No evidence recorded.") == 2
    assert "Council on Migration (mechanism, confidence medium, not yet reviewed by a person)" in shown
    assert "Aucune preuve enregistrée." in cli("coherence", "mechanisms", "--lang", "fr", **places).out
    printed = json.loads(cli("coherence", "mechanisms", "--country", "KGZ", "--format", "json", **places).out)
    links = {one["link"] for domain in printed["domains"] for one in domain["found"]}
    rows = store.select(QUERY.bind({"country": KG}, {})).rows
    assert links == {row["link"].value for row in rows if "link" in row}


def test_an_unknown_country_is_refused(release: Release, cli: Callable[..., Outcome]) -> None:
    outcome = cli("coherence", "mechanisms", "--country", "Atlantis", releases=release.folder.parent)
    assert outcome.code == 2
    assert "Atlantis" in outcome.err
