"""A proposal from a few choices: a new plan or something that is there, and the links that it would have."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from m4sd_graph.coherence.axes import Item, in_order, item_of, of_class
from m4sd_graph.coherence.claims import SUPPORTING
from m4sd_graph.coherence.tables import Tables
from m4sd_graph.errors import ParameterError
from m4sd_graph.namespaces import M4SD, VOCAB

ID = "https://w3id.org/m4sd/id/"
PLAN = f"{ID}instrument/draft-plan"
TYPES = tuple(sorted(SUPPORTING))
HEAD = f"""PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX m4sd: <{M4SD}>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Row:
    """A link of the draft: ``source`` "" for the new plan, ``target`` by notation or IRI, ``grade`` 1 to 3."""

    source: str
    type: str
    target: str
    grade: str


def drafted(tables: Tables, name: str, country: str, rows: Sequence[Row]) -> str:
    """Return the Turtle of a draft; ``name``: of the new plan, which belongs to the state ``country``.

    Raises ParameterError for a choice that is none, at its row.
    """
    if not rows:
        raise ParameterError("no link is chosen.", place="row 1", remedy="Choose what the link leads to.")
    known = {
        **{item.notation: item.iri for item in targets(tables)},
        **{item.iri: item.iri for item in targets(tables)},
    }
    links = [_link(tables, known, row, number) for number, row in enumerate(rows, start=1)]
    plan = [_plan(tables, name.strip(), country)] if any(not row.source for row in rows) else []
    return "\n".join([HEAD, *plan, *links])


def targets(tables: Tables) -> tuple[Item, ...]:
    """What a link of a draft can lead to: targets of the SDGs, commitments and actions of the Global Compact."""
    actions = tables.parts.filter(pl.col("kind") == "objective")["part"].unique()
    found = [*(item_of(tables, iri) for iri in of_class(tables, "target")), *(item_of(tables, iri) for iri in actions)]
    return tuple(sorted(found, key=lambda item: (in_order(item.notation), item.iri)))


def sources(tables: Tables) -> Mapping[str, tuple[Item, ...]]:
    """What a link of a draft can begin at, by kind."""
    kinds = ("instrument", "body", "programme")
    return {kind: tuple(item_of(tables, iri) for iri in of_class(tables, kind)) for kind in kinds}


def _plan(tables: Tables, name: str, country: str) -> str:
    if not name or len(name) > LONGEST:
        raise ParameterError(f"the new plan needs a name of at most {LONGEST} characters.", place="name")
    if country not in of_class(tables, "country"):
        raise ParameterError("there is no such country.", place="country", remedy="Choose one of the list.")
    said = _quoted(name)
    return (
        f"<{PLAN}> a m4sd:Policy ;\n    skos:prefLabel {said}@en, {said}@fr ;\n"
        f"    dcterms:type <{VOCAB}instrument-type/plan> ;\n    m4sd:jurisdiction <{country}> ;\n"
        f"    m4sd:notRecorded dcterms:temporal ;\n    m4sd:governanceLevel <{VOCAB}governance-level/national> .\n"
    )


def _link(tables: Tables, known: Mapping[str, str], row: Row, number: int) -> str:
    place = f"row {number}"
    if row.target not in known:
        raise ParameterError(f"there is no target {row.target[:60]!r}.", place=place, remedy="Example: 10.7 or 18(b).")
    if row.type not in TYPES:
        raise ParameterError("there is no such kind of link.", place=place, remedy=f"One of {', '.join(TYPES)}.")
    if row.grade not in ("1", "2", "3"):
        raise ParameterError("there is no such grade.", place=place, remedy="One of 1, 2, 3.")
    if row.source and row.source not in {item.iri for found in sources(tables).values() for item in found}:
        raise ParameterError("the graph has no such source.", place=place, remedy="Choose one of the list.")
    return (
        f"<{ID}link/draft-{number}> a m4sd:AssertedLink ;\n    m4sd:linkSource <{row.source or PLAN}> ;\n"
        f"    m4sd:linkType <{VOCAB}link-type/{row.type}> ;\n    m4sd:linkTarget <{known[row.target]}> ;\n"
        f"    m4sd:grade {row.grade} ;\n    m4sd:confidence <{VOCAB}confidence/medium> ;\n"
        f"    m4sd:reviewStatus <{VOCAB}review-status/unreviewed> ;\n    m4sd:pathLength 1 .\n"
    )


def _quoted(text: str) -> str:
    """A Turtle string: JSON escapes what Turtle does, in the same way."""
    return json.dumps(text, ensure_ascii=False)
