"""The evaluation: by hand in an invented world, and on the source texts where these are at hand."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest

from m4sd_graph.catalog import load_catalog
from m4sd_graph.coherence.tables import SCHEMAS, Tables, load_tables
from m4sd_graph.errors import WorkspaceError
from m4sd_graph.load import Dataset, parse_turtle
from m4sd_graph.namespaces import M4SD, OA
from m4sd_graph.release import Release
from m4sd_graph.sources import digest
from m4sd_graph.store.local import LocalStore
from m4sd_graph.suggest.evaluation import Evaluation, evaluate
from m4sd_graph.suggest.report import as_data, as_markdown
from m4sd_graph.suggest.vocabulary import load_vocabulary
from tests.lib.suggest.invented import EX, GCM, vocabulary
from tests.lib.support import ROOT

SEEDS = ROOT.parent / "shared" / "seeds"
TEXT = "Good ferries need fewer storms.\nSafety for ferry travellers, says the Isle."
DOCUMENT = f"{EX}document/a"


def world() -> Dataset:
    turtle = f"""
    <{DOCUMENT}> a <{M4SD}SourceDocument> ; <{M4SD}textDigest> "{digest(TEXT)}" ; <{M4SD}textLength> {len(TEXT)} .
    <{EX}document/b> a <{M4SD}SourceDocument> ; <{M4SD}textDigest> "sha256:0" ; <{M4SD}textLength> 1 .
    <{EX}evidence/1> <{OA}hasSource> <{DOCUMENT}> . <{EX}evidence/2> <{OA}hasSource> <{EX}document/b> .
    <{EX}e/hc> <{M4SD}hasEvidence> <{EX}evidence/1> . <{EX}e/isle> <{M4SD}hasEvidence> <{EX}evidence/2> .
    """
    return Dataset({"urn:g": tuple(parse_turtle(turtle.encode(), "w.ttl"))})


def tables() -> Tables:
    """An asserted link to an action, and a target derived from it, both on document a; and the same link of b."""
    links = [
        ("l1", "f", "provides-for", f"{GCM}7/a", 2, 2, "unreviewed", None, 1),
        ("l2", "f", "provides-for", f"{EX}t/1", 2, 2, "unreviewed", "R2", 2),
        ("l3", "f", "provides-for", f"{EX}t/2", 2, 2, "unreviewed", None, 1),
    ]
    empty = {name: pl.DataFrame(schema=dict(schema)) for name, schema in SCHEMAS.items()}
    filled = {
        "links": pl.DataFrame(links, schema=dict(SCHEMAS["links"]), orient="row"),
        "premises": pl.DataFrame({"link": ["l2"], "premise": ["l1"]}),
        "documents": pl.DataFrame({"link": ["l1", "l3"], "document": [DOCUMENT, f"{EX}document/b"]}),
    }
    return Tables(**(empty | filled))


def in_world(folder: Path) -> Evaluation:
    (folder / "any name.txt").write_text(TEXT, encoding="utf-8")
    return evaluate(LocalStore.from_dataset(world()), tables(), vocabulary(), folder)


def test_what_is_expected_and_what_is_found_are_compared_by_document(tmp_path: Path) -> None:
    found = in_world(tmp_path)
    assert (found.documents, found.absent) == ((DOCUMENT,), (f"{EX}document/b",))
    counts = {s.kind: (len(s.hits), len(s.wrong), len(s.missed)) for s in found.derived}
    # The goal is beyond the graph; the target is derived; the objective is hit, for its action speaks for it.
    assert counts == {
        "goal": (0, 1, 0),
        "target": (1, 0, 0),
        "objective": (1, 0, 0),
        "action": (0, 0, 1),
        "entity": (0, 1, 1),
    }
    asserted = {s.kind: (len(s.hits), len(s.wrong), len(s.missed)) for s in found.asserted}
    assert asserted["target"] == (0, 1, 0)
    # The isle has its evidence in another document only: its name does not come from this text.
    assert (found.elsewhere.hits, found.elsewhere.wrong) == ((), ((DOCUMENT, f"{EX}e/isle"),))
    assert found.elsewhere.missed == ()
    assert asserted["action"] == (0, 0, 1)


def test_the_report_shows_numerators_and_denominators_and_undefined_shares(tmp_path: Path) -> None:
    found = in_world(tmp_path)
    report = as_markdown([found], vocabulary(), "release 1")
    assert "\nGraph: release 1. Threshold: 0.7. Texts: 1; 1 more were not at hand.\n" in report
    assert "| Targets | 1/1 = 1.00 | 0/0, undefined | 1/1 = 1.00 |" in report
    assert "| action | 7(a) | Build lighthouses at every harbour | 0/0, undefined | 0/1 = 0.00 | 0/1 = 0.00 |" in report
    assert "Missed (1): Harbour Council." in report
    assert as_data(found, "release 1")["documents"] == (DOCUMENT,)


def test_a_folder_without_texts_is_told(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match=r"no \*\.txt file here"):
        evaluate(LocalStore.from_dataset(world()), tables(), vocabulary(), tmp_path)


def test_the_page_dates_its_report() -> None:
    page = (ROOT / "docs" / "suggest-evaluation.md").read_text(encoding="utf-8")
    assert re.search(r"Graph: \d+\.\d+\.\d+\+[0-9a-f]{8}\. Threshold: 0\.7\. Texts: 5\.\n", page)


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the source texts are not at hand (../shared/seeds)")
def test_on_the_source_texts_it_finds_no_less_than_the_page_says(release: Release) -> None:
    store = release.open_store()
    found = evaluate(store, load_tables(store, load_catalog()), load_vocabulary(store), SEEDS)
    hits: dict[str, tuple[int, int]] = {score.kind: (len(score.hits), score.suggested) for score in found.derived}
    page = (ROOT / "docs" / "suggest-evaluation.md").read_text(encoding="utf-8")
    for kind, head in (("goal", "Goals"), ("target", "Targets"), ("entity", "Known things")):
        row = re.search(rf"^\| {head} \| (\d+)/(\d+) ", page, re.M)
        assert row
        assert hits[kind][0] >= int(row[1])
