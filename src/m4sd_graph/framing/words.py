"""The words of a JSON-LD context: what each term stands for and how its values are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from m4sd_graph.namespaces import RDF

TYPE = f"{RDF}type"
ID, VOCABULARY = "@id", "@vocab"


@dataclass(frozen=True, slots=True)
class Word:
    """One term of the context.

    ``coerced``: ``@id``, ``@vocab``, the IRI of a datatype, or "" for none. ``languages``: texts stand in a map by
    language. ``several``: values stand in a list, also a single one. ``vocabulary``: what codes are short for, if the
    values are codes. ``place`` in the context.
    """

    name: str
    iri: str
    coerced: str = ""
    languages: bool = False
    several: bool = False
    vocabulary: str = ""
    place: int = 0

    @property
    def names_terms(self) -> bool:
        """True when the values are terms of the ontology, written as the words of the context."""
        return self.coerced == VOCABULARY and not self.vocabulary


class Words:
    """A context read once: ``properties`` and ``reverse`` (told from the other end) by IRI, ``terms`` by IRI."""

    def __init__(self, context: Mapping[str, Any]) -> None:
        entries: Mapping[str, Any] = context["@context"]
        self.prefixes = {name: entry for name, entry in entries.items() if _is_namespace(entry)}
        self.properties: dict[str, Word] = {}
        self.reverse: dict[str, Word] = {}
        self.terms: dict[str, str] = {}
        self.names = frozenset(entries)
        for place, (name, entry) in enumerate(entries.items()):
            if not name.startswith("@") and name not in self.prefixes:
                self._read(name, entry if isinstance(entry, dict) else {ID: entry}, place)

    def _read(self, name: str, entry: Mapping[str, Any], place: int) -> None:
        if "@reverse" in entry:
            iri = self._expand(entry["@reverse"])
            self.reverse[iri] = Word(name, iri, ID, several=True, place=place)
            return
        if entry[ID].startswith("@"):
            return
        containers = entry.get("@container", ())
        iri, coerced = self._expand(entry[ID]), entry.get("@type", "")
        self.terms[iri] = name
        self.properties[iri] = Word(
            name,
            iri,
            coerced if coerced.startswith("@") else self._expand(coerced),
            "@language" in containers,
            "@set" in containers,
            entry.get("@context", {}).get(VOCABULARY, ""),
            place,
        )

    def _expand(self, name: str) -> str:
        prefix, colon, local = name.partition(":")
        return self.prefixes[prefix] + local if colon and prefix in self.prefixes else name

    def term(self, iri: str) -> str:
        """The word for ``iri``; else its shortest prefixed name, or the IRI itself."""
        return self.terms.get(iri) or self.prefixed(iri)

    def prefixed(self, iri: str) -> str:
        """A name with a prefix, which stands for ``iri`` whatever words there are; the IRI itself where none fits."""
        fits = [f"{p}:{iri[len(n) :]}" for p, n in self.prefixes.items() if iri.startswith(n) and len(iri) > len(n)]
        fits = [name for name in fits if name not in self.names and not name.partition(":")[2].startswith("//")]
        return min(fits, key=len, default=iri)

    def code(self, iri: str, word: Word) -> str:
        """``iri`` as a value of ``word``: a code of its vocabulary, a word, or the IRI."""
        if word.coerced != VOCABULARY:
            return iri
        if not word.vocabulary:
            return self.term(iri)
        code = iri.removeprefix(word.vocabulary)
        # A code that is also a word or looks like a prefixed name would be read as that.
        return iri if not code or ":" in code or code in self.names else code


def _is_namespace(entry: object) -> bool:
    return isinstance(entry, str) and entry.startswith("http") and entry.endswith(("#", "/"))
