"""Finds the IRI that a person means: by IRI, prefixed name, path below /id/, code or name in any language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from m4sd_graph.catalog import Catalog, is_iri
from m4sd_graph.describe import nearest
from m4sd_graph.errors import NotFoundError, ParameterError
from m4sd_graph.namespaces import ID, SKOS, expand, shorten
from m4sd_graph.store.protocol import Store

KNOWN = "ASK {{ {{ <{iri}> ?p ?o }} UNION {{ ?s ?q <{iri}> }} }}"
NAMED = f"""SELECT DISTINCT ?thing ?name WHERE {{
  VALUES ?property {{ <{SKOS}prefLabel> <{SKOS}altLabel> <{SKOS}notation> }} ?thing ?property ?name
}}"""
SHOWN = 5


def resolve(store: Store, catalog: Catalog, prefixes: Mapping[str, str], text: str, example: str = "") -> str:
    """Return the IRI of what ``text`` means; raise NotFoundError for what nothing or too much goes by.

    Of several things with this name those count that stand in the same folder as the IRI ``example``.
    """
    text = text.strip()
    iri = expand(text, prefixes)
    if is_iri(iri):
        return _checked(store, iri, prefixes)
    path = ID + text.removeprefix("/").removeprefix("id/")
    if "/" in text and is_iri(path):
        return _checked(store, path, prefixes)
    found = _called(store, catalog, text)
    beside = [iri for iri in found if iri.startswith(folder_of(example))] if example else []
    return _only(text, beside or found, prefixes) if found else _unknown(store, text, example, prefixes)


def meant_by(
    store: Store, catalog: Catalog, prefixes: Mapping[str, str], parameter: str, text: str, example: str
) -> str:
    """Return the IRI that ``text`` means as a value of ``parameter``; raise ParameterError with the nearest."""
    try:
        return resolve(store, catalog, prefixes, text, example)
    except NotFoundError as error:
        message = f"{error.place}: {error.message}" if error.place else error.message
        raise ParameterError(message, place=f"parameter {parameter}", remedy=error.remedy) from None


def folder_of(iri: str) -> str:
    """The part of an IRI that it shares with those of its kind."""
    return iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]


def _called(store: Store, catalog: Catalog, text: str) -> list[str]:
    """The things with this name or code, in any language and any case."""
    query = catalog.question("resolve-name").bind({"text": text, "lang": "en"}, {})
    return list(dict.fromkeys(row["thing"].value for row in store.select(query).rows))


def _only(text: str, found: list[str], prefixes: Mapping[str, str]) -> str:
    if len(found) == 1:
        return found[0]
    raise NotFoundError(
        f"{len(found)} things go by {text!r}.", remedy=f"Say which: {_listed(found, prefixes)}.", nearest=found[:SHOWN]
    )


def _checked(store: Store, iri: str, prefixes: Mapping[str, str]) -> str:
    if store.ask(KNOWN.format(iri=iri)):
        return iri
    near = nearest(store, iri)
    raise NotFoundError(
        "nothing is known about this IRI.",
        place=iri,
        remedy=f"Nearest: {_listed(near, prefixes)}." if near else "Give a name or code, or search the labels.",
        nearest=near,
    )


def _unknown(store: Store, text: str, example: str, prefixes: Mapping[str, str]) -> str:
    names: dict[str, str] = {}
    for thing, name in store.select(NAMED).texts():
        if thing.startswith(folder_of(example)):
            names.setdefault(name.casefold(), thing)
    close = [names[name] for name in get_close_matches(text.casefold(), names, n=SHOWN, cutoff=0.6)]
    near = list(dict.fromkeys(close))
    raise NotFoundError(
        f"nothing goes by {text!r}.",
        remedy=f"Nearest: {_listed(near, prefixes)}." if near else "Give an IRI, a prefixed name, a code or a name.",
        nearest=near,
    )


def _listed(iris: Iterable[str], prefixes: Mapping[str, str]) -> str:
    return ", ".join(shorten(iri, prefixes) for iri in list(iris)[:SHOWN])
