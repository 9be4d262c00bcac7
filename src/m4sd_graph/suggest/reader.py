"""Takes the text out of a foreign file, in a process of its own: ``python -m m4sd_graph.suggest.reader KIND …``.

The file comes as standard input; what is found goes to standard output as JSON: ``{"blocks": [[number, text], …]}`` or
``{"error": code}`` with a code of ``extraction.REFUSALS``. Before the file is read, the process gives up memory, the
network and other programs. What a parser raises beyond the expected ends the process, which tells the caller enough.
"""

from __future__ import annotations

import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping

import docx
from bs4 import BeautifulSoup
from bs4.dammit import EncodingDetector
from bs4.element import NavigableString, Tag
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from pypdf import PasswordType, PdfReader
from pypdf.errors import DependencyError, PyPdfError

from m4sd_graph.workers.sandbox import confine

Pieces = Iterator[tuple[int, str]]
OLE, ZIP, PDF = b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b"%PDF-"
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
HIDDEN = ("script", "style", "noscript", "template", "title", "svg")
INLINE = frozenset(
    ["a", "abbr", "b", "cite", "code", "em", "i", "mark", "q", "small", "span", "strong", "sub", "sup", "time", "u"]
)
PARTS, UNPACKED = 4096, 64 * 1024 * 1024


class RefusedError(Exception):
    """The file is refused; the argument is the code."""


def main(kind: str, encoding: str, memory: int, seconds: int, size: int, length: int) -> None:
    """Read standard input as a file of ``kind`` and print what is in it; the limits are bytes, seconds, code points."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    confine(memory)
    try:
        answer: object = {"blocks": _bounded(READERS[kind](_content(size), encoding), length)}
    except RefusedError as refusal:
        answer = {"error": str(refusal)}
    except (MemoryError, RecursionError):
        answer = {"error": "limits"}
    json.dump(answer, sys.stdout)


def _content(size: int) -> bytes:
    content = sys.stdin.buffer.read(size + 1)
    if len(content) > size:
        raise RefusedError("size")
    return content


def _bounded(pieces: Pieces, length: int) -> list[tuple[int, str]]:
    blocks, total = [], 0
    for number, text in pieces:
        total += len(text)
        if total > length:
            raise RefusedError("length")
        blocks.append((number, text))
    return blocks


def _text(content: bytes, encoding: str) -> Pieces:
    yield 0, _decoded(content, encoding)


def _html(content: bytes, encoding: str) -> Pieces:
    declared = encoding or EncodingDetector.find_declared_encoding(content, is_html=True) or ""
    soup = BeautifulSoup(_decoded(content, declared), "html.parser")
    for tag in soup(HIDDEN):
        tag.decompose()
    lines = (" ".join(line.split()) for line in "".join(_shown(soup)).splitlines())
    yield 0, "\n".join(line for line in lines if line)


def _shown(soup: BeautifulSoup) -> Iterator[str]:
    """The strings in their order, white space as one blank, with a line break wherever another block begins or ends."""
    last: Tag | None = None
    for element in soup.descendants:
        if isinstance(element, Tag):
            if element.name == "br":
                yield "\n"
        elif type(element) is NavigableString:
            block = next(tag for tag in element.parents if tag.name not in INLINE)
            if block is not last and element.strip():
                yield "\n"
                last = block
            yield re.sub(r"\s+", " ", element)


def _decoded(content: bytes, encoding: str) -> str:
    marked = next((name for mark, name in MARKS if content.startswith(mark)), "")
    try:
        text = content.decode(marked or encoding or "utf-8")
    except (UnicodeDecodeError, LookupError):
        raise RefusedError("binary" if b"\0" in content else "encoding") from None
    if "\0" in text:
        raise RefusedError("binary")
    return text


def _pdf(content: bytes, _encoding: str) -> Pieces:
    if PDF not in content[:1024]:
        raise RefusedError("kind")
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
            raise RefusedError("encrypted")
        for number, page in enumerate(reader.pages, 1):
            yield number, page.extract_text()
    except DependencyError:
        raise RefusedError("encrypted") from None
    except PyPdfError:
        raise RefusedError("broken") from None


def _docx(content: bytes, _encoding: str) -> Pieces:
    if not content.startswith(ZIP):
        raise RefusedError("ole" if content.startswith(OLE) else "kind")
    _check_archive(content)
    try:
        document = docx.Document(io.BytesIO(content))
    except (zipfile.BadZipFile, KeyError, ValueError):
        raise RefusedError("broken") from None
    for number, element in enumerate(document.element.body.iter(qn("w:p")), 1):
        yield number, Paragraph(element, document._body).text


def _check_archive(content: bytes) -> None:
    """Refuse an archive that says it unpacks to too much; one that says too little meets the limit of memory."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except zipfile.BadZipFile:
        raise RefusedError("broken") from None
    if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
        raise RefusedError("bomb")


READERS: Mapping[str, Callable[[bytes, str], Pieces]] = {"txt": _text, "html": _html, "pdf": _pdf, "docx": _docx}

if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:7]))
