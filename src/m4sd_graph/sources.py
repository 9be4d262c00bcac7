"""Check that every located passage is where the graph says, for whoever holds the source texts.

The graph keeps no text: a passage is a start and an end offset (Unicode code points), the digest of the
passage and a text fragment of a few words. The texts are found in a folder by their digest, whatever their
file names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from m4sd_graph.canonical import digest as digest_of_bytes
from m4sd_graph.errors import WorkspaceError

MAX_WORDS = 4
# Characters shown of a passage, and on either side of it.
MAX_PASSAGE = 1_200
MAX_AROUND = 160
FRAGMENT = "text="

SOURCE_TEXTS_QUERY = """\
PREFIX m4sd: <https://w3id.org/m4sd/ontology#>
SELECT ?document ?digest ?length WHERE {
  ?document a m4sd:SourceDocument ; m4sd:textDigest ?digest .
  OPTIONAL { ?document m4sd:textLength ?length }
} ORDER BY ?document
"""

PASSAGES_QUERY = """\
PREFIX m4sd: <https://w3id.org/m4sd/ontology#>
PREFIX oa: <http://www.w3.org/ns/oa#>
SELECT ?evidence ?document ?start ?end ?digest ?fragment WHERE {
  ?evidence oa:hasSelector ?position ; oa:hasSource ?document .
  ?position oa:start ?start ; oa:end ?end .
  OPTIONAL { ?evidence m4sd:passageDigest ?digest }
  OPTIONAL { ?evidence m4sd:textFragment ?fragment }
} ORDER BY ?evidence
"""


@dataclass(frozen=True, slots=True)
class SourceText:
    """What the graph states of the text of one document: its digest and its length in code points."""

    document: str
    digest: str
    length: int


@dataclass(frozen=True, slots=True)
class Passage:
    """What the graph states of one located passage."""

    evidence: str
    document: str
    start: int
    end: int
    digest: str
    fragment: str = ""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The words of a passage with a few before and after; ``cut`` is true where the passage itself is longer."""

    before: str
    words: str
    after: str
    cut: bool


@dataclass(frozen=True, slots=True)
class Texts:
    """The source texts that an operator holds, by the IRI of their document; they are read and never stored."""

    held: Mapping[str, str]

    def excerpt(self, document: str, start: int, end: int, stated: str) -> Excerpt | None:
        """The passage, bounded; ``None`` where the text is not held or is not what the graph ``stated`` of it."""
        text = self.held.get(document)
        if text is None or not 0 <= start < end <= len(text) or digest(text[start:end]) != stated:
            return None
        stop = min(end, start + MAX_PASSAGE)
        after = "" if stop < end else text[end : end + MAX_AROUND]
        return Excerpt(text[max(start - MAX_AROUND, 0) : start], text[start:stop], after, stop < end)


def held_texts(documents: Iterable[SourceText], directory: Path) -> Texts:
    """Find in ``directory`` the texts of ``documents`` by their digests; raise WorkspaceError where it holds none."""
    texts = read_texts(directory)
    return Texts({one.document: texts[one.digest] for one in documents if one.digest in texts})


@dataclass(frozen=True, slots=True)
class SourceMismatch:
    """A passage or text that is not as the graph says; ``evidence`` is empty where it is a whole text."""

    evidence: str
    document: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.evidence or self.document}: {self.problem} {self.remedy}"


def documents_from(rows: Iterable[Mapping[str, str]]) -> list[SourceText]:
    """Read the rows of ``SOURCE_TEXTS_QUERY``, given as lexical forms."""
    return [SourceText(row["document"], row["digest"], int(row.get("length") or -1)) for row in rows]


def passages_from(rows: Iterable[Mapping[str, str]]) -> list[Passage]:
    """Read the rows of ``PASSAGES_QUERY``, given as lexical forms."""
    return [
        Passage(
            evidence=row["evidence"],
            document=row["document"],
            start=int(row["start"]),
            end=int(row["end"]),
            digest=row.get("digest") or "",
            fragment=row.get("fragment") or "",
        )
        for row in rows
    ]


def digest(text: str) -> str:
    """Return the digest of a text as the graph writes it."""
    return digest_of_bytes(text.encode("utf-8"))


