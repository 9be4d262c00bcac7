"""An invented vocabulary, and files of every kind with invented text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import docx

from m4sd_graph.suggest.text import Block, Text, text_of
from m4sd_graph.suggest.vocabulary import Vocabulary, vocabulary_of

EX = "https://example.org/"
GCM = "https://w3id.org/m4sd/vocab/gcm/"
ROWS = (
    ("t/1", "target", "en", "Ferry safety for travellers", "4.1"),
    ("t/1", "target", "fr", "Sécurité des bacs pour les voyageurs", "4.1"),
    ("t/2", "target", "en", "Ferry tickets", "4.2"),
    ("g/4", "goal", "en", "Good ferries", "4"),
    (f"{GCM}7", "objective", "en", "Fewer storms", "7"),
    (f"{GCM}7/commitment", "action", "en", "Warn travellers of storms", "7 commitment"),
    (f"{GCM}7/a", "action", "en", "Build lighthouses at every harbour", "7(a)"),
    ("e/hc", "entity", "en", "Harbour Council", ""),
    ("e/hc", "entity", "ru", "Совет гавани", ""),
    ("e/hc", "entity", "en", "HC", ""),
    ("e/isle", "entity", "en", "Isle", ""),
)


def vocabulary() -> Vocabulary:
    keys = ("thing", "kind", "language", "name", "notation")
    rows = [{key: value for key, value in zip(keys, row, strict=True) if value} for row in ROWS]
    return vocabulary_of([row | {"thing": iri(row["thing"])} for row in rows])


def iri(thing: str) -> str:
    return thing if thing.startswith("https:") else EX + thing


def plain(*lines: str) -> Text:
    return text_of([Block("\n".join(lines))])


def pdf(*pages: Sequence[str]) -> bytes:
    """A PDF with a page for each sequence of lines, in Latin letters."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        shown = b" ".join(b"(%s) Tj T*" % line.encode("latin-1") for line in lines)
        stream = b"BT /F1 12 Tf 72 720 Td 14 TL " + shown + b" ET"
        place = len(objects) + 1
        kids.append(b"%d 0 R" % place)
        resources = b"<< /Font << /F1 3 0 R >> >>"
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources %s /Contents %d 0 R >>"
            % (resources, place + 1)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    return _file(objects)


def _file(objects: Sequence[bytes]) -> bytes:
    content, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(content))
    return content + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + end


def word(*paragraphs: str, cell: str = "") -> bytes:
    """A Word document; ``cell`` is a table of one cell before the last paragraph."""
    document = docx.Document()
    for index, paragraph in enumerate(paragraphs):
        if cell and index == len(paragraphs) - 1:
            document.add_table(1, 1).cell(0, 0).text = cell
        document.add_paragraph(paragraph)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """A Word document with another content of one part."""
    source, stream = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for known in source.namelist():
            archive.writestr(known, part if known == name else source.read(known))
    return stream.getvalue()
