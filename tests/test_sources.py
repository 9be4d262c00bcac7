"""Located passages are compared with the texts they come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from rdflib import Graph, Variable

from m4sd_graph.errors import WorkspaceError
from m4sd_graph.sources import (
    PASSAGES_QUERY,
    SOURCE_TEXTS_QUERY,
    Passage,
    SourceText,
    check_sources,
    check_texts,
    digest,
    documents_from,
    fragment_problem,
    passages_from,
    read_texts,
)

ROOT = Path(__file__).resolve().parents[1]
SEEDS = ROOT.parent / "shared" / "seeds"

TEXT = "The isle of Dove keeps a ledger — “of every ferry” — since 1901.\nIts office\u00a0closed in spring."
WORDS = "keeps a ledger — “of every ferry” — since 1901."
START = TEXT.index(WORDS)
DOCUMENT = SourceText("https://example.org/document/ledger", digest(TEXT), len(TEXT))
PASSAGE = Passage(
    evidence="https://example.org/evidence/ferry-1",
    document=DOCUMENT.document,
    start=START,
    end=START + len(WORDS),
    digest=digest(WORDS),
    fragment="text=keeps%20a%20ledger,%E2%80%94%20since%201901.",
)
TEXTS = {DOCUMENT.digest: TEXT}


def problems(passage: Passage, document: SourceText = DOCUMENT) -> list[str]:
    return [mismatch.problem for mismatch in check_texts([document], [passage], TEXTS)]


def test_a_passage_that_is_where_the_graph_says_is_silent() -> None:
    assert problems(PASSAGE) == []


def test_texts_are_recognised_whatever_their_names(tmp_path: Path) -> None:
    (tmp_path / "any name.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "another.txt").write_bytes(b"\xff not the text")
    assert check_sources([DOCUMENT], [PASSAGE], tmp_path) == []


def test_a_text_that_is_not_in_the_folder_is_reported_once() -> None:
    [mismatch] = check_texts([DOCUMENT], [PASSAGE, PASSAGE], {})
    assert mismatch.evidence == ""
    assert mismatch.document == DOCUMENT.document
    assert DOCUMENT.digest in mismatch.problem


def test_a_wrong_length_is_reported_with_the_right_one() -> None:
    [mismatch] = check_texts([replace(DOCUMENT, length=7)], [], TEXTS)
    assert str(len(TEXT)) in mismatch.remedy


def test_a_passage_of_a_document_without_digest_is_reported() -> None:
    [mismatch] = check_texts([], [PASSAGE], TEXTS)
    assert mismatch.evidence == PASSAGE.evidence
    assert "m4sd:textDigest" in mismatch.problem


@pytest.mark.parametrize(
    ("start", "end"),
    [(-1, 5), (5, 5), (9, 3), (0, len(TEXT) + 1)],
    ids=["negative", "empty", "reversed", "beyond"],
)
def test_offsets_outside_the_text_are_reported(start: int, end: int) -> None:
    [problem] = problems(replace(PASSAGE, start=start, end=end))
    assert "offsets" in problem


def test_a_shifted_passage_is_reported_with_the_digest_found_there() -> None:
    shifted = replace(PASSAGE, start=PASSAGE.start - 3, fragment="")
    [mismatch] = check_texts([DOCUMENT], [shifted], TEXTS)
    assert "digest" in mismatch.problem
    assert digest(TEXT[shifted.start : shifted.end]) in mismatch.remedy


@pytest.mark.parametrize(
    ("fragment", "problem"),
    [
        ("keeps,1901.", "does not start with text="),
        ("text=keeps,a,1901.", "neither one nor two parts"),
        ("text=,1901.", "neither one nor two parts"),
        ("text=keeps%20a%20ledger%20%E2%80%94%20%E2%80%9Cof,1901.", "more than 4 words"),
        ("text=guards%20a,1901.", "does not begin"),
        ("text=keep,1901.", "does not begin"),
        ("text=keeps,1902.", "does not end"),
        ("text=keeps%20a", "not the whole passage"),
    ],
)
def test_a_fragment_that_is_not_the_ends_of_the_passage_is_reported(fragment: str, problem: str) -> None:
    assert problem in fragment_problem(fragment, WORDS)


@pytest.mark.parametrize(
    ("fragment", "words"),
    [
        ("", WORDS),
        ("text=harbour%20office%20closed", "harbour office\u00a0closed"),
        ("text=well%2Dknown%2C%20quiet,place", "well-known, quiet\n\n  place"),
    ],
    ids=["none given", "whole passage", "percent-encoded and spaced"],
)
def test_a_fragment_is_compared_word_by_word(fragment: str, words: str) -> None:
    assert fragment_problem(fragment, words) == ""


def test_a_mismatch_reads_as_one_line() -> None:
    [mismatch] = check_texts([], [PASSAGE], TEXTS)
    assert str(mismatch).startswith(PASSAGE.evidence)
    assert mismatch.remedy in str(mismatch)


def test_a_folder_without_texts_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match=r"no \*\.txt file"):
        read_texts(tmp_path)
    with pytest.raises(WorkspaceError, match="no such folder"):
        read_texts(tmp_path / "absent")


def rows(graph: Graph, query: str) -> Iterator[Mapping[str, str]]:
    for binding in graph.query(query).bindings:
        yield {str(name): str(term) for name, term in binding.items() if isinstance(name, Variable)}


def test_rows_are_read_from_their_lexical_forms() -> None:
    graph = Graph().parse(
        format="turtle",
        data="""
        PREFIX m4sd: <https://w3id.org/m4sd/ontology#>
        PREFIX oa: <http://www.w3.org/ns/oa#>
        PREFIX ex: <https://example.org/>
        ex:d a m4sd:SourceDocument ; m4sd:textDigest "sha256:00" ; m4sd:textLength 12 .
        ex:e oa:hasSource ex:d ; oa:hasSelector ex:p ; m4sd:passageDigest "sha256:11" .
        ex:p oa:start 3 ; oa:end 5 .
        """,
    )
    assert documents_from(rows(graph, SOURCE_TEXTS_QUERY)) == [SourceText("https://example.org/d", "sha256:00", 12)]
    assert passages_from(rows(graph, PASSAGES_QUERY)) == [
        Passage("https://example.org/e", "https://example.org/d", 3, 5, "sha256:11")
    ]


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the source texts are not at hand (../shared/seeds)")
def test_every_located_passage_of_the_data_is_in_its_source() -> None:
    graph = Graph()
    for path in sorted((ROOT / "data").rglob("*.ttl")):
        graph.parse(path)
    documents = documents_from(rows(graph, SOURCE_TEXTS_QUERY))
    located = passages_from(rows(graph, PASSAGES_QUERY))
    mismatches = check_sources(documents, located, SEEDS)
    assert documents
    assert not mismatches, "\n".join(str(mismatch) for mismatch in mismatches)
