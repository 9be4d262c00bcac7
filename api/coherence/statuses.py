"""The status list: the members of a reference set by status, each with the links behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from api.coherence.asking import Asked
from api.coherence.parameters import COUNTED
from api.coherence.parameters import STATUS as NAMES
from api.coherence.titles import statuses_of
from m4sd_graph.coherence.claims import Claims
from m4sd_graph.coherence.sheets import Names
from m4sd_graph.coherence.status import STATUSES, Standing


@dataclass(frozen=True, slots=True)
class Behind:
    """A link behind a status: from what, of which kind and grade, derived by which rule, where its chains are told."""

    link: str
    name: str
    type: str
    grade: int
    rule: str
    role: str
    href: str


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the set and how it stands."""

    iri: str
    notation: str
    name: str
    status: str
    grade: int
    asserted: bool
    links: tuple[Behind, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """A status with how many members have it, and the address that shows these alone, or all."""

    status: str
    name: str
    count: int
    href: str
    chosen: bool


def members(asked: Asked, claims: Claims, found: Sequence[Standing], names: Names) -> tuple[Member, ...]:
    """The members in the order of their notations, each with its links, best first."""
    roles = [{"support": one.support, "gap": one.gaps, "weaker": one.weaker, "reported": one.reports} for one in found]
    wanted = [link for one in roles for links in one.values() for link in links]
    facets = {row["link"]: row for row in claims.frame.filter(claims.frame["link"].is_in(wanted)).iter_rows(named=True)}
    kept = [(name, value) for name in (*COUNTED, "lang") for value in asked.values.get(name, ())]
    return tuple(
        Member(
            *(one.item.iri, one.item.notation, one.item.name(names.language), one.status, one.grade, one.asserted),
            tuple(
                _behind(link, facets[link], role, names, kept)
                for role, links in by_role.items()
                for link in links
                if link in facets
            ),
        )
        for one, by_role in zip(found, roles, strict=True)
    )


def filters(asked: Asked, counts: Mapping[str, int], lang: str) -> tuple[Filter, ...]:
    """The statuses to choose from."""
    chosen, said = asked.several("status"), statuses_of(lang)
    rest = [(name, v) for name in (*NAMES, "lang") if name != "status" for v in asked.values.get(name, ())]
    rest.append(("format", "html"))
    return tuple(
        Filter(
            *(status, said[status], counts[status]),
            "?" + urlencode([*rest, *([] if status in chosen else [("status", status)])]),
            status in chosen,
        )
        for status in STATUSES
    )


def _behind(link: str, row: Mapping[str, object], role: str, names: Names, kept: list[tuple[str, str]]) -> Behind:
    source, grade = str(row["source"]), row["grade"]
    pairs = [("from", source), ("to", str(row["target"])), *kept, ("format", "html")]
    return Behind(
        *(link, names.of(source), str(row["type"]), int(str(grade)) if grade else 0, str(row["rule"] or ""), role),
        f"/coherence/trace?{urlencode(pairs)}",
    )
