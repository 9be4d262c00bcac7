"""The messages of the interface as they stand in the code, and the catalogues of their translations.

Messages are collected from the Python files and templates of a checkout by Babel; a catalogue keeps the translation of
each, sorted, without places in the code and without times, so that it changes only when a message does. Texts that
stand in the code in English and French, such as the title of a collection, need the other languages only.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from m4sd_graph.errors import WorkspaceError
from m4sd_graph.speech import DEFAULT, LANGUAGES, catalogue_file, catalogue_of

FOLDERS = ("api", "src/m4sd_graph")
# What a release says of itself in a catalogue is data, in English and French.
DATA = frozenset({"dcat"})
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
OPTIONS: dict[str, dict[str, str]] = {"**.html": {"newstyle_gettext": "true", "silent": "false"}}
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w*\}")
# Messages stand in attributes and between tags as they are.
MARKUP = re.compile(r"[<>&\"]")
WIDTH = 120


@dataclass(frozen=True, slots=True)
class Collected:
    """The messages of the code by language: ``own`` are those that stand there in French too."""

    all: Catalog
    own: frozenset[str]

    def wanted(self, lang: str) -> Iterator[Message]:
        """The messages that the catalogue of a language has to translate."""
        return (m for m in self.all if m.id and not (lang == "fr" and m.id in self.own))


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a message of a language."""

    lang: str
    message: str
    what: str

    def __str__(self) -> str:
        return f"{self.lang}: {self.message!r} {self.what}"


def collect(root: Path) -> Collected:
    """The messages of the code below ``root``, a checkout. Raises WorkspaceError."""
    called, own = Catalog(domain="m4sd"), set[str]()
    for folder in FOLDERS:
        if not (root / folder).is_dir():
            raise WorkspaceError(f"no folder {folder} here.", place=str(root), remedy="Run inside a checkout.")
        for _, _, message, comments, context in extract_from_dir(root / folder, METHODS, OPTIONS):
            called.add(message, context=context, auto_comments=comments)
        for file in sorted((root / folder).rglob("*.py")):
            if file.parent.name in DATA:
                continue
            own |= set(_bilingual(ast.parse(file.read_text(encoding="utf-8"))))
    own -= {message.id for message in called if isinstance(message.id, str)}
    for text in own:
        called.add(text)
    return Collected(called, frozenset(own))


def _bilingual(tree: ast.AST) -> Iterator[str]:
    """The English of each ``{"en": …, "fr": …}`` in a module: a text, or a list or a mapping of texts."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict) and [getattr(key, "value", "") for key in node.keys] == ["en", "fr"]:
            yield from _texts(node.values[0])


def _texts(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.Dict(values=values) | ast.Tuple(elts=values):
            for one in values:
                yield from _texts(one)
        case ast.Starred(value=value):
            yield from _texts(value)


def renewed(lang: str, collected: Collected) -> Catalog:
    """The catalogue of a language with exactly the collected messages, and the translations that it has."""
    kept = catalogue_of(lang)
    made = Catalog(locale=lang, domain="m4sd", fuzzy=False)
    for message in collected.wanted(lang):
        known = kept.get(message.id)
        made.add(message.id, known.string if known else "", user_comments=known.user_comments if known else ())
    return made


def written(lang: str, catalogue: Catalog) -> bytes:
    """The file of a catalogue."""
    head = "\n".join(
        (
            'msgid ""\nmsgstr ""',
            f'"Language: {lang}\\n"',
            f'"Plural-Forms: {catalogue.plural_forms}\\n"',
            '"Content-Type: text/plain; charset=utf-8\\n"',
            '"Content-Transfer-Encoding: 8bit\\n"',
        )
    )
    body = BytesIO()
    write_po(body, catalogue, width=WIDTH, sort_output=True, omit_header=True, no_location=True)
    return f"{head}\n\n".encode() + body.getvalue()


def renew(collected: Collected, *, check: bool) -> list[str]:
    """Write the catalogues that differ from the code, or only name them; return their languages."""
    stale = []
    for lang in translated():
        text, file = written(lang, renewed(lang, collected)), catalogue_file(lang)
        if not file.exists() or file.read_bytes() != text:
            stale.append(lang)
            if not check:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(text)
    return stale


def translated() -> tuple[str, ...]:
    """The languages that need a catalogue."""
    return tuple(lang for lang in LANGUAGES if lang != DEFAULT)


def problems(collected: Collected) -> Iterator[Problem]:
    """What a reader of each language would miss or see wrong."""
    for message in collected.all:
        for text in _forms(message.id):
            if text and MARKUP.search(text):
                yield Problem(DEFAULT, text, "holds a character that is markup on a page")
    for lang in translated():
        for message in catalogue_of(lang):
            if message.id:
                yield from _of_message(lang, message)


def _of_message(lang: str, message: Message) -> Iterator[Problem]:
    name, wanted = _forms(message.id)[0], set(PLACEHOLDER.findall(_forms(message.id)[-1]))
    for text in _forms(message.string):
        if not text:
            yield Problem(lang, name, "is not translated")
        elif MARKUP.search(text):
            yield Problem(lang, name, "holds a character that is markup on a page")
        elif set(PLACEHOLDER.findall(text)) != wanted:
            yield Problem(lang, name, "has other placeholders than its translation")


def _forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return tuple(text or ("",)) if not isinstance(text, str) else (text,)