def read_texts(directory: Path) -> dict[str, str]:
    """Return the ``*.txt`` files of a folder by their digest; there must be at least one."""
    if not directory.is_dir():
        raise WorkspaceError("no such folder.", place=str(directory), remedy="Name the folder with the source texts.")
    files = sorted(directory.glob("*.txt"))
    if not files:
        raise WorkspaceError(
            "no *.txt file here.",
            place=str(directory),
            remedy="Put the texts of the sources there, one file each.",
        )
    contents = (path.read_bytes() for path in files)
    return {digest_of_bytes(data): data.decode("utf-8", errors="replace") for data in contents}


def check_sources(documents: Iterable[SourceText], located: Iterable[Passage], directory: Path) -> list[SourceMismatch]:
    """Compare every located passage with the texts in ``directory``; an empty list means that all is well."""
    return check_texts(list(documents), list(located), read_texts(directory))


def check_texts(
    documents: Sequence[SourceText], located: Sequence[Passage], texts: Mapping[str, str]
) -> list[SourceMismatch]:
    """Compare every located passage with ``texts``, which are keyed by digest."""
    known = {document.document: document for document in documents}
    mismatches = [problem for document in documents for problem in _check_text(document, texts)]
    for passage in located:
        mismatches.extend(_check_passage(passage, known.get(passage.document), texts))
    return mismatches


def _check_text(document: SourceText, texts: Mapping[str, str]) -> Iterator[SourceMismatch]:
    text = texts.get(document.digest)
    if text is None:
        yield SourceMismatch(
            "",
            document.document,
            f"no text with digest {document.digest} in the folder.",
            "Add the text as it was read, or record its new digest and locate its passages anew.",
        )
    elif len(text) != document.length:
        yield SourceMismatch(
            "",
            document.document,
            f"the text has {len(text)} code points, m4sd:textLength says {document.length}.",
            f"Set m4sd:textLength to {len(text)}.",
        )


def _check_passage(passage: Passage, document: SourceText | None, texts: Mapping[str, str]) -> Iterator[SourceMismatch]:
    if document is None:
        yield _mismatch(
            passage,
            "the document has no m4sd:textDigest, so its text cannot be recognised.",
            "Record m4sd:textDigest and m4sd:textLength of the document, or use m4sd:locator instead.",
        )
        return
    text = texts.get(document.digest)
    if text is None:
        return
    if not 0 <= passage.start < passage.end <= len(text):
        yield _mismatch(
            passage,
            f"offsets {passage.start} to {passage.end} do not fit a text of {len(text)} code points.",
            "Count in Unicode code points from 0; oa:end is the position after the last one.",
        )
        return
    yield from _check_words(passage, text[passage.start : passage.end])


def _check_words(passage: Passage, words: str) -> Iterator[SourceMismatch]:
    if digest(words) != passage.digest:
        yield _mismatch(
            passage,
            f"the passage at {passage.start} to {passage.end} does not have the stated digest.",
            f"Correct the offsets, or set m4sd:passageDigest to {digest(words)} if they are right.",
        )
    problem = fragment_problem(passage.fragment, words)
    if problem:
        yield _mismatch(
            passage,
            problem,
            f"Write {FRAGMENT}first%20words,last%20words with at most {MAX_WORDS} words at either end.",
        )


def fragment_problem(fragment: str, words: str) -> str:
    """Say what is wrong with the text fragment of the passage ``words``; empty when nothing is."""
    if not fragment:
        return ""
    if not fragment.startswith(FRAGMENT):
        return f"the text fragment does not start with {FRAGMENT}"
    ends = [unquote(part).split() for part in fragment.removeprefix(FRAGMENT).split(",")]
    if len(ends) > 2 or not all(ends):
        return "the text fragment has neither one nor two parts."
    if any(len(end) > MAX_WORDS for end in ends):
        return f"the text fragment repeats more than {MAX_WORDS} words at one end."
    return _ends_problem(ends, words.split())


def _ends_problem(ends: list[list[str]], words: list[str]) -> str:
    if len(ends) == 1:
        return "" if ends[0] == words else "the text fragment is not the whole passage."
    first, last = ends
    if words[: len(first)] != first:
        return "the passage does not begin with the first words of the text fragment."
    if words[-len(last) :] != last:
        return "the passage does not end with the last words of the text fragment."
    return ""


def _mismatch(passage: Passage, problem: str, remedy: str) -> SourceMismatch:
    return SourceMismatch(passage.evidence, passage.document, problem, remedy)
