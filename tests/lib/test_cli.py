"""Every command does what its help says."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from m4sd_graph.load import load_dataset
from m4sd_graph.namespaces import ID
from m4sd_graph.release import Release, open_release
from m4sd_graph.workspace import Workspace
from tests.lib.conftest import Command
from tests.lib.support import ROOT, Outcome, environment, m4sd, write

SEEDS = ROOT.parent / "shared" / "seeds"


@pytest.fixture
def ask(cli: Command, release: Release) -> Command:
    """``m4sd`` on the release of the project."""

    def run(*arguments: str, **settings: object) -> Outcome:
        return cli(*arguments, workspace=ROOT, **{"releases": release.folder.parent, **settings})

    return run


def test_the_installed_command_lists_its_commands(tmp_path: Path) -> None:
    outcome = m4sd("--help", cwd=tmp_path, env=environment(None, None))
    assert outcome.code == 0
    for name in ("build", "validate", "query", "sparql", "describe", "fmt", "docs", "verify", "serve", "sources"):
        assert re.search(rf"\b{name}\b", outcome.out)


def test_build_says_what_it_made_and_how_long_it_took(cli: Command, tiny: Workspace, tmp_path: Path) -> None:
    outcome = cli("build", "--timings")
    made = open_release(tmp_path / "releases")
    assert outcome.code == 0
    assert outcome.out.startswith(f"{made.folder}: {made.manifest['quads']} quads;")
    assert "0 Violation, 0 Warning, 0 Info" in outcome.out
    steps = [line.split() for line in outcome.out.splitlines()[1:]]
    assert [step for step, *_ in steps] == ["load", "derive", "validate", "canonicalise", "write", "total"]
    assert float(steps[-1][1]) == pytest.approx(sum(float(s[1]) for s in steps[:-1]), abs=0.05)
    assert cli("verify").out == f"{made.version}: {len(made.manifest['files'])} files, 0 mismatches\n"


def test_verify_names_what_differs(cli: Command, tiny: Workspace, tmp_path: Path) -> None:
    cli("build")
    made = open_release(tmp_path / "releases")
    (made.folder / "report.json").write_text("{}", encoding="utf-8")
    outcome = cli("verify", release=made.version)
    assert (outcome.code, outcome.out.splitlines()[0]) == (1, "report.json: digest differs")


def test_questions_are_listed_in_either_language(ask: Command) -> None:
    for lang, word in (("en", "Which"), ("fr", "Quel")):
        outcome = ask("query", "--list", "--lang", lang)
        assert outcome.code == 0
        assert "CQ-32" in outcome.out
        assert word in outcome.out


def test_a_question_is_answered_as_table_csv_and_json(ask: Command) -> None:
    table = ask("query", "goals-claimed")
    rows = list(csv.DictReader(io.StringIO(ask("query", "goals-claimed", "--format", "csv").out)))
    data = json.loads(ask("query", "goals-claimed", "--format", "json").out)
    assert table.code == 0
    assert table.out.endswith(f"{len(rows)} rows\n")
    assert data["head"]["vars"] == list(rows[0])
    assert len(data["results"]["bindings"]) == len(rows) > 5
    assert all(name in table.out for name in rows[0])


def test_a_question_takes_parameters_by_prefixed_name_and_number(ask: Command) -> None:
    one = ask("query", "asserted-sdg-links-of", "--format", "csv")
    catalog = ask("query", "--list").out
    number = re.search(r"CQ-(\d\d)\s+│\s+gaps-in-domain", catalog)
    assert number
    by_number = ask("query", str(int(number[1])), "domain=mgi:1", "--format", "csv")
    by_name = ask("query", "gaps-in-domain", "domain=https://w3id.org/m4sd/vocab/mgi-domain/1", "--format", "csv")
    assert one.code == by_number.code == by_name.code == 0
    assert by_number.out == by_name.out != ask("query", "gaps-in-domain", "domain=mgi:2", "--format", "csv").out


def test_sparql_comes_from_a_file_or_standard_input(ask: Command, release: Release, tmp_path: Path) -> None:
    query = "SELECT (COUNT(DISTINCT ?f) AS ?n) { ?f a m4sd:Finding }"
    path = write(tmp_path, "count.rq", query)
    from_file = ask("sparql", str(path), "--format", "csv")
    env = environment(ROOT, release.folder.parent)
    piped = m4sd("sparql", "-", "--format", "csv", cwd=tmp_path, env=env, sent=query)
    assert from_file == piped == Outcome(0, "n\r\n34\r\n", "")


@pytest.mark.parametrize(
    ("query", "answer"), [("ASK { ?c a skos:Concept }", "true"), ("ASK { ?c a <urn:x> }", "false")]
)
def test_a_yes_or_no_question_is_answered_so(
    cli: Command, earlier: Release, tmp_path: Path, query: str, answer: str
) -> None:
    path = write(tmp_path, "ask.rq", query)
    assert cli("sparql", str(path)) == Outcome(0, f"{answer}\n", "")


def test_nothing_is_cut_from_a_table(cli: Command, earlier: Release, tmp_path: Path) -> None:
    path = write(tmp_path, "long.rq", f"SELECT ?x ?y {{ VALUES (?x ?y) {{ ('{'a' * 400}' '[bold]') }} }}")
    out = cli("sparql", str(path)).out
    assert out.count("a") == 400
    assert "[bold]" in out


@pytest.mark.parametrize(
    "name", ["country/kyrgyzstan", "/id/country/kyrgyzstan", "country:kyrgyzstan", f"{ID}country/kyrgyzstan"]
)
def test_a_thing_is_described_by_path_prefixed_name_or_iri(ask: Command, name: str) -> None:
    outcome = ask("describe", name)
    assert outcome.code == 0
    assert json.loads(outcome.out)["id"] == f"{ID}country/kyrgyzstan"


def test_a_thing_of_others_is_described_too(ask: Command) -> None:
    assert json.loads(ask("describe", "http://metadata.un.org/sdg/10.7").out)["notation"]


def test_fmt_tells_then_mends(cli: Command, tiny: Workspace) -> None:
    text = 'ex:b   a skos:Concept . ex:a skos:notation "1" .'
    path = write(tiny.root, "data/countries/tst/untidy.ttl", text)
    before = path.read_bytes()
    told = cli("fmt", "--check")
    assert told.code == 1
    assert "data/countries/tst/untidy.ttl: not canonical; run `m4sd fmt`" in told.out.splitlines()
    assert path.read_bytes() == before
    triples = load_dataset(tiny).graphs
    assert cli("fmt").code == 0
    assert load_dataset(tiny).graphs == triples
    assert cli("fmt", "--check") == Outcome(0, "", "")


def test_docs_tell_then_write(cli: Command, tiny: Workspace) -> None:
    told = cli("docs", "--check")
    assert (told.code, told.out.splitlines()[0]) == (1, "docs/reference/classes.md: stale; run `m4sd docs`")
    assert cli("docs").out.splitlines()[0] == "docs/reference/classes.md: written"
    assert cli("docs", "--check") == Outcome(0, "", "")


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the source texts are not at hand (../shared/seeds)")
def test_the_passages_of_the_project_are_where_it_says(cli: Command, tmp_path: Path) -> None:
    outcome = cli("sources", "check", str(SEEDS), workspace=ROOT)
    assert outcome.code == 0
    assert re.fullmatch(r"5 texts, \d{3} passages, 0 mismatches\n", outcome.out)
    for seed in SEEDS.glob("*.txt"):
        text = seed.read_text(encoding="utf-8")
        (tmp_path / seed.name).write_text(text.replace("e", "\u0435", 1) if seed.name.startswith("002") else text)
    altered = cli("sources", "check", str(tmp_path), workspace=ROOT)
    assert altered.code == 1
    assert altered.out.count("no text with digest sha256:") == 1
    assert altered.out.endswith(" passages, 1 mismatches\n")


def test_output_is_the_same_whatever_the_terminal(ask: Command, tmp_path: Path, release: Release) -> None:
    env = {**environment(ROOT, release.folder.parent), "COLUMNS": "40", "TERM": "dumb"}
    narrow = m4sd("query", "goals-claimed", "--format", "csv", cwd=tmp_path, env=env)
    assert narrow.out == ask("query", "goals-claimed", "--format", "csv").out
