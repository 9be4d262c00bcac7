"""Reads what was sent, in whichever form, and writes its statements as Turtle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyoxigraph as ox

from m4sd_graph.errors import InputError
from m4sd_graph.intake import MOST_BYTES
from m4sd_graph.intake.cells import CSV, XLSX, csv_sheets, workbook_sheets
from m4sd_graph.intake.check import Read
from m4sd_graph.intake.rdf import FORMATS, read_rdf
from m4sd_graph.intake.spreadsheet import read_sheets
from m4sd_graph.load import Dataset, Triple

# The ends of file names by what they hold.
KINDS: Mapping[str, str] = {
    "ttl": "text/turtle",
    "trig": "application/trig",
    "nt": "application/n-triples",
    "nq": "application/n-quads",
    "jsonld": "application/ld+json",
    "json": "application/ld+json",
    "rdf": "application/rdf+xml",
    "xml": "application/rdf+xml",
    "owl": "application/rdf+xml",
    "xlsx": XLSX,
    "csv": CSV,
}


def kind_of(name: str) -> str:
    """The media type of a file by the end of its name; raise InputError for one that is not read here."""
    end = name.rpartition(".")[2].lower()
    if end not in KINDS:
        raise InputError("this form is not read here.", place=name, remedy=f"Name it .{', .'.join(KINDS)}.")
    return KINDS[end]


def read(content: bytes, kind: str, name: str, dataset: Dataset) -> Read:
    """Read ``content`` of media type ``kind``; names in a spreadsheet are those of ``dataset``. Raises InputError."""
    if len(content) > MOST_BYTES:
        raise InputError(f"more than {MOST_BYTES} bytes.", place=name, remedy="Check less at a time.")
    if not content.strip():
        raise InputError("there is nothing in it.", place=name, remedy="Send a file, or text.")
    if kind in FORMATS:
        return Read(read_rdf(content, kind, name))
    sheets = csv_sheets(content, name) if kind == CSV else workbook_sheets(content, name)
    return read_sheets(sheets, name, dataset)


def as_turtle(triples: Sequence[Triple], prefixes: Mapping[str, str]) -> str:
    """The statements as Turtle with the prefixes of the graph."""
    ordered = sorted(triples, key=str)
    return (ox.serialize(ordered, format=ox.RdfFormat.TURTLE, prefixes=dict(prefixes)) or b"").decode()
