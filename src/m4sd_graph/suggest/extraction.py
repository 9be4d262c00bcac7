"""Takes the text out of a file of somebody else, within limits of size, memory and time."""

from __future__ import annotations

import codecs
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from m4sd_graph.errors import DocumentError, ParameterError
from m4sd_graph.suggest.text import Block, Text, Unit, text_of

MIB = 1024 * 1024
SUFFIXES: Mapping[str, tuple[str, Unit]] = {
    ".txt": ("txt", ""),
    ".html": ("html", ""),
    ".htm": ("html", ""),
    ".pdf": ("pdf", "page"),
    ".docx": ("docx", "paragraph"),
}
OCR = "Recognise its text first (OCR) and give the result as PDF or text."
# What is wrong, and how to mend it.
REFUSALS: Mapping[str, tuple[str, str]] = {
    "kind": ("the content is not what the name says.", "Give the file the ending of what it is, or save it anew."),
    "ole": ("this is a Word file that is encrypted, or of the old format.", "Save it as .docx without a password."),
    "encrypted": ("the PDF is encrypted.", "Save a copy without a password."),
    "broken": ("the file is broken, or made in a way that is not understood.", "Open it and save it anew."),
    "binary": ("this is no text: it holds zero bytes.", "Give a text, HTML, PDF or Word file."),
    "encoding": ("the text is not in its encoding.", "Save it as UTF-8, or name its encoding with --encoding."),
    "bomb": ("the file unpacks to far more than it should.", "Save the text of the document anew."),
    "length": ("the text has more than {length} characters.", "Split the document."),
    "limits": ("the file takes more than {memory} bytes of memory.", "Save its text as .txt and give that."),
    "time": ("the file takes more than {seconds} seconds.", "Save its text as .txt and give that."),
    "size": ("the file has more than {size} bytes.", "Split the document, or save its text as .txt and give that."),
}
# How a process ends that meets a limit; one that ends otherwise has met what its parser did not expect.
ENDINGS = {-signal.SIGXCPU: "time", -signal.SIGKILL: "time", -signal.SIGABRT: "limits", -signal.SIGSEGV: "limits"}
# A word broken at the end of a line of a PDF.
HYPHENATED = re.compile(r"(?<=[^\W\d_])-\n(?=[a-zà-öø-ÿа-яё])")


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes of the file, bytes of memory, seconds, and code points of the text."""

    size: int = 20 * MIB
    memory: int = 512 * MIB
    seconds: int = 30
    length: int = 2_000_000


def extract(path: Path, encoding: str = "", limits: Limits | None = None) -> Text:
    """The text of a .txt, .html, .pdf or .docx file; raise DocumentError with the reason where there is none."""
    kind, unit = _kind(path)
    _check_encoding(encoding, kind)
    answer = _read(path, kind, encoding, limits or Limits())
    blocks = [Block(HYPHENATED.sub("", text) if kind == "pdf" else text, number) for number, text in answer]
    text = text_of(blocks, unit)
    if not any(character.isalpha() for character in text.content):
        scan = kind == "pdf" and bool(answer)
        message = "no page has text: it may be a scan." if scan else "there is no text in it."
        raise DocumentError(message, place=str(path), remedy=OCR if scan else None)
    return text


def _kind(path: Path) -> tuple[str, Unit]:
    try:
        return SUFFIXES[path.suffix.lower()]
    except KeyError:
        raise DocumentError(
            "this kind of file is not read.", place=str(path), remedy=f"One of {', '.join(SUFFIXES)}."
        ) from None


def _check_encoding(encoding: str, kind: str) -> None:
    if encoding and kind not in ("txt", "html"):
        raise ParameterError("only text and HTML have an encoding to name.", place="parameter encoding")
    try:
        if encoding and not codecs.lookup(encoding)._is_text_encoding:
            raise LookupError
    except (LookupError, ValueError):
        raise ParameterError(
            "there is no such encoding.", place="parameter encoding", remedy="Example: utf-8, windows-1251, latin-1."
        ) from None


def _read(path: Path, kind: str, encoding: str, limits: Limits) -> list[tuple[int, str]]:
    """Have another process read the opened file: nothing of it is parsed here."""
    command = [sys.executable, "-P", "-m", "m4sd_graph.suggest.reader", kind, encoding]
    command += map(str, (limits.memory, limits.seconds, limits.size, limits.length))
    with _opened(path, limits) as file:
        try:
            done = subprocess.run(
                command,
                stdin=file,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=limits.seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise _refusal(path, "time", limits) from None
    if done.returncode or not done.stdout:
        raise _refusal(path, ENDINGS.get(done.returncode, "broken"), limits)
    answer = json.loads(done.stdout)
    if "error" in answer:
        raise _refusal(path, answer["error"], limits)
    return [(int(number), str(text)) for number, text in answer["blocks"]]


def _opened(path: Path, limits: Limits) -> BinaryIO:
    if not path.is_file():
        raise DocumentError("there is no such file.", place=str(path))
    try:
        file = path.open("rb")
    except OSError as error:
        raise DocumentError(f"the file cannot be read: {error.strerror}.", place=str(path)) from None
    if os.fstat(file.fileno()).st_size > limits.size:
        file.close()
        raise _refusal(path, "size", limits)
    return file


def _refusal(path: Path, code: str, limits: Limits) -> DocumentError:
    message, remedy = REFUSALS[code]
    return DocumentError(message.format_map(asdict(limits)), place=str(path), remedy=remedy)
