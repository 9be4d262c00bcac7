"""Full-text search over a release: every named thing, in every language, by names, codes and descriptions."""

from __future__ import annotations

from m4sd_graph.search.document import found_document
from m4sd_graph.search.entries import label_of
from m4sd_graph.search.index import Index, open_index
from m4sd_graph.search.kinds import KINDS, kind_names
from m4sd_graph.search.model import Asked, Count, Decade, Entry, Facets, Found, Hit, Marked, Matched, Name
from m4sd_graph.search.text import plain

__all__ = [
    "KINDS",
    "Asked",
    "Count",
    "Decade",
    "Entry",
    "Facets",
    "Found",
    "Hit",
    "Index",
    "Marked",
    "Matched",
    "Name",
    "found_document",
    "kind_names",
    "label_of",
    "open_index",
    "plain",
]
