"""Bad input at every door: one message with place and remedy, the right exit code, no traceback, nothing changed."""

from __future__ import annotations

import json
import shutil
import socket
from pathlib import Path

import pytest

from m4sd_graph.release import CURRENT, MANIFEST, Release, open_release
from m4sd_graph.workspace import Workspace
from tests.lib.conftest import Command
from tests.lib.support import ROOT, Outcome, contents, environment, m4sd, one_error, python, write

BROKEN_FILES = {
    "unparsable": ("data/international/a.ttl", b'PREFIX ex: <urn:e:>\nex:a ex:b "no end', ":2:11: not Turtle: "),
    "undeclared prefix": ("data/international/a.ttl", b"\n\nex:a ex:b ex:c .", ":3:1: not Turtle: "),
    "not UTF-8": ("data/international/a.ttl", b'<urn:a> <urn:b> "caf\xe9" .', ":1:"),
    "blank node": (
        "data/international/a.ttl",
        b"<urn:a> <urn:b> [] .",
        ": a blank node at <urn:a> <urn:b>. Give the node",
    ),
    "wrong folder": ("data/stray.ttl", b"", ": no named graph for this file. Move it below ontology/ or data/"),
    "wrong country": ("data/countries/kirgizstan/a.ttl", b"", ": no named graph for this file."),
    "broken shape": ("shapes/broken.ttl", b"<urn:a> a", ":1:"),
    "broken prefixes": ("ontology/prefixes.ttl", b"@prefix", ":1:"),
}


@pytest.mark.parametrize("name", BROKEN_FILES)
@pytest.mark.parametrize("command", ["build", "validate"])
def test_a_broken_file_is_named_and_nothing_is_written(
    cli: Command, tiny: Workspace, earlier: Release, tmp_path: Path, name: str, command: str
) -> None:
    path, content, message = BROKEN_FILES[name]
    before = contents(tmp_path / "releases")
    write(tiny.root, path, content)
    outcome = cli(command)
    assert outcome.code == 2
    assert one_error(outcome).startswith(path + message)
    assert contents(tmp_path / "releases") == before
    assert open_release(tmp_path / "releases") == earlier


def test_the_installed_command_says_the_same(tiny: Workspace, tmp_path: Path) -> None:
    path, content, message = BROKEN_FILES["unparsable"]
    write(tiny.root, path, content)
    outcome = m4sd("build", cwd=tmp_path, env=environment(tiny.root, tmp_path / "releases"))
    assert outcome.code == 2
    assert one_error(outcome).startswith(path + message)
    assert not (tmp_path / "releases").exists()


def test_a_violation_stops_the_build_with_exit_code_1(
    cli: Command, tiny: Workspace, earlier: Release, tmp_path: Path
) -> None:
    before = contents(tmp_path / "releases")
    write(tiny.root, "data/international/nameless.ttl", "ex:nameless a skos:Concept .")
    outcome = cli("build")
    assert outcome.code == 1
    assert one_error(outcome).startswith("1 violation; nothing was released. See `m4sd validate`")
    assert contents(tmp_path / "releases") == before
    shown = cli("validate")
    assert (shown.code, shown.err) == (1, "")
    for part in (
        "nameless",
        "data/international/nameless.ttl",
        "Named-label",
        "Give it a label.",
        "1 Violation, 1 Warning",
    ):
        assert part in shown.out
    assert "Lui donner un libellé." in cli("validate", "--lang", "fr").out
    assert json.loads(cli("validate", "--format", "json").out)["counts"]["Violation"] == 1
    assert "sh:resultSeverity sh:Violation" in cli("validate", "--format", "ttl").out
    assert "<td>Violation</td>" in cli("validate", "--format", "html").out
    assert "Noted-code" not in cli("validate", "--severity", "Violation").out


