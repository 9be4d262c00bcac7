"""Text from files of every kind, and what becomes of bad ones; each is read as a user's file is: in another process."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfWriter

from m4sd_graph.errors import DocumentError, ParameterError
from m4sd_graph.suggest.extraction import REFUSALS, Limits, extract
from tests.lib.suggest.invented import pdf, with_part, word

SENTENCE = "Ferries are safe."
HTML = (
    '<!DOCTYPE html><html><head><title>Not this</title><script>var ferry = "no"</script><style>p {}</style></head>'
    "<body><h1>Ferries</h1><p>Safe\n and <b>sound</b>.<br>Or<!-- not --> so.</p><ul><li>One<li>Two</ul></body></html>"
)
ENTITIES = "".join(f'<!ENTITY e{n} "{"&e" + str(n - 1) + ";" if n else "xxxxxxxxxx"}">' for n in range(9))


def saved(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def locked(password: str, owner: str | None = None) -> bytes:
    stream = io.BytesIO()
    writer = PdfWriter(clone_from=io.BytesIO(pdf([SENTENCE])))
    writer.encrypt(password, owner_password=owner, algorithm="RC4-128")
    writer.write(stream)
    return stream.getvalue()


def archive(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, part in parts.items():
            made.writestr(name, part)
    return stream.getvalue()


def test_a_plain_text_is_taken_as_it_is(tmp_path: Path) -> None:
    text = extract(saved(tmp_path, "a.txt", "\ufeffÉtat\r\nsûr"))
    assert (text.content, text.unit) == ("État\nsûr", "")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_byte_order_mark_tells_the_encoding(tmp_path: Path, encoding: str) -> None:
    assert extract(saved(tmp_path, "a.txt", "Паром".encode(encoding))).content == "Паром"


def test_an_encoding_may_be_named(tmp_path: Path) -> None:
    path = saved(tmp_path, "a.txt", "Паром".encode("windows-1251"))
    assert extract(path, "windows-1251").content == "Паром"
    with pytest.raises(DocumentError, match=r"a\.txt: the text is not in its encoding\. Save it as UTF-8, or name"):
        extract(path)
    for wrong in ("utf-9", "base64", "rot13", "x\0y", "../x"):
        with pytest.raises(ParameterError, match="parameter encoding: there is no such encoding"):
            extract(path, wrong)
    with pytest.raises(ParameterError, match="only text and HTML"):
        extract(saved(tmp_path, "a.pdf", pdf([SENTENCE])), "utf-8")


def test_html_gives_what_a_reader_sees(tmp_path: Path) -> None:
    assert extract(saved(tmp_path, "a.HTM", HTML)).content == "Ferries\nSafe and sound.\nOr so.\nOne\nTwo"


def test_html_may_declare_its_encoding(tmp_path: Path) -> None:
    page = '<html><head><meta charset="windows-1251"></head><p>Паром</p></html>'.encode("windows-1251")
    assert extract(saved(tmp_path, "a.html", page)).content == "Паром"
    with pytest.raises(DocumentError, match="not in its encoding"):
        extract(saved(tmp_path, "b.html", page.replace(b"windows-1251", b"no-such")))


def test_a_pdf_gives_pages_and_mends_broken_words(tmp_path: Path) -> None:
    text = extract(saved(tmp_path, "a.pdf", pdf(["Ferries."], ["Light-", "houses at", "North-", "East"])))
    assert [(b.number, b.text.strip()) for b in text.blocks] == [(1, "Ferries."), (2, "Lighthouses at\nNorth-\nEast")]
    assert text.unit == "page"


def test_a_pdf_that_anybody_may_open_is_read(tmp_path: Path) -> None:
    assert SENTENCE in extract(saved(tmp_path, "a.pdf", locked("", owner="secret"))).content


def test_a_word_document_gives_paragraphs_in_tables_too(tmp_path: Path) -> None:
    text = extract(saved(tmp_path, "a.docx", word("One.", "", "Four.", cell="Three.")))
    assert [(b.number, b.text) for b in text.blocks if b.text] == [(1, "One."), (3, "Three."), (4, "Four.")]
    assert text.unit == "paragraph"


def understated(content: bytes, size: int, said: int) -> bytes:
    """An archive whose part of ``size`` bytes says that it has ``said``."""
    assert content.count(size.to_bytes(4, "little")) == 2
    return content.replace(size.to_bytes(4, "little"), said.to_bytes(4, "little"))


BIG = 300 * 2**20
BAD = {
    "secret.pdf": (locked("secret"), "the PDF is encrypted. Save a copy without a password."),
    "scan.pdf": (pdf([], []), "no page has text: it may be a scan. Recognise its text first"),
    "broken.pdf": (b"%PDF-1.7\nnothing of a PDF", "the file is broken"),
    "cut.pdf": (pdf([SENTENCE])[:250], "the file is broken"),
    "text.pdf": (SENTENCE.encode(), "the content is not what the name says."),
    "empty.pdf": (b"", "the content is not what the name says."),
    "cut.docx": (word(SENTENCE)[:9000], "the file is broken"),
    "other.docx": (archive(a=b"x"), "the file is broken"),
    "text.docx": (SENTENCE.encode(), "the content is not what the name says."),
    "old.docx": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "this is a Word file that is encrypted, or of the old",
    ),
    "bomb.docx": (archive(bomb=bytes(80 * 2**20)), "the file unpacks to far more than it should."),
    "liar.docx": (
        understated(archive(**{"[Content_Types].xml": bytes(BIG)}), BIG, 900),
        "the file takes more than 536870912 bytes",
    ),
    "many.docx": (archive(**{f"p{n}": b"" for n in range(5000)}), "the file unpacks to far more than it should."),
    "entities.docx": (
        with_part(word(SENTENCE), "word/document.xml", f"<!DOCTYPE w [{ENTITIES}]><w>&e8;</w>".encode()),
        "the file is broken",
    ),
    "empty.txt": (b"", "there is no text in it."),
    "blank.txt": (b" \n 12 \n", "there is no text in it."),
    "binary.txt": (bytes(range(256)) * 9, "this is no text: it holds zero bytes."),
    "zero.txt": (b"Ferries\0are", "this is no text: it holds zero bytes."),
    "latin.txt": ("sûreté".encode("latin-1"), "the text is not in its encoding."),
    "empty.html": (b"<p></p><script>var a</script>", "there is no text in it."),
    "letter.odt": (SENTENCE.encode(), "this kind of file is not read. One of .txt, .html, .htm, .pdf, .docx."),
    "nosuffix": (SENTENCE.encode(), "this kind of file is not read."),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_reason_and_remedy(tmp_path: Path, name: str) -> None:
    content, message = BAD[name]
    path = saved(tmp_path, name, content)
    with pytest.raises(DocumentError) as raised:
        extract(path)
    assert str(raised.value).startswith(f"{path}: {message}")


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "folder.txt").mkdir()
    for name in ("none.txt", "pipe.txt", "folder.txt"):
        with pytest.raises(DocumentError, match="there is no such file"):
            extract(tmp_path / name)


def test_a_file_of_50_mb_is_not_read(tmp_path: Path) -> None:
    path = saved(tmp_path, "a.pdf", pdf([SENTENCE]))
    os.truncate(path, 50 * 2**20)
    with pytest.raises(DocumentError, match=r"the file has more than 20971520 bytes\. Split the document"):
        extract(path)


def test_a_file_meets_its_limits_of_time_memory_and_length(tmp_path: Path) -> None:
    deep = saved(tmp_path, "deep.html", "<div>" * 200_000 + SENTENCE)
    with pytest.raises(DocumentError, match="takes more than 2 seconds"):
        extract(deep, limits=Limits(seconds=2))
    with pytest.raises(DocumentError, match="takes more than 8388608 bytes of memory"):
        extract(deep, limits=Limits(memory=8 * 2**20))
    with pytest.raises(DocumentError, match="the text has more than 10 characters"):
        extract(saved(tmp_path, "a.txt", SENTENCE), limits=Limits(length=10))


def test_deep_nesting_is_read(tmp_path: Path) -> None:
    page = saved(tmp_path, "deep.html", "<div>" * 5000 + SENTENCE + "</div>" * 5000)
    assert extract(page).content == SENTENCE


def test_every_refusal_has_a_remedy() -> None:
    assert all(message and remedy.endswith(".") for message, remedy in REFUSALS.values())
