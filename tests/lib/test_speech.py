"""The languages of the interface: fallbacks, numbers, plural forms."""

from __future__ import annotations

from decimal import Decimal

import pytest

from m4sd_graph.speech import LANGUAGES, order, speech, spoken


@pytest.mark.parametrize(
    ("lang", "wanted"),
    [
        ("en", ("en", "")),
        ("fr", ("fr", "en", "")),
        ("ru", ("ru", "en", "")),
        ("ky", ("ky", "ru", "en", "")),
        ("de", ("de", "en", "")),
    ],
)
def test_order_of_languages(lang: str, wanted: tuple[str, ...]) -> None:
    assert order(lang) == wanted


def test_an_unknown_language_is_answered_in_english() -> None:
    assert speech("xx").lang == "en"
    assert speech("xx").gettext("Search") == "Search"


def test_a_text_is_in_the_language_or_in_english() -> None:
    assert spoken({"en": "goal", "fr": "objectif"}, "fr") == "objectif"
    assert spoken({"en": "goal", "fr": "objectif"}, "ky") == "goal"


@pytest.mark.parametrize(("lang", "text"), [("en", "29,852.25"), ("fr", "29\u202f852,25"), ("ru", "29\xa0852,25")])
def test_numbers_as_readers_write_them(lang: str, text: str) -> None:
    assert speech(lang).number(Decimal("29852.25")) == text


def test_plural_forms_of_russian_differ() -> None:
    forms = {speech("ru").ngettext("%(number)s statement", "%(number)s statements", n) for n in (1, 2, 5)}
    assert len(forms) == 3


def test_only_reviewed_languages_say_so() -> None:
    assert {lang for lang in LANGUAGES if not speech(lang).reviewed} == {"ru", "ky"}
