"""Relations between bodies, partnerships, programmes and countries: a table, of which a script draws a network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request

from api.pages.browse.asked import Asked, address, named, names_of, view_values
from api.pages.names import Item, Names
from api.pages.render import address_of
from api.services import services_of
from m4sd_graph.browse.views import KINDS
from m4sd_graph.collections.model import PREFIXES
from m4sd_graph.namespaces import expand
from m4sd_graph.speech import speech

# A drawing with more relations cannot be read; the table has them all.
DRAWN_MOST = 300


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation: from what, which, to what."""

    start: Item
    start_kind: str
    relation: Item
    end: Item
    end_kind: str


def network_values(request: Request, asked: Asked) -> Mapping[str, object]:
    """What the page of the network shows; blocks while the store answers."""
    rows = services_of(request).store.select(asked.text).rows
    kinds = {expand(name, PREFIXES): word for word, name in KINDS.items()}
    names = names_of(request, {row["relation"].value for row in rows} | set(kinds))
    lang = address_of(request).lang
    relations = [
        Relation(
            named(row["from"].value, row.get("fromName"), names),
            kinds[row["fromKind"].value],
            names.item(row["relation"].value),
            named(row["to"].value, row.get("toName"), names),
            kinds[row["toKind"].value],
        )
        for row in rows
    ]
    ends = {(item.text, kind) for r in relations for item, kind in ((r.start, r.start_kind), (r.end, r.end_kind))}
    return {
        **view_values(request, asked),
        "relations": relations,
        "things": len({row[end].value for row in rows for end in ("from", "to")}),
        "source": address(asked.path, [*asked.pairs, *([("lang", lang)] if lang else []), ("format", "json")]),
        "most": DRAWN_MOST,
        "legend": [
            (word, _kind(word, iri, names), sum(kind == word for _text, kind in ends)) for iri, word in kinds.items()
        ],
        "relation_names": {iri: names.text(iri) for iri in {row["relation"].value for row in rows}},
    }


def _kind(word: str, iri: str, names: Names) -> str:
    """What a kind is called; states stand for other places too."""
    return speech(names.lang).gettext("Country or place") if word == "State" else names.text(iri)
