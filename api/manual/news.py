"""What is new: the newest entries of the changelog."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from api.manual.markdown import Rendered, render
from api.manual.shelf import resolved, text_of

ENTRIES = 6


@dataclass(frozen=True, slots=True)
class News:
    """The newest version that the changelog names, and what was added to it last, as HTML."""

    version: str
    entries: Rendered


@cache
def news() -> News:
    """The newest version with the entries that were added to it last. Raises NotFoundError without a changelog."""
    source = text_of("changelog")
    section = next(iter(re.findall(r"^## (.*?)(?=^## |\Z)", source.text, re.MULTILINE | re.DOTALL)), "")
    version, _, body = section.partition("\n")
    added = body.partition("### Added\n")[2].partition("\n### ")[0]
    # Entries are appended: the last are the newest.
    entries = re.findall(r"^- .*?(?=^- |\Z)", added, re.MULTILINE | re.DOTALL)[-ENTRIES:]
    text = "\n".join(entry.rstrip() for entry in reversed(entries))
    return News(version.strip(), render(text, lambda target: resolved(target, source.file)))
