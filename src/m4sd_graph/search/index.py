"""The full-text index of a release, in memory: made once from what the store answers, then only read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

import tantivy

from m4sd_graph.catalog import Query as Question
from m4sd_graph.collections.folding import words
from m4sd_graph.errors import ParameterError
from m4sd_graph.search.entries import read_entries
from m4sd_graph.search.kinds import FOREMOST, KINDS, NEXT, names_of_kind
from m4sd_graph.search.model import Asked, Count, Decade, Entry, Facets, Found, Hit, Matched
from m4sd_graph.search.query import FROM, UNTIL, Queries
from m4sd_graph.search.text import Wanted, joined, key, snippet, wanted
from m4sd_graph.speech import order
from m4sd_graph.store.protocol import Store

LONGEST, WORDS_MOST, PAGE_MOST = 200, 40, 100
NEAREST = 5
# Bytes that the engine may fill before it begins another segment: one segment keeps the order of the entries.
HEAP = 256_000_000
FILTERS = ("kind", "country", "domain")
# What the engine counts.
VALUES = {name: {"terms": {"field": name, "size": 1_000}} for name in FILTERS}
YEARS = {
    "first": {"min": {"field": "first"}},
    "last": {"max": {"field": "last"}},
    "dated": {"value_count": {"field": "start"}},
    "all": {"value_count": {"field": "number"}},
    "starts": {"histogram": {"field": "start", "interval": 10, "min_doc_count": 1}},
    "ends": {"histogram": {"field": "end", "interval": 10, "min_doc_count": 1}},
}


def open_index(store: Store, questions: Iterable[Question] = ()) -> Index:
    """Index what ``store`` holds and the questions; blocks while the store answers, and raises its StoreError."""
    return Index(read_entries(store, questions))


class Index:
    """Finds entries by words; safe to use from several threads."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = tuple(entries)
        schema = _schema()
        self._index = tantivy.Index(schema)
        self._queries = Queries(schema)
        # With one thread the order of documents, which decides among equals, is that of the entries.
        writer = self._index.writer(HEAP, 1)
        for number, entry in enumerate(self.entries):
            writer.add_document(_document(number, entry))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()
        self._countries = {c: e for e in self.entries if e.kind == "countries" for c in e.countries}
        self._domains = {d: e for e in self.entries if e.kind == "domains" for d in e.domains if _is(e, d)}

    def search(self, asked: Asked) -> Found:
        """Return the hits that were asked for, the best first; raise ParameterError for what cannot be asked."""
        asked = self._checked(asked)
        sought = wanted(words(asked.text))
        if asked.text.strip() and not sought.words:
            return Found(asked, (), 0, Facets((), (), (), 0, 0, None, None))
        query = self._queries.matching(sought)
        narrowed = self._queries.filtered(query, asked)
        found = self._searcher.search(narrowed, asked.limit, offset=asked.start)
        hits = tuple(_hit(self._entry(address), sought, asked.lang) for _, address in found.hits)
        total: int = found.count or 0  # type: ignore[attr-defined]  # The stubs have forgotten it.
        nearest = self._nearest(sought.words) if sought.words and not total else ()
        return Found(asked, hits, total, self._facets(query, asked), nearest)

    def country(self, code: str) -> Entry | None:
        """The state with a code, if there is one."""
        return self._countries.get(code)

    def _entry(self, address: tantivy.DocAddress) -> Entry:
        [number] = self._searcher.doc(address)["number"]
        return self.entries[int(number)]

    def _nearest(self, spoken: Sequence[str]) -> tuple[Entry, ...]:
        found = self._searcher.search(self._queries.resembling(spoken), NEAREST)
        return tuple(self._entry(address) for _, address in found.hits)

    def _facets(self, query: tantivy.Query, asked: Asked) -> Facets:
        told = self._counted(query, asked)
        counted = {name: {b["key"]: int(b["doc_count"]) for b in told[name]["buckets"]} for name in FILTERS}
        dated = int(told["dated"]["value"] or 0)
        first, last = (None if told[end]["value"] is None else int(told[end]["value"]) for end in ("first", "last"))
        kinds = [Count(kind, names_of_kind(kind), counted["kind"].get(kind, 0)) for kind in KINDS]
        return Facets(
            kinds=tuple(c for c in kinds if c.number or c.value in asked.kinds),
            countries=_counts(self._countries, counted["country"], asked.countries),
            domains=_counts(self._domains, counted["domain"], asked.domains),
            dated=dated,
            undated=int(told["all"]["value"] or 0) - dated,
            first=first,
            last=last,
            decades=_decades(told, dated, first, last),
        )

    def _counted(self, query: tantivy.Query, asked: Asked) -> Mapping[str, Mapping[str, Any]]:
        """The figures of every filter, each under all others; at once where no filter is set."""
        if not asked.filtered:
            found: Mapping[str, Mapping[str, Any]] = self._searcher.aggregate(query, {**VALUES, **YEARS})
            return found
        told: dict[str, Mapping[str, Any]] = {}
        for name in FILTERS:
            told |= self._searcher.aggregate(self._queries.filtered(query, asked, without=name), {name: VALUES[name]})
        return told | self._searcher.aggregate(self._queries.filtered(query, asked, without="years"), YEARS)

    def _checked(self, asked: Asked) -> Asked:
        """What is asked, with the codes of filters; raise ParameterError with the place and the remedy."""
        if len(asked.text) > LONGEST:
            raise _bad("q", f"it has more than {LONGEST} characters.", "Search for the words that matter.")
        if len(words(asked.text)) > WORDS_MOST:
            raise _bad("q", f"it has more than {WORDS_MOST} words.", "Search for the words that matter.")
        if not 1 <= asked.limit <= PAGE_MOST:
            raise _bad("limit", f"a page has between 1 and {PAGE_MOST} hits.", "Leave it out for 20.")
        if not 0 <= asked.start <= len(self.entries):
            raise _bad("start", "there are not so many things.", "Follow the link to the next page.")
        if asked.first is not None and asked.last is not None and asked.first > asked.last:
            raise _bad("from", "the period ends before it begins.", "Swap `from` and `to`.")
        for kind in asked.kinds:
            if kind not in KINDS:
                near = get_close_matches(kind, KINDS, 1)
                remedy = f"Did you mean {near[0]}?" if near else f"One of {', '.join(KINDS)}."
                raise _bad("class", f"there is no class {kind[:50]!r}.", remedy)
        countries = tuple(_code(self._countries, text, "country") for text in asked.countries)
        domains = tuple(_code(self._domains, text, "domain") for text in asked.domains)
        return replace(asked, countries=countries, domains=domains)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("number", stored=True, fast=True)
    for name in ("whole", "prior"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("names", "others", "texts", "context"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    for name in FILTERS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("start", "end", "first", "last"):
        builder.add_integer_field(name, indexed=True, fast=True)
    return builder.build()


def _document(number: int, entry: Entry) -> tantivy.Document:
    document = tantivy.Document()
    document.add_unsigned("number", number)
    for whole in sorted({key(name.text) for name in entry.names} - {""}):
        document.add_text("whole", whole)
    if entry.kind in FOREMOST | NEXT:
        document.add_text("prior", "foremost" if entry.kind in FOREMOST else "next")
    document.add_text("names", joined(n.text for n in entry.names if n.role == "label"))
    document.add_text("others", joined(n.text for n in entry.names if n.role != "label"))
    document.add_text("texts", joined(entry.texts.values()))
    document.add_text("context", joined([entry.context]))
    for name, values in zip(FILTERS, ((entry.kind,), entry.countries, entry.domains), strict=True):
        for value in values:
            document.add_text(name, value)
    if entry.dated:
        document.add_integer("start", FROM if entry.start is None else entry.start)
        document.add_integer("end", UNTIL if entry.end is None else entry.end)
    for name, year in (("first", entry.start), ("last", entry.end)):
        if year is not None:
            document.add_integer(name, year)
    return document


def _hit(entry: Entry, sought: Wanted, lang: str) -> Hit:
    """What matched: the best of the names and, where they do not have every word, of the descriptions."""
    preferred = order(lang)
    matched, best = None, (0, 0, 0, 0, 0)
    for place, name in enumerate(entry.names):
        marked, count, fit = sought.mark(name.text, name.lang)
        rank = (key(name.text) == sought.whole, count, fit, -_place(preferred, name.lang), -place)
        if count and rank > best:
            matched, best = Matched(marked, name.role), rank
    texts = [(sought.mark(text, code), -_place(preferred, code)) for code, text in entry.texts.items()]
    if not texts:
        return Hit(entry, matched, None)
    fits = best[1] < len(sought.words)
    (marked, _, _), _ = max(texts, key=lambda one: (one[0][1] if fits else 0, one[1]))
    return Hit(entry, matched, snippet(marked))


def _place(preferred: Sequence[str], lang: str) -> int:
    return preferred.index(lang) if lang in preferred else len(preferred)


def _counts(known: Mapping[str, Entry], counted: Mapping[str, int], chosen: Sequence[str]) -> tuple[Count, ...]:
    """The values that leave something, the most first, and those that are chosen."""
    found = [Count(value, entry.labels, counted.get(value, 0)) for value, entry in known.items()]
    return tuple(sorted((c for c in found if c.number or c.value in chosen), key=lambda c: (-c.number, c.value)))


def _decades(
    told: Mapping[str, Mapping[str, Any]], dated: int, first: int | None, last: int | None
) -> tuple[Decade, ...]:
    """Each decade between the years with what lasts into it: all but what ended before and what began after it."""
    years = [year for year in (first, last) if year is not None]
    if not years:
        return ()
    starts, ends = ([(b["key"], int(b["doc_count"])) for b in told[name]["buckets"]] for name in ("starts", "ends"))
    found = []
    for decade in range(min(years) // 10 * 10, max(years) + 1, 10):
        over = sum(number for end, number in ends if end < decade)
        later = sum(number for start, number in starts if start > decade)
        found.append(Decade(decade, decade + 9, dated - over - later))
    return tuple(decade for decade in found if decade.number)


def _is(entry: Entry, code: str) -> bool:
    return any(name.role == "code" and name.text == code for name in entry.names)


def _code(known: Mapping[str, Entry], text: str, place: str) -> str:
    """The code of a country or domain that is named by a code, a name or its IRI."""
    if text in known:
        return text
    folded = key(text)
    for code, entry in known.items():
        if text == entry.iri or folded in {key(name.text) for name in entry.names}:
            return code
    raise _bad(place, f"nothing of this kind is called {text[:50]!r}.", f"One of {', '.join(sorted(known))}.")


def _bad(place: str, what: str, remedy: str) -> ParameterError:
    return ParameterError(what, place=f"parameter {place}", remedy=remedy)