QUESTIONS: list[tuple[list[str], str]] = [
    (["query", "coverage-sdg"], "no question 'coverage-sdg'. Nearest: sdg-coverage"),
    (["query", "99"], "no question '99'. "),
    (["query", "chain", "nonsense=1"], "parameter nonsense: question chain has no such parameter. Parameters: "),
    (["query", "chain", "nonsense"], "nonsense: a parameter is written name=value."),
    (["query", "gaps-in-domain", "domain=no iri"], "parameter domain: the value is not an IRI. Example: "),
    (["query", "instruments-in-force", "day=soon"], "parameter day: the value is not a date of the form YYYY-MM-DD."),
    (["validate", "--severity", "Fatal"], "Fatal: unknown severity. One of Violation, Warning, Info."),
    (["describe", "country/x"], "https://w3id.org/m4sd/id/country/x: nothing is known about this IRI. "),
    (["describe", "http://a> ?p ?o } #"], "http://a> ?p ?o } #: this is not an IRI."),
    (["describe", ":smile:"], ":smile:: this is not an IRI."),
    (["sources", "check", "nowhere"], "nowhere: no such folder. Name the folder with the source texts."),
    (["sources", "check", "."], ".: no *.txt file here. Put the texts of the sources there, one file each."),
    (["sparql", "nowhere.rq"], "nowhere.rq: the file cannot be read: "),
    (["sparql", "."], ".: the file cannot be read: "),
]
QUERIES = {
    "SELECT * {\n  ?s ?p FOO }": "the word `FOO` is neither keyword, variable nor name at line 2, column 9.",
    "SELECT * {\n  ?s nope:p ?o }": "the prefix `nope:` is not declared at line 2, column 6.",
    "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }": "SERVICE is not available: this endpoint",
    "DELETE WHERE { ?s ?p ?o }": "updates are not accepted: the graph is read-only.",
    "CONSTRUCT WHERE { ?s ?p ?o }": "this is not a SELECT query.",
    "SELECT * { FILTER(<urn:f>(1)) }": "there is no function <urn:f>.",
    f"SELECT * {'{' * 99}{'}' * 99}": "the query has more than 64 nested brackets. Split the query.",
}


@pytest.mark.parametrize(("arguments", "message"), QUESTIONS, ids=lambda v: " ".join(v) if isinstance(v, list) else "")
def test_a_bad_argument_is_told(
    cli: Command, tiny: Workspace, earlier: Release, arguments: list[str], message: str
) -> None:
    workspace = tiny.root if arguments[0] == "validate" else ROOT
    outcome = cli(*arguments, workspace=workspace)
    assert outcome.code == 2
    assert one_error(outcome).startswith(message)
    assert outcome.out == ""


@pytest.mark.parametrize("query", QUERIES)
def test_a_bad_query_is_told(cli: Command, earlier: Release, tmp_path: Path, query: str) -> None:
    path = write(tmp_path, "bad.rq", query)
    outcome = cli("sparql", str(path), workspace=ROOT)
    assert outcome.code == 2
    assert QUERIES[query] in one_error(outcome)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"workspace": "nowhere"}, "nowhere: no ontology/, data/, shapes/ here. Run inside a checkout, or set M4SD_"),
        ({"port": "http"}, "M4SD_PORT: "),
        ({"releases": "workspace/pyproject.toml"}, "workspace/pyproject.toml: File exists."),
        ({"releases": "/proc/nowhere"}, "/proc/nowhere: "),
    ],
    ids=lambda v: next(iter(v)) if isinstance(v, dict) else "",
)
def test_a_bad_setting_is_told(cli: Command, tiny: Workspace, settings: dict[str, str], message: str) -> None:
    outcome = cli("build", **settings)
    assert outcome.code == 2
    assert message in one_error(outcome)


@pytest.mark.parametrize("arguments", [["query", "1"], ["describe", "x"], ["verify"], ["serve", "--port", "0"]])
def test_without_a_release_the_user_is_told_to_build(cli: Command, arguments: list[str]) -> None:
    outcome = cli(*arguments, workspace=ROOT)
    assert outcome.code == 2
    assert one_error(outcome).endswith("releases: no release here. Run `m4sd build`.")


