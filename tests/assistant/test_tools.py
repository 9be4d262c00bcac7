"""Every tool over both transports: what it finds, with IRIs, release and evidence; what it says when it cannot."""

from __future__ import annotations

import json
from typing import Any

import pytest
from anyio.from_thread import start_blocking_portal
from mcp.types import TextContent, TextResourceContents

from api.assistant.resources import LONGEST
from m4sd_graph.catalog import load_catalog
from m4sd_graph.release import Release
from tests.assistant.conftest import over_http
from tests.assistant.support import Assistant, text

COUNCIL = "https://w3id.org/m4sd/id/org/kg-council-on-migration"
COUNTRY = "https://w3id.org/m4sd/id/country/kyrgyzstan"
TOOLS = ["search", "get_resource", "describe_class", "list_questions", "run_question", "explain_chain", "sparql"]
EXAMPLES: list[tuple[str, dict[str, Any]]] = [
    ("search", {"text": "migration"}),
    ("get_resource", {"thing": "KGZ"}),
    ("describe_class", {"name": "Policy"}),
    ("list_questions", {}),
    ("run_question", {"question": "CQ-01"}),
    ("explain_chain", {"source": COUNCIL, "target": "17.14"}),
    ("sparql", {"query": "ASK {}"}),
]


def test_the_tools_describe_themselves(assistant: Assistant) -> None:
    tools = assistant.portal.call(assistant.session.list_tools).tools
    assert [tool.name for tool in tools] == TOOLS
    for tool in tools:
        assert tool.description
        assert "  " not in tool.description
        assert tool.outputSchema
        assert "release" in tool.outputSchema["required"]
        assert tool.annotations
        assert tool.annotations.readOnlyHint


@pytest.mark.parametrize(("tool", "arguments"), EXAMPLES)
def test_every_answer_names_the_release(
    assistant: Assistant, release: Release, tool: str, arguments: dict[str, Any]
) -> None:
    result = assistant.call(tool, **arguments)
    assert result.structuredContent
    assert result.structuredContent["release"] == release.version
    assert text(result).endswith(f"Release {release.version}.")


def test_search_finds_in_every_language_and_goes_on(assistant: Assistant) -> None:
    assert assistant.data("search", text="Кыргызстан")["hits"][0]["iri"] == COUNTRY
    first = assistant.data("search", text="migration", limit=4)
    assert len(first["hits"]) == 4 < first["total"]
    assert "start=4" in first["more"]
    seen = [hit["iri"] for hit in first["hits"]]
    more: str | None = first["more"]
    while more:
        page = assistant.data("search", text="migration", limit=100, start=len(seen))
        seen += [hit["iri"] for hit in page["hits"]]
        more = page["more"]
    assert len(set(seen)) == len(seen) == first["total"]


def test_a_thing_comes_with_its_documents(assistant: Assistant) -> None:
    found = assistant.data("get_resource", thing="country:kyrgyzstan", profile="full")
    assert (found["iri"], found["name"], found["document"]["id"]) == (COUNTRY, "Kyrgyzstan", COUNTRY)
    assert found["evidence"]
    assert all(one["thing"] == COUNTRY and one["title"] for one in found["evidence"])
    french = assistant.data("get_resource", thing="KGZ", profile="minimal", lang="fr")
    assert french["document"]["label"] == {"fr": "Kirghizistan"}
    assert french["name"] == "Kirghizistan"


def test_a_long_thing_is_cut_with_a_sign(assistant: Assistant) -> None:
    found = assistant.data("get_resource", thing="http://metadata.un.org/sdg/10.7", profile="full")
    assert len(json.dumps(found["document"], ensure_ascii=False)) <= LONGEST
    assert found["cut"]
    for path, size in found["cut"].items():
        assert f"{path} ({size} in full)" in found["more"]


def test_a_class_from_its_shapes(assistant: Assistant) -> None:
    found = assistant.data("describe_class", name="m4sd:Finding")
    properties = {p["name"]: p for p in found["properties"]}
    evidence, valence, note = (properties[f"{n}"] for n in ("m4sd:hasEvidence", "m4sd:valence", "skos:editorialNote"))
    assert (evidence["mandatory"], evidence["least"], evidence["kind"]) == (True, 1, "m4sd:Evidence")
    assert evidence["used_by"] == found["things"] > 30
    assert valence["most"] == 1
    assert not note["mandatory"]
    assert 0 < note["used_by"] < found["things"]
    assert found["checks"]
    assert {"strength", "gap"} == {v["iri"].rpartition("/")[2] for v in valence["values"]}
    assert len(properties["m4sd:inDomain"]["values"]) == 18
    assert assistant.data("describe_class", name="Policy")["broader"] == ["prov:Entity", "m4sd:Instrument"]
    types = {p["name"]: p["values"] for p in assistant.data("describe_class", name="Policy")["properties"]}[
        "dcterms:type"
    ]
    assert all(v["iri"].startswith("https://w3id.org/m4sd/vocab/instrument-type/") and v["name"] for v in types)


