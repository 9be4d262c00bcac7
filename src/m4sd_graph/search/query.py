"""Words and filters as a query of the full-text engine. A caller's text is only ever a term, never parsed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tantivy import FieldType, Occur, Query, Schema

from m4sd_graph.search.model import Asked
from m4sd_graph.search.text import SLIPPED_BEGINNING, SLIPS, Wanted, slips

# Each tier is worth more than all below it and the sum of what words score.
WHOLE_NAME, BEGINS_NAME, WORDS_IN_NAMES, NEARLY_NAME, NEARLY_IN_NAMES = (
    64_000.0,
    32_000.0,
    16_000.0,
    8_000.0,
    4_000.0,
)
# How much a word counts in each field.
FIELDS = {"names": 2.0, "others": 1.5, "texts": 0.5, "context": 0.2}
NAMES = ("names", "others")
# Of a word that has the wrong letters, and of one that only begins so.
SLIPPED, BEGUN = 0.3, 0.6
# What readers look for most comes first of what matches much alike.
PRIORS = {"foremost": 6.0, "next": 3.0}
FROM, UNTIL = 0, 9_999


class Queries:
    """Makes the queries of one index."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema

    def matching(self, wanted: Wanted) -> Query:
        """What has every word somewhere, the last also as a beginning; whole names first, then names, then texts."""
        words, whole = wanted.words, wanted.whole
        if not words:
            return Query.all_query()
        numbered = [(word, n == len(words) - 1) for n, word in enumerate(words)]
        everywhere = [self._word(word, FIELDS, last=last) for word, last in numbered]
        in_names = [self._exact(word, last=last) for word, last in numbered]
        nearly = [self._word(word, NAMES, last=last) for word, last in numbered]
        begins = Query.fuzzy_term_query(self._schema, "whole", whole, 0, True, True)
        tiers = (
            (Query.term_query(self._schema, "whole", whole), WHOLE_NAME),
            (begins, BEGINS_NAME),
            (_all(in_names), WORDS_IN_NAMES),
            (Query.fuzzy_term_query(self._schema, "whole", whole, slips(whole)), NEARLY_NAME),
            (_all(nearly), NEARLY_IN_NAMES),
        )
        priors = ((Query.term_query(self._schema, "prior", name), score) for name, score in PRIORS.items())
        scored = [(Occur.Should, Query.const_score_query(query, score)) for query, score in (*tiers, *priors)]
        return Query.boolean_query([(Occur.Must, _all(everywhere)), *scored])

    def resembling(self, words: Sequence[str]) -> Query:
        """What has names that resemble any of the words."""
        spelt = [word for word in words if slips(word)]
        return _any(
            Query.fuzzy_term_query(self._schema, name, word, slips(word) if len(word) >= SLIPS else 2, True, True)
            for word in spelt
            for name in NAMES
        )

    def filtered(self, query: Query, asked: Asked, *, without: str = "") -> Query:
        """The query under the filters; ``without``: the one that is left out."""
        filters = [
            Query.term_set_query(self._schema, name, list(values))
            for name, values in (("kind", asked.kinds), ("country", asked.countries), ("domain", asked.domains))
            if values and name != without
        ]
        if without != "years":
            filters += self._years(asked)
        narrowed = [(Occur.Must, Query.const_score_query(one, 0.0)) for one in filters]
        return Query.boolean_query([(Occur.Must, query), *narrowed]) if narrowed else query

    def _years(self, asked: Asked) -> Iterator[Query]:
        if asked.first is not None:
            yield Query.range_query(self._schema, "end", FieldType.Integer, asked.first, UNTIL)
        if asked.last is not None:
            yield Query.range_query(self._schema, "start", FieldType.Integer, FROM, asked.last)

    def _word(self, word: str, fields: Iterable[str], *, last: bool) -> Query:
        return _any(one for name in fields for one in self._in(name, word, FIELDS[name], last=last))

    def _in(self, name: str, word: str, weight: float, *, last: bool) -> Iterator[Query]:
        yield Query.boost_query(Query.term_query(self._schema, name, word), weight)
        if last:
            begun = Query.fuzzy_term_query(self._schema, name, word, 0, True, True)
            yield Query.boost_query(begun, weight * BEGUN)
        if slips(word):
            beginning = last and len(word) >= SLIPPED_BEGINNING
            slipped = Query.fuzzy_term_query(self._schema, name, word, slips(word), True, beginning)
            yield Query.boost_query(slipped, weight * SLIPPED)

    def _exact(self, word: str, *, last: bool) -> Query:
        return _any(
            Query.fuzzy_term_query(self._schema, name, word, 0, True, True)
            if last
            else Query.term_query(self._schema, name, word)
            for name in NAMES
        )


def _any(queries: Iterable[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _all(queries: Iterable[Query]) -> Query:
    return Query.boolean_query([(Occur.Must, query) for query in queries])
