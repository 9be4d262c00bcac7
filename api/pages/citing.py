"""How to cite what a page tells: with the release that was read and the IRI that lasts."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date

from m4sd_graph.speech import speech

PUBLISHER = "m4sd-graph"


@dataclass(frozen=True, slots=True)
class Citation:
    """The same citation as a sentence, for BibTeX, and as CSL-JSON."""

    plain: str
    bibtex: str
    csl: str


def citation(label: str, iri: str, version: str, released: date | None, lang: str) -> Citation:
    """Cite ``iri`` as release ``version`` tells of it."""
    _ = speech(lang).gettext
    year = f" ({released.year})" if released else ""
    said = _("release %(version)s") % {"version": version}
    return Citation(
        f"{PUBLISHER}{year}. {label}. {PUBLISHER}, {said}. {iri}",
        _bibtex(label, iri, version, released),
        json.dumps([_csl(label, iri, version, released)], ensure_ascii=False, indent=2),
    )


def _bibtex(label: str, iri: str, version: str, released: date | None) -> str:
    key = re.sub(r"[^A-Za-z0-9]+", "-", iri.partition("//")[2]).strip("-")
    year = [f"  year = {{{released.year}}},"] if released else []
    lines = [
        f"@misc{{{key},",
        f"  author = {{{{{PUBLISHER}}}}},",
        f"  title = {{{{{_escaped(label)}}}}},",
        *year,
        f"  note = {{{PUBLISHER}, release {version}}},",
        f"  url = {{{iri}}}",
        "}",
    ]
    return "\n".join(lines)


def _escaped(text: str) -> str:
    """A text as BibTeX takes it: its special characters stand for themselves."""
    text = text.replace("\\", " ").replace("{", "(").replace("}", ")")
    return re.sub(r"([&%$#_])", r"\\\1", text)


def _csl(label: str, iri: str, version: str, released: date | None) -> dict[str, object]:
    issued = {"issued": {"date-parts": [[released.year, released.month, released.day]]}} if released else {}
    return {
        "id": iri,
        "type": "dataset",
        "title": label,
        "author": [{"literal": PUBLISHER}],
        "publisher": PUBLISHER,
        "version": version,
        "URL": iri,
        **issued,
    }
