"""The languages of the interface: messages are written in English, and Babel catalogues hold their translations.

``src/m4sd_graph/locale/<language>/LC_MESSAGES/m4sd.po`` are the only files with translations; they are read as they
are, so that nothing has to be compiled. ``m4sd words`` collects the messages of the code into them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import TypeVar, cast

from babel.core import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import Translations

DOMAIN = "m4sd"
T = TypeVar("T")
# In the order in which a page offers them; messages are written in the first.
LANGUAGES: Mapping[str, str] = {"en": "English", "fr": "Français", "ru": "Русский", "ky": "Кыргызча"}
DEFAULT = "en"
# What a reader understands next best where a label is missing.
AFTER: Mapping[str, tuple[str, ...]] = {"ky": ("ru", "en")}
# Whose translations no reader of the language has confirmed yet; pages say so.
UNREVIEWED = frozenset({"ru", "ky"})


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
    compiled = BytesIO()
    write_mo(compiled, catalogue_of(lang))
    compiled.seek(0)
    return Speech(lang, Locale.parse(lang), Translations(compiled, DOMAIN), lang not in UNREVIEWED)


def catalogue_of(lang: str) -> Catalog:
    """The catalogue of a language; an empty one for English, in which messages are written."""
    if lang == DEFAULT:
        return Catalog(locale=lang, domain=DOMAIN)
    with catalogue_file(lang).open("rb") as stream:
        return read_po(stream, locale=lang, domain=DOMAIN)


def catalogue_file(lang: str) -> Path:
    """Where the translations of a language stand."""
    return Path(__file__).parent / "locale" / lang / "LC_MESSAGES" / f"{DOMAIN}.po"


@lru_cache(maxsize=64)
def order(lang: str) -> tuple[str, ...]:
    """The languages in which a reader of ``lang`` wants a label, the best first; "" for one without a language."""
    return (lang, *(code for code in AFTER.get(lang, (DEFAULT,)) if code != lang), "")


def spoken(texts: Mapping[str, T], lang: str) -> T:
    """The text in ``lang``: its own, else the catalogue's translation of the English one, else the English one."""
    return texts[lang] if lang in texts else _translated(texts[DEFAULT], lang)


def _translated(english: T, lang: str) -> T:
    """A text, or every text in a list or a mapping, as the catalogue of ``lang`` has it."""
    found: object = english
    match english:
        case str():
            found = speech(lang).gettext(english)
        case tuple():
            found = tuple(_translated(one, lang) for one in english)
        case Mapping():
            found = {key: _translated(one, lang) for key, one in english.items()}
    return cast("T", found)
