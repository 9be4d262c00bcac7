"""What surrounds every page: the menu with the section in which the reader stands, and the languages to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from m4sd_graph.collections import COLLECTIONS
from m4sd_graph.speech import LANGUAGES, Speech

# The address of each section, and the beginnings of the paths that belong to it.
SECTIONS: Mapping[str, tuple[str, ...]] = {
    "/browse": ("/collections", "/search", "/id/", "/vocab/", "/resource", *(f"/{name}" for name in COLLECTIONS)),
    "/questions": (),
    "/coherence": (),
    "/sparql": ("/builder",),
    "/catalog": ("/catalog.html", "/release", "/releases", "/changes", "/dataset", "/validation"),
    "/docs": ("/ontology", "/shapes", "/profiles", "/schemas", "/context"),
}
# What a service of plain RDF files has.
OF_FILES = ("/sparql",)


@dataclass(frozen=True, slots=True)
class Languages:
    """The languages of the interface by their code: what each calls itself, and this page in it."""

    names: Mapping[str, str]
    addresses: Mapping[str, str]


def menu_of(path: str, tongue: Speech, *, released: bool) -> tuple[tuple[str, str, str], ...]:
    """The address and name of each section, and "" or the path where the reader stands in it."""
    _ = tongue.gettext
    names = {
        "/browse": _("Explore"),
        "/questions": _("Questions"),
        "/coherence": _("Coherence"),
        "/sparql": _("SPARQL"),
        "/catalog": _("Data"),
        "/docs": _("Documentation"),
    }
    shown = SECTIONS if released else OF_FILES
    return tuple((address, names[address], path if _stands_in(path, address) else "") for address in shown)


def languages_of(address: str, parameters: Iterable[tuple[str, str]]) -> Languages:
    """The page at ``address`` in every language: its own parameters with another ``lang``."""
    kept = [(key, value) for key, value in parameters if key != "lang"]
    return Languages(LANGUAGES, {code: f"{address}?{urlencode([*kept, ('lang', code)])}" for code in LANGUAGES})


def _stands_in(path: str, section: str) -> bool:
    return any(path == start or path.startswith(f"{start.rstrip('/')}/") for start in _starts(section))


def _starts(section: str) -> Iterator[str]:
    yield section
    yield from SECTIONS[section]
