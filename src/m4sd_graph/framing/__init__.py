"""A resource as a JSON tree of a known shape, by profile: what it says, Turtle of the same profile says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from m4sd_graph.framing.languages import in_languages, languages_of
from m4sd_graph.framing.profiles import DEFAULT, PROFILE, PROFILES, Profile, profile_iri, profile_of
from m4sd_graph.framing.records import Record, record_of
from m4sd_graph.framing.tree import flat, framed
from m4sd_graph.framing.words import Words
from m4sd_graph.jsonld import CONTEXT_IRI, JsonObject
from m4sd_graph.store.protocol import Store

__all__ = [
    "DEFAULT",
    "PROFILE",
    "PROFILES",
    "Profile",
    "Record",
    "Words",
    "document",
    "flat",
    "in_languages",
    "languages_of",
    "profile_iri",
    "profile_of",
    "record_of",
    "tree",
]


def tree(
    store: Store,
    iri: str,
    context: Mapping[str, Any],
    *,
    profile: Profile = DEFAULT,
    languages: Sequence[str] = (),
    context_url: str = CONTEXT_IRI,
    embed: bool = False,
) -> JsonObject:
    """Return ``iri`` as one JSON-LD tree; raise NotFoundError when the store does not name it.

    ``context``: the content of the context document, written into the result when ``embed``, else ``context_url`` is.
    ``languages``: the text in the first of them that there is, for every property; none means all languages.
    """
    words = Words(context)
    record = in_languages(record_of(store, iri, profile, words), languages)
    return document(record, words, context["@context"] if embed else context_url)


def document(record: Record, words: Words, context: object) -> JsonObject:
    """The tree of a record with its context in front."""
    return {"@context": context, **framed(record, words)}
