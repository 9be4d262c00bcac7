"""``m4sd suggest`` as a user calls it."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from m4sd_graph.load import parse_path
from m4sd_graph.release import Release
from tests.lib.conftest import Command
from tests.lib.suggest.invented import pdf, word
from tests.lib.support import ROOT, Outcome, contents, one_error

TEXT = "Orderly, safe, regular and responsible migration.\nThe Council on Migration meets.\n"
DOCS = ROOT / "docs"


@pytest.fixture
def ask(cli: Command, release: Release) -> Command:
    """``m4sd`` on the release of the project."""

    def run(*arguments: str, **settings: object) -> Outcome:
        return cli(*arguments, workspace=ROOT, **{"releases": release.folder.parent, **settings})

    return run


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    path = tmp_path / "draft.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_table_names_things_places_and_reasons(ask: Command, draft: Path) -> None:
    outcome = ask("suggest", str(draft))
    assert outcome.code == 0
    row = next(line for line in outcome.out.splitlines() if "sdg:10.7" in line)
    assert "target 10.7" in row
    assert "characters 0–49" in row
    assert "body:kg-council-on-migration" in outcome.out
    assert "enters no measure" in outcome.out


def test_what_must_carry_a_notice_carries_it(ask: Command, draft: Path, tmp_path: Path) -> None:
    draft.write_text("The UN Network on Migration in Kosovo* met.", encoding="utf-8")
    assert "resolution 1244" in ask("suggest", str(draft)).out
    assert any(
        "resolution 1244" in note for note in json.loads(ask("suggest", str(draft), "--format", "json").out)["notes"]
    )
    ask("suggest", str(draft), "--output", str(tmp_path / "s.tsv"))
    lines = (tmp_path / "s.tsv").read_text(encoding="utf-8").splitlines()
    assert all(("1244" in line) == ("Kosovo" in line.split("\t")[2]) for line in lines)
    assert any("1244" in line for line in lines)


@pytest.mark.parametrize(("name", "key", "number"), [("a.pdf", "page", 2), ("a.docx", "paragraph", 3)])
def test_places_name_the_page_or_paragraph(ask: Command, tmp_path: Path, name: str, key: str, number: int) -> None:
    lines = TEXT.splitlines()
    content = pdf(["A draft."], lines) if key == "page" else word("A draft.", "", *lines)
    (tmp_path / name).write_bytes(content)
    found = json.loads(ask("suggest", str(tmp_path / name), "--format", "json").out)
    target = next(s for s in found["suggestions"] if s["thing"].endswith("/10.7"))
    assert target["matches"][0][key] == number


def test_turtle_needs_a_known_text_or_a_known_publisher(ask: Command, draft: Path, tmp_path: Path) -> None:
    arguments = ("suggest", str(draft), "--format", "ttl")
    assert one_error(ask(*arguments)).startswith("parameter publisher: the graph does not know this text;")
    assert (
        one_error(ask(*arguments, "--publisher", "org/nobody"))
        == "org/nobody: the graph has no organisation of this name."
    )
    written, text = tmp_path / "s.ttl", tmp_path / "s.txt"
    outcome = ask(*arguments, "--publisher", "body:iom", "--output", str(written), "--text", str(text))
    assert (outcome.code, outcome.out) == (0, "")
    assert text.read_text(encoding="utf-8") == TEXT
    assert any("link-type/mentions" in str(triple.object) for triple in parse_path(written))


def test_a_file_is_written_as_a_whole_or_not_at_all(ask: Command, draft: Path, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "folder").mkdir()
    before = contents(tmp_path)
    for output in ("there/none/x.json", "there/folder"):
        outcome = ask("suggest", str(draft), "--format", "json", "--output", str(tmp_path / output))
        assert outcome.code == 2
        assert "the file cannot be written" in one_error(outcome)
    broken = tmp_path / "there" / "old.ttl"
    broken.write_text("kept")
    assert ask("suggest", str(tmp_path / "no.pdf"), "--output", str(broken)).code == 2
    assert contents(tmp_path) == {**before, "there/old.ttl": b"kept"}


def test_bad_calls_are_told_in_one_line(ask: Command, draft: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.touch()
    (tmp_path / "big.pdf").touch()
    os.truncate(tmp_path / "big.pdf", 50 * 2**20)
    cases = {
        (): "m4sd suggest: name a file, or a folder with --evaluate.",
        (str(draft), "--evaluate", str(tmp_path)): "m4sd suggest: name a file, or a folder with --evaluate.",
        (str(empty),): f"{empty}: there is no text in it.",
        (str(draft), "--lang", "ky"): "parameter lang: texts in this language are not read. One of en, fr, ru.",
        (str(draft), "--threshold", "0"): "parameter threshold: a threshold is above 0 and at most 1.",
        (str(tmp_path / "big.pdf"),): f"{tmp_path / 'big.pdf'}: the file has more than 20971520 bytes.",
        (str(draft), "--output", str(draft)): "m4sd suggest: the same file is named twice. Give each its own name.",
        ("--evaluate", str(tmp_path / "none")): f"{tmp_path / 'none'}: no such folder.",
    }
    for arguments, message in cases.items():
        outcome = ask("suggest", *arguments)
        assert outcome.code == 2, arguments
        assert one_error(outcome).startswith(message)
    assert draft.read_text(encoding="utf-8") == TEXT


def test_the_example_of_the_docs_prints_what_they_show(ask: Command) -> None:
    page = (DOCS / "suggest.md").read_text(encoding="utf-8")
    outcome = ask("suggest", str(DOCS / "examples" / "draft-policy.txt"), "--format", "table", "--output", "out.tsv")
    assert outcome.code == 0
    printed = Path("out.tsv").read_text(encoding="utf-8")
    block = re.search(r"\$ \.venv/bin/m4sd suggest docs/examples/draft-policy\.txt.*?\n(.*?)```", page, re.S)
    assert block
    # Names and weights change with the data; what is found and where does not.
    shown, made = ([line.split("\t") for line in text.splitlines()] for text in (block[1], printed))
    assert {(line[0], line[1], line[3]) for line in shown} == {(line[0], line[1], line[3]) for line in made}
