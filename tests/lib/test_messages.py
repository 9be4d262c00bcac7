"""Messages are collected from the code, and every catalogue has each of them with the same placeholders."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from m4sd_graph.errors import WorkspaceError
from m4sd_graph.messages import Collected, collect, problems, renew, renewed, translated, written

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def collected() -> Collected:
    return collect(ROOT)


def test_every_message_is_translated_into_every_language(collected: Collected) -> None:
    assert [str(problem) for problem in problems(collected)] == []
    assert renew(collected, check=True) == []


def test_messages_come_from_templates_and_from_python(tmp_path: Path) -> None:
    (tmp_path / "api").mkdir()
    (tmp_path / "src/m4sd_graph").mkdir(parents=True)
    (tmp_path / "api/a.html").write_text('{{ _("A page of %(name)s", name=x) }}{{ ngettext("one", "many", n) }}')
    (tmp_path / "src/m4sd_graph/b.py").write_text('_ = speech("fr").gettext\nspoken = _("A word")\n')
    ids = {message.id for message in collect(tmp_path).all if message.id}
    assert ids == {"A page of %(name)s", ("one", "many"), "A word"}


def test_a_text_with_its_own_french_needs_the_other_languages_only(tmp_path: Path) -> None:
    (tmp_path / "api").mkdir()
    (tmp_path / "src/m4sd_graph").mkdir(parents=True)
    (tmp_path / "api/a.py").write_text('TITLE = {"en": "Policies", "fr": "Politiques"}\nOTHER = {"en": 1, "fr": 2}\n')
    found = collect(tmp_path)
    wanted = {lang: [message.id for message in found.wanted(lang)] for lang in ("fr", "ru")}
    assert wanted == {"fr": [], "ru": ["Policies"]}


def test_outside_a_checkout_there_is_nothing_to_collect(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="no folder api"):
        collect(tmp_path)


def test_a_catalogue_keeps_its_translations_and_gains_what_is_new(collected: Collected) -> None:
    more = collect(ROOT)
    more.all.add("Something that nobody translated")
    made = renewed("fr", more)
    assert made["Search"].string == "Rechercher"
    assert made["Something that nobody translated"].string == ""
    assert written("fr", renewed("fr", collected)) == written("fr", renewed("fr", collected))


@pytest.mark.parametrize("text", ["<b>Bold</b>", "Salt & pepper", 'so-called "page"'])
def test_markup_in_a_message_is_a_problem(text: str) -> None:
    found = Catalog()
    found.add(text)
    assert any("markup" in problem.what for problem in problems(Collected(found, frozenset())))


def test_english_needs_no_catalogue() -> None:
    assert translated() == ("fr", "ru", "ky")
