"""One language for every text: the one asked for, else the next in a fixed order, and the record says which."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from m4sd_graph.errors import ParameterError
from m4sd_graph.framing import Words, in_languages, languages_of, tree
from m4sd_graph.framing.languages import MOST
from m4sd_graph.framing.records import Record
from m4sd_graph.framing.tree import framed
from m4sd_graph.jsonld import JsonObject
from m4sd_graph.namespaces import ID
from m4sd_graph.store.local import LocalStore, term_of
from m4sd_graph.store.protocol import Statement
from tests.lib.support import triples

THING = """ex:s skos:prefLabel "one"@en , "un"@fr , "bir"@ky ; skos:altLabel "odin"@ru , "eins"@de , "nu"@ro ;
  skos:definition "zwei"@de , "doi"@ro ; skos:scopeNote "plain" , "drei"@de ; skos:notation "7" ; m4sd:grade 7 ;
  skos:editorialNote "a"@en-GB , "b"@en-GB , "c"@de ."""


@pytest.mark.parametrize(
    ("asked", "label", "alternative", "definition", "used"),
    [
        (["fr"], {"fr": "un"}, {"ru": ["odin"]}, {"de": "zwei"}, ("fr", "ru", "de")),
        (["ky", "ro"], {"ky": "bir"}, {"ro": ["nu"]}, {"ro": "doi"}, ("ky", "ro", "de")),
        (["uz"], {"en": "one"}, {"ru": ["odin"]}, {"de": "zwei"}, ("en", "ru", "de")),
        (["en-gb"], {"en": "one"}, {"ru": ["odin"]}, {"de": "zwei"}, ("en-gb", "en", "ru", "de")),
    ],
)
def test_the_next_language_there_is(
    words: Words, asked: Sequence[str], label: object, alternative: object, definition: object, used: tuple[str, ...]
) -> None:
    record = in_languages(Record("https://example.org/s", "standard", statements(), ""), asked)
    told = framed(record, words)
    assert (told["label"], told["altLabel"], told["definition"]) == (label, alternative, definition)
    assert (told["notation"], told["grade"], told["scopeNote"]) == (["7"], 7, {"@none": "plain"})
    assert set(record.languages) == set(used)
    assert record.languages[0] == used[0]


def statements() -> tuple[Statement, ...]:
    return tuple(Statement(term_of(t.subject), term_of(t.predicate), term_of(t.object)) for t in triples(THING))


def test_nothing_asked_is_everything(words: Words) -> None:
    record = Record("https://example.org/s", "standard", statements(), "")
    assert in_languages(record, ()) is record


def test_every_thing_that_is_named_is_told_in_the_language(store: LocalStore, context: JsonObject) -> None:
    told = tree(store, f"{ID}country/kyrgyzstan", context, languages=("fr",))
    assert told["label"] == {"fr": "Kirghizistan"}
    assert all(set(thing["label"]) == {"fr"} for key in ("concerns", "hasPart") for thing in told.get(key, ()))


@pytest.mark.parametrize(
    ("text", "tags"), [("fr", ("fr",)), ("FR , ru", ("fr", "ru")), (" ", ()), ("zh-Hant", ("zh-hant",))]
)
def test_tags_are_read(text: str, tags: tuple[str, ...]) -> None:
    assert languages_of(text) == tags


@pytest.mark.parametrize("text", ["f", "fr;q=1", "fr,,en", "\0", "français", "fr" + ",en" * MOST, "x" * 9, '"'])
def test_what_is_no_tag_is_refused(text: str) -> None:
    with pytest.raises(ParameterError, match="such as fr"):
        languages_of(text)
