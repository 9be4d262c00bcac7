"""The languages of the interface: messages are written in English, and Babel catalogues hold their translations.

``src/m4sd_graph/locale/<language>/LC_MESSAGES/m4sd.po`` are the only files with translations; they are read as they
are, so that nothing has to be compiled. ``make words`` collects new messages from the code into them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from importlib import resources
from io import BytesIO
from typing import TypeVar

from babel.core import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import Translations

DOMAIN = "m4sd"
# In the order in which a page offers them; messages are written in the first.
LANGUAGES: Mapping[str, str] = {"en": "English", "fr": "Français", "ru": "Русский", "ky": "Кыргызча"}
DEFAULT = "en"
# What a reader understands next best where a label is missing.
AFTER: Mapping[str, tuple[str, ...]] = {"ky": ("ru", "en")}
# A header of a catalogue: a reader of the language has gone through it.
REVIEWED = "X-Reviewed"
T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Speech:
    """One language of the interface; ``reviewed``: a reader of it has confirmed the translations."""

    lang: str
    locale: Locale
    translations: Translations
    reviewed: bool

    def gettext(self, message: str) -> str:
        """The message in this language."""
        return self.translations.ugettext(message)

    def ngettext(self, one: str, many: str, number: int) -> str:
        """The form of the message that fits ``number``; both may hold ``%(num)s``."""
        return self.translations.ungettext(one, many, number)

    def number(self, value: Decimal | int) -> str:
        """A number as readers of the language write it, with all its digits: 29,852 · 29 852."""
        return format_decimal(value, locale=self.locale, decimal_quantization=False)


def speech(lang: str) -> Speech:
    """The language of the interface with this code; English for any other."""
    return _speech(lang if lang in LANGUAGES else DEFAULT)


@cache
def _speech(lang: str) -> Speech:
    catalogue = catalogue_of(lang)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    reviewed = dict(catalogue.mime_headers).get(REVIEWED, "yes") == "yes"
    return Speech(lang, Locale.parse(lang), Translations(compiled, DOMAIN), reviewed)


def catalogue_of(lang: str) -> Catalog:
    """The catalogue of a language; an empty one for English, in which messages are written."""
    file = resources.files("m4sd_graph").joinpath("locale", lang, "LC_MESSAGES", f"{DOMAIN}.po")
    if lang == DEFAULT:
        return Catalog(locale=lang, domain=DOMAIN)
    with file.open("rb") as stream:
        return read_po(stream, locale=lang, domain=DOMAIN)


@lru_cache(maxsize=64)
def order(lang: str) -> tuple[str, ...]:
    """The languages in which a reader of ``lang`` wants a label, the best first; "" for one without a language."""
    return (lang, *(code for code in AFTER.get(lang, (DEFAULT,)) if code != lang), "")


def spoken(texts: Mapping[str, T], lang: str) -> T:
    """The text in ``lang``, else in English: for texts that stand with what they describe, such as a question."""
    return texts[lang] if lang in texts else texts[DEFAULT]