def test_every_question_runs(stdio: Assistant) -> None:
    listed = stdio.data("list_questions")["questions"]
    assert [q["id"] for q in listed] == [q.id for q in load_catalog().of_kind("questions")]
    with_evidence = 0
    for question in listed:
        found = stdio.data("run_question", question=question["id"], limit=20)
        assert found["question"] == question["id"]
        assert found["total"] >= len(found["rows"])
        assert (found["more"] is None) == (found["total"] == len(found["rows"]))
        with_evidence += bool(found["evidence"])
    assert with_evidence > len(listed) / 2
    assert {q["id"] for q in stdio.data("list_questions", text="gap domain")["questions"]} >= {"gaps-in-domain"}


def test_a_question_takes_names_and_codes(assistant: Assistant) -> None:
    by_code = assistant.data(
        "run_question", question="instruments-in-force", parameters={"country": "KGZ", "lang": "fr"}
    )
    assert by_code["total"] > 3
    assert all(row["instrument"].startswith("https://") for row in by_code["rows"])
    numbered = assistant.data("run_question", question="sdg-coverage", parameters={"threshold": 3})
    assert numbered["rows"]


def test_a_chain_leads_to_its_passages(assistant: Assistant) -> None:
    found = assistant.data("explain_chain", source="Council on Migration", target="sdg:17.14")
    [chain] = found["chains"]
    assert (chain["derived"], chain["steps"][-1]["rule"], found["total"]) == (True, "R2", 1)
    asserted = [step for step in chain["steps"] if step["rule"] is None]
    assert all(one["place"] and one["paraphrase"] for step in asserted for one in step["passages"])
    assert sum(len(step["passages"]) for step in asserted) >= 2
    derived = [step for step in chain["steps"] if step["rule"]]
    assert all(step["why"] and step["rule_title"] and step["premises"] and not step["passages"] for step in derived)
    numbers = {step["link"]: step["number"] for step in chain["steps"]}
    assert all(numbers[premise] < step["number"] for step in derived for premise in step["premises"])
    assert "PREFIX" in found["query"]
    none = assistant.data("explain_chain", source=COUNCIL, target="6.1")
    assert (none["chains"], none["total"]) == ([], 0)
    assert none["explanation"]
    assert "http://metadata.un.org/sdg/17.14" in [value["iri"] for value in none["linked"]]


def test_sparql_answers_every_form(assistant: Assistant) -> None:
    count = assistant.data(
        "sparql", query="SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY DESC(?n)", limit=3
    )
    assert len(count["rows"]) == 3 < count["total"]
    assert isinstance(count["rows"][0]["n"], int)
    assert "start=3" in count["more"]
    assert assistant.data("sparql", query="ASK { country:kyrgyzstan a m4sd:State }")["truth"] is True
    triples = assistant.data("sparql", query="DESCRIBE country:kyrgyzstan", limit=2)
    assert len(triples["triples"]) == 2 < triples["total"]
    assert all(line.startswith(f"<{COUNTRY}> ") for line in triples["triples"])
    past = assistant.data("sparql", query="SELECT * { ?s a m4sd:State }", start=5000)
    assert (past["rows"], past["total"] > 0, "smaller start" in past["more"]) == ([], True, True)


def test_sparql_gives_advice_and_evidence(assistant: Assistant) -> None:
    found = assistant.data("sparql", query="SELECT ?s ?name { ?s a m4sd:Finding ; skos:prefLabel ?name } LIMIT 5")
    assert found["evidence"]
    assert {one["thing"] for one in found["evidence"]} <= {row["s"] for row in found["rows"]}
    assert any("Fix: " in advice for advice in found["advice"])


def test_long_values_and_many_long_rows_are_cut_with_a_sign(assistant: Assistant) -> None:
    long = assistant.data("sparql", query="SELECT (GROUP_CONCAT(STR(?o)) AS ?all) { ?s ?p ?o }")["rows"][0]["all"]
    assert len(long) < 5000
    assert "[cut: " in long
    assert "characters in full]" in long
    query = "SELECT ?s (GROUP_CONCAT(STR(?o)) AS ?all) { ?s ?p ?o } GROUP BY ?s ORDER BY DESC(STRLEN(?all))"
    rows = assistant.data("sparql", query=query, limit=200)
    assert 0 < len(rows["rows"]) < 200
    assert f"start={len(rows['rows'])}" in rows["more"]


SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
GREEDY = "SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f"


@pytest.mark.parametrize(
    ("tool", "arguments", "title", "words"),
    [
        ("sparql", {"query": SLOW, "timeout": 0.5}, "Query out of time", "within 0.5 s"),
        ("sparql", {"query": LARGE}, "Query over a limit", "LIMIT and OFFSET"),
        ("sparql", {"query": "SELECT * {"}, "Query not understood", "not closed"),
        ("sparql", {"query": ""}, "Query not understood", "empty"),
        ("sparql", {"query": "SELECT * { ?s a m4sd:Polcy }"}, "Unknown term", "m4sd:Policy"),
        ("sparql", {"query": "CLEAR ALL"}, "Query refused", "read-only"),
        ("sparql", {"query": "SELECT * { SERVICE <http://127.0.0.1/> {} }"}, "Query refused", "SERVICE"),
        ("sparql", {"query": "ASK {}" + " " * 200_000}, "Query too long", "characters"),
        ("sparql", {"query": "SELECT * {" + "{" * 300 + "}" * 301}, "Query refused", "nested brackets"),
        ("sparql", {"query": "ASK {}", "timeout": -1}, "Bad parameter", "argument timeout"),
        ("sparql", {"query": "ASK {}", "limit": 10**9}, "Bad parameter", "argument limit"),
        ("sparql", {"query": "ASK {}", "limt": 1}, "Bad parameter", "Arguments: query, limit"),
        ("sparql", {}, "Bad parameter", "argument query"),
        ("sparql", {"query": ["ASK {}"]}, "Bad parameter", "argument query"),
        ("search", {"text": "x" * 1000}, "Bad parameter", "argument text"),
        ("search", {"text": "x", "lang": "de"}, "Bad parameter", "argument lang"),
        ("search", {"text": "x", "start": -1}, "Bad parameter", "argument start"),
        ("get_resource", {"thing": "Kyrgystan"}, "Not found", "country:kyrgyzstan"),
        ("get_resource", {"thing": "\x00\x1b"}, "Not found", "nothing goes by"),
        ("get_resource", {"thing": "KGZ", "profile": "huge"}, "Bad parameter", "argument profile"),
        ("describe_class", {"name": "Polcy"}, "Not found", "m4sd:Policy"),
        ("describe_class", {"name": "> } DROP ALL #"}, "Not found", "no class"),
        ("run_question", {"question": "gaps-in-domian"}, "Not found", "gaps-in-domain"),
        ("run_question", {"question": "CQ-01", "parameters": {"land": "KGZ"}}, "Bad parameter", "day, country, lang"),
        ("run_question", {"question": "CQ-01", "parameters": {"day": "soon"}}, "Bad parameter", "not a date"),
        ("run_question", {"question": "CQ-01", "parameters": "KGZ"}, "Bad parameter", "argument parameters"),
        ("explain_chain", {"source": "nobody", "target": "17.14"}, "Bad parameter", "parameter source"),
        ("explain_chain", {"source": COUNCIL, "target": "10.77"}, "Bad parameter", "sdg:10.7"),
        ("serch", {"text": "x"}, "Not found", "Tools: search"),
    ],
)
def test_what_goes_wrong_is_said_with_its_remedy(
    assistant: Assistant, tool: str, arguments: dict[str, Any], title: str, words: str
) -> None:
    problem = assistant.error(tool, **arguments)
    assert problem["title"] == title
    assert words in text(assistant.call(tool, **arguments))


def test_memory_is_bounded_as_in_the_service(url: str) -> None:
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(over_http(url)) as session:
        problem = Assistant(portal, session).error("sparql", query=GREEDY)
    assert problem["limit"] == "memory"
    assert "64 MiB" in problem["detail"]


def test_resources_and_prompts(assistant: Assistant, release: Release) -> None:
    resources = assistant.portal.call(assistant.session.list_resources).resources
    contents = {}
    for resource in resources:
        [found] = assistant.portal.call(assistant.session.read_resource, resource.uri).contents
        assert isinstance(found, TextResourceContents)
        contents[str(resource.uri)] = found.text
    assert set(contents) == {"m4sd://ontology", "m4sd://release"}
    assert "Class m4sd:Policy · " in contents["m4sd://ontology"]
    assert release.version in contents["m4sd://release"]
    prompts = assistant.portal.call(assistant.session.list_prompts).prompts
    assert [prompt.name for prompt in prompts] == ["trace", "country_brief"]
    prompt = assistant.portal.call(assistant.session.get_prompt, "trace", {"source": "KGZ", "target": "10.7"})
    content = prompt.messages[0].content
    assert isinstance(content, TextContent)
    assert "why KGZ is linked to 10.7" in content.text
