"""Compares what is suggested for the source texts with what the graph says of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from m4sd_graph import sources
from m4sd_graph.coherence.claims import claims_of
from m4sd_graph.coherence.tables import Tables
from m4sd_graph.store.protocol import Store
from m4sd_graph.suggest.matcher import THRESHOLD, suggest
from m4sd_graph.suggest.text import Block, text_of
from m4sd_graph.suggest.vocabulary import COMMITMENT, KINDS, Kind, Vocabulary

ENTITIES_QUERY = """\
PREFIX m4sd: <https://w3id.org/m4sd/ontology#>
PREFIX oa: <http://www.w3.org/ns/oa#>
SELECT DISTINCT ?document ?thing WHERE {
  ?thing m4sd:hasEvidence/oa:hasSource ?document .
} ORDER BY ?document ?thing
"""


@dataclass(frozen=True, slots=True)
class Score:
    """Suggested and expected things of one kind: over all documents, a thing counted once per document."""

    kind: Kind
    hits: tuple[tuple[str, str], ...]
    wrong: tuple[tuple[str, str], ...]
    missed: tuple[tuple[str, str], ...]

    @property
    def suggested(self) -> int:
        """How many were suggested."""
        return len(self.hits) + len(self.wrong)

    @property
    def expected(self) -> int:
        """How many the graph says."""
        return len(self.hits) + len(self.missed)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The scores by kind: against asserted links, and against asserted and derived ones.

    ``elsewhere``: known things that other documents support too, whose names need not come from the text itself;
    ``absent``: documents whose text was not at hand.
    """

    threshold: float
    documents: tuple[str, ...]
    absent: tuple[str, ...]
    asserted: tuple[Score, ...]
    derived: tuple[Score, ...]
    elsewhere: Score


Pairs = set[tuple[str, str]]


def evaluate(
    store: Store, tables: Tables, vocabulary: Vocabulary, folder: Path, threshold: float = THRESHOLD
) -> Evaluation:
    """Suggest for every located document whose text is in ``folder``, and compare; WorkspaceError without texts."""
    rows = store.select(sources.SOURCE_TEXTS_QUERY).rows
    known = sources.documents_from([{name: term.value for name, term in row.items()} for row in rows])
    texts = sources.read_texts(folder)
    here = {one.document: text_of([Block(texts[one.digest])]) for one in known if one.digest in texts}
    found: Pairs = set()
    for document, text in here.items():
        found |= {(document, s.thing) for s in suggest(text, vocabulary, None, threshold).found}
    frame, things = claims_of(tables).frame, _things(store, vocabulary)
    asserted, derived = (
        {pair for pair in _linked(links) | things if pair[0] in here and pair[1] in vocabulary.kinds}
        for links in (frame.filter(pl.col("rule").is_null()), frame)
    )
    return Evaluation(
        threshold,
        tuple(here),
        tuple(one.document for one in known if one.digest not in texts),
        _scores(found, asserted, vocabulary),
        _scores(found, derived, vocabulary),
        _score("entity", _elsewhere(found, things), _elsewhere(things & derived, things)),
    )


def _linked(links: pl.DataFrame) -> Pairs:
    """The targets of links with the documents at their root."""
    return set(links.explode("documents").drop_nulls("documents").select("documents", "target").iter_rows())


def _things(store: Store, vocabulary: Vocabulary) -> Pairs:
    """The known things with the documents that support them."""
    pairs = {(row["document"].value, row["thing"].value) for row in store.select(ENTITIES_QUERY).rows}
    return _of_kind(pairs, "entity", vocabulary.kinds)


def _elsewhere(pairs: Pairs, supported: Pairs) -> Pairs:
    """Those of ``pairs`` whose thing another document supports too."""
    documents: dict[str, set[str]] = {}
    for document, thing in supported:
        documents.setdefault(thing, set()).add(document)
    return {(document, thing) for document, thing in pairs if documents.get(thing, set()) - {document}}


def _scores(found: Pairs, expected: Pairs, vocabulary: Vocabulary) -> tuple[Score, ...]:
    whole = _with_wholes(found), _with_wholes(expected)
    return tuple(_score(kind, *(_of_kind(pairs, kind, vocabulary.kinds) for pairs in whole)) for kind in KINDS)


def _with_wholes(pairs: Pairs) -> Pairs:
    """An action speaks for its objective too."""
    rolled = {(document, _whole(thing)) for document, thing in pairs}
    return pairs | rolled


def _whole(thing: str) -> str:
    return thing.rpartition("/")[0] + COMMITMENT if "/vocab/gcm/" in thing else thing


def _of_kind(pairs: Pairs, kind: Kind, kinds: Mapping[str, Kind]) -> Pairs:
    return {pair for pair in pairs if kinds.get(pair[1]) == kind}


def _score(kind: Kind, found: Pairs, expected: Pairs) -> Score:
    hits, wrong, missed = found & expected, found - expected, expected - found
    return Score(kind, tuple(sorted(hits)), tuple(sorted(wrong)), tuple(sorted(missed)))