def test_a_release_that_is_not_there_is_named(cli: Command, release: Release) -> None:
    outcome = cli("query", "1", workspace=ROOT, releases=release.folder.parent, release="0.0.9+00000000")
    assert (outcome.code, "0.0.9+00000000: no readable manifest: " in one_error(outcome)) == (2, True)


@pytest.mark.parametrize("text", ["{", "[]", "{}"])
def test_a_corrupt_manifest_is_told(cli: Command, earlier: Release, text: str) -> None:
    (earlier.folder / MANIFEST).write_text(text, encoding="utf-8")
    for command in (["query", "1"], ["verify"], ["serve", "--port", "0"]):
        outcome = cli(*command)
        assert outcome.code == 2
        assert f"{earlier.version}: " in one_error(outcome)
        assert one_error(outcome).endswith("Run `m4sd build`.")


def test_an_unreadable_dump_is_told(cli: Command, earlier: Release) -> None:
    (earlier.folder / "dumps/m4sd.nq").write_bytes(b"<urn:a> <urn:b>\n")
    outcome = cli("query", "1")
    assert outcome.code == 2
    assert "m4sd.nq: the dump is not the one in the manifest" in one_error(outcome)


def test_a_pointer_to_nowhere_is_told(cli: Command, earlier: Release) -> None:
    (earlier.folder.parent / CURRENT).write_text("0.0.9\n", encoding="utf-8")
    assert "0.0.9: no readable manifest: " in one_error(cli("verify"))


@pytest.mark.parametrize("arguments", [["nonsense"], ["query", "--format", "yaml"], ["build", "--fast"], ["sparql"]])
def test_a_bad_command_line_is_told_with_usage(cli: Command, arguments: list[str]) -> None:
    outcome = cli(*arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert "Usage: m4sd" in outcome.err
    assert "Traceback" not in outcome.err


TITLE = "#+ title: {en: a, fr: b}\n"
UNBOUND = "#+ parameters: [{name: x, type: iri, example: a}]\nASK {}\n"
BROKEN_QUERIES = {
    "unknown key": ("questions/chain.rq", "#+ titel: {en: a, fr: b}\n", ": unknown header key 'titel'. Keys: "),
    "missing fr": ("questions/chain.rq", "#+ title: {en: a}\nASK {}\n", ": header key 'title' needs en and fr."),
    "unbound": ("questions/chain.rq", TITLE + UNBOUND, ": parameter x is not bound. Write VALUES ?x"),
    "rule syntax": ("rules/R1.rq", f"{TITLE}CONSTRUCT {{\n ?s ?p FOO }}\n", ": not a SPARQL query at line 2, column "),
}


@pytest.mark.parametrize("name", BROKEN_QUERIES)
def test_a_broken_query_file_is_named(tiny: Workspace, tmp_path: Path, name: str) -> None:
    """In a copy of the package, as its maintainer would break it."""
    query, text, message = BROKEN_QUERIES[name]
    package = tmp_path / "src/m4sd_graph"
    shutil.copytree(ROOT / "src/m4sd_graph", package, ignore=shutil.ignore_patterns("__pycache__"))
    (package / "queries" / query).write_text(text, encoding="utf-8")
    env = environment(tiny.root, tmp_path / "releases", PYTHONPATH=str(tmp_path / "src"))
    outcome = python(
        "import sys; sys.argv = ['m4sd', 'build']; from m4sd_graph.cli import main; main()", cwd=tmp_path, env=env
    )
    assert outcome.code == 2
    assert one_error(outcome).startswith(query + message)
    assert not (tmp_path / "releases").exists()


def test_a_port_that_is_taken_is_told_by_number(cli: Command, release: Release) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        outcome: Outcome = cli("serve", "--port", str(port), workspace=ROOT, releases=release.folder.parent)
    assert outcome.code == 2
    assert one_error(outcome).startswith(f"port {port} on 127.0.0.1 cannot be used: Address already in use.")
