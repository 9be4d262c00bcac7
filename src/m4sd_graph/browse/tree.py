"""Frameworks as trees: what stands under what, and how many links end at each part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from m4sd_graph.collections.folding import code_key
from m4sd_graph.errors import NotFoundError
from m4sd_graph.namespaces import SDG, VOCAB
from m4sd_graph.store.protocol import Term

# The concept scheme of each framework, by the name in its address.
FRAMEWORKS: Mapping[str, str] = {
    "sdgs": SDG.rstrip("/"),
    "gcm": f"{VOCAB}gcm",
    "gcm-principles": f"{VOCAB}gcm-principle",
    "migof": f"{VOCAB}migof",
    "mgi": f"{VOCAB}mgi-domain",
    "coherence": f"{VOCAB}coherence-domain",
}
# No framework goes deeper; a loop in the data must not either.
DEEPEST = 8
COUNTS = ("asserted", "derived", "findings")


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a framework: links and findings that end at it, and the parts below."""

    iri: str
    code: str
    name: Term | None
    asserted: int
    derived: int
    findings: int
    parts: tuple[Node, ...]

    @property
    def total(self) -> int:
        """Links and findings here and below."""
        return self.asserted + self.derived + self.findings + sum(part.total for part in self.parts)

    @property
    def inferred(self) -> int:
        """Derived links here and below."""
        return self.derived + sum(part.inferred for part in self.parts)

    @property
    def size(self) -> int:
        """This part and all below."""
        return 1 + sum(part.size for part in self.parts)


def scheme_of(name: str) -> str:
    """The concept scheme of the framework of this name; raise NotFoundError where there is none."""
    if name not in FRAMEWORKS:
        raise NotFoundError(f"no framework {name[:60]!r}.", remedy=f"One of {', '.join(FRAMEWORKS)}.")
    return FRAMEWORKS[name]


def tree(rows: Iterable[Mapping[str, Term]]) -> tuple[Node, ...]:
    """The rows of the query *framework* as trees, parts in the order of their codes."""
    by_iri = {row["node"].value: row for row in rows}
    below: dict[str, list[str]] = {}
    for iri, row in by_iri.items():
        above = row["above"].value if "above" in row else ""
        below.setdefault(above if above in by_iri else "", []).append(iri)
    return _nodes("", by_iri, below, DEEPEST)


def _nodes(
    above: str, rows: Mapping[str, Mapping[str, Term]], below: Mapping[str, list[str]], levels: int
) -> tuple[Node, ...]:
    if not levels:
        return ()
    made = (_node(iri, rows[iri], _nodes(iri, rows, below, levels - 1)) for iri in below.get(above, ()))
    return tuple(sorted(made, key=lambda node: (code_key(_first(node.code)), node.iri)))


def _first(code: str) -> str:
    """The code as it is ordered: a commitment before the actions that follow from it."""
    return code.replace(" commitment", "")


def _node(iri: str, row: Mapping[str, Term], parts: tuple[Node, ...]) -> Node:
    code = row["code"].value if "code" in row else ""
    asserted, derived, findings = (int(row[name].value) if name in row else 0 for name in COUNTS)
    return Node(iri, code, row.get("name"), asserted, derived, findings, parts)
