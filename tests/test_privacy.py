"""No personal data and no copied sentences, in any file of the project.

The names that the source documents hold are kept as salted hashes of case-folded words and pairs of words, so that the
list itself republishes nobody.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).resolve().parents[1]
SEEDS = ROOT.parent / "shared/seeds"
FOLDERS = ("ontology", "data", "shapes", "src", "api", "tests", "docs", "bench")
SUFFIXES = {".ttl", ".py", ".md", ".csv", ".rq", ".html", ".css", ".jsonld", ".txt", ".cff", ".toml"}
DENIED = set((ROOT / "tests/privacy_hashes.txt").read_text(encoding="utf-8").split())
MAIL = re.compile(r"[\w.+-]+@[\w-]+\.(?!example)\w{2,}")
PHONE = re.compile(r"(?<![\w/.-])\+\d{1,3}[ .-]?\(?\d{1,4}\)?[ .-]\d{2,4}[ .-]\d{2,}")
# Longest run of words that a text of ours may share with a source: names and titles are longer, so they are listed.
RUN = 8
# Official names with the little words that stand before them; they cannot be said otherwise.
OFFICIAL = (
    "de la résolution 1244 1999 du conseil de sécurité",
    "le programme mondial oim pnud sur la migration",
    "le forum mondial sur la migration et le développement",
    "financé par la direction suisse du développement et de la coopération",
    "objectifs du pacte mondial pour des migrations sûres ordonnées et régulières",
)


def files() -> Iterator[Path]:
    """Every text file of the project."""
    for folder in FOLDERS:
        yield from (p for p in sorted((ROOT / folder).rglob("*")) if p.suffix in SUFFIXES)
    yield from (p for p in sorted(ROOT.iterdir()) if p.suffix in SUFFIXES)


def denied(text: str) -> list[str]:
    """The words and pairs of words of ``text`` that stand on the list."""
    words = re.findall(r"[^\W\d_]+", unquote(text).casefold())
    candidates = {*words, *(" ".join(pair) for pair in pairwise(words))}
    return [c for c in candidates if hashlib.sha256(f"m4sd-graph:{c}".encode()).hexdigest() in DENIED]


def test_the_list_catches_what_it_should() -> None:
    digest = hashlib.sha256(b"m4sd-graph:nobody").hexdigest()
    assert digest not in DENIED
    assert len(DENIED) >= 10


def test_no_name_of_a_person_stands_in_the_sources_list() -> None:
    found = {str(p.relative_to(ROOT)): names for p in files() if (names := denied(p.read_text(encoding="utf-8")))}
    assert not found


def test_the_list_knows_the_names_in_the_sources() -> None:
    if not SEEDS.is_dir():
        pytest.skip("the source texts are not beside the project")
    assert sum(bool(denied(p.read_text(encoding="utf-8"))) for p in SEEDS.glob("*.txt")) == 2


@pytest.mark.parametrize("pattern", [MAIL, PHONE], ids=["mail", "phone"])
def test_no_mailbox_and_no_phone(pattern: re.Pattern[str]) -> None:
    # What is built carries the licences of others as they are.
    checked = [
        p
        for p in files()
        if p.relative_to(ROOT).parts[0] in ("ontology", "data", "docs", "src", "api") and "built" not in p.parts
    ]
    found = {
        str(p.relative_to(ROOT)): hits for p in checked if (hits := pattern.findall(p.read_text(encoding="utf-8")))
    }
    assert not found


def literals(path: Path) -> list[str]:
    """The language-tagged texts of a Turtle file."""
    return re.findall(r'"((?:[^"\\]|\\.)*)"@\w\w', path.read_text(encoding="utf-8"))


def names(path: Path) -> list[str]:
    """The preferred and other names in a Turtle file: official names are the one thing that texts may share."""
    blocks = re.findall(r"skos:(?:pref|alt)Label\s(.*?)[;.]\n", path.read_text(encoding="utf-8"), re.DOTALL)
    return [text for block in blocks for text in re.findall(r'"((?:[^"\\]|\\.)*)"@\w\w', block)]


def runs(text: str) -> set[tuple[str, ...]]:
    """Every run of ``RUN`` words."""
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}


def test_no_sentence_of_a_source_is_stored() -> None:
    if not SEEDS.is_dir():
        pytest.skip("the source texts are not beside the project")
    source = set().union(*(runs(p.read_text(encoding="utf-8")) for p in SEEDS.glob("*.txt")))
    turtle = [p for folder in ("data", "ontology") for p in (ROOT / folder).rglob("*.ttl")]
    named = set().union(*map(runs, OFFICIAL), *(runs(name) for p in turtle for name in names(p)))
    copied = {text: shared for p in turtle for text in literals(p) if (shared := (runs(text) & source) - named)}
    assert not copied


def test_names_are_no_sentences() -> None:
    turtle = [p for folder in ("data", "ontology") for p in (ROOT / folder).rglob("*.ttl")]
    long = [name for p in turtle for name in names(p) if len(name.split()) > 25 or name.endswith(".")]
    assert not long
