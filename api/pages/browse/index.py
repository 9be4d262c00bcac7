"""The way into everything: what the graph holds, as cards with counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request

from api.pages.browse.asked import select
from api.pages.render import language
from api.services import services_of
from m4sd_graph.browse.tree import FRAMEWORKS
from m4sd_graph.collections import COLLECTIONS
from m4sd_graph.collections.query import counts_query
from m4sd_graph.speech import speech


@dataclass(frozen=True, slots=True)
class Card:
    """A way in: what it shows, how many there are of what it counts, and what that is."""

    name: str
    address: str
    title: str
    told: str
    count: int
    counted: str


def cards_of(request: Request) -> Mapping[str, list[Card]]:
    """The ways in: views, and lists; blocks while the store answers."""
    counts, lang = _counts(request), language(request)
    return {"views": _views(counts, lang), "lists": _lists(counts, lang)}


def _counts(request: Request) -> Mapping[str, int]:
    services, query = services_of(request), counts_query(COLLECTIONS.values())
    found = {row["name"].value: int(row["n"].value) for row in services.store.select(query).rows}
    return {**found, "relations": len(select(services, "network", {"lang": "en"}).rows), "trees": len(FRAMEWORKS)}


def _views(counts: Mapping[str, int], lang: str) -> list[Card]:
    _ = speech(lang).gettext
    cards = (
        (
            "map",
            "countries",
            _("Map"),
            _("Where the graph has something to tell, on a base without borders."),
            _("states"),
        ),
        (
            "timeline",
            "instruments",
            _("Timeline"),
            _("Instruments from their beginning to their end, and which cover a day."),
            _("instruments"),
        ),
        (
            "network",
            "relations",
            _("Network"),
            _("Bodies, partnerships and programmes, and what ties them."),
            _("relations"),
        ),
        (
            "findings",
            "findings",
            _("Findings"),
            _("Strengths and gaps by domain of migration governance."),
            _("findings"),
        ),
        (
            "figures",
            "figures",
            _("Figures"),
            _("Numbers that documents report, side by side where they differ."),
            _("figures"),
        ),
        (
            "frameworks",
            "trees",
            _("Frameworks"),
            _("Goals, objectives and domains as trees, with what is linked to each."),
            _("trees"),
        ),
    )
    return [
        Card(name, f"/browse/{name}", title, told, counts.get(of, 0), what) for name, of, title, told, what in cards
    ]


def _lists(counts: Mapping[str, int], lang: str) -> list[Card]:
    _ = speech(lang).gettext
    cards = (
        (
            "countries",
            "/browse/countries",
            _("Countries"),
            _("What is recorded for each country, and where nothing is yet."),
        ),
        (
            "instruments",
            "/instruments",
            _("Instruments"),
            _("Policies, legal acts, treaties and frameworks in one list."),
        ),
        (
            "bodies",
            "/bodies",
            _("Bodies"),
            _("Ministries, agencies, coordination bodies, international organisations."),
        ),
        (
            "partnerships",
            "/partnerships",
            _("Partnerships"),
            _("Dialogue processes and forums without a binding text."),
        ),
        (
            "programmes",
            "/programmes",
            _("Programmes and projects"),
            _("Funded cooperation work, who pays and who carries it out."),
        ),
        ("assessments", "/assessments", _("Assessments"), _("Dated examinations of a country against a framework.")),
        ("evidence", "/evidence", _("Evidence"), _("The passages that support statements, in our own words.")),
        (
            "links",
            "/links",
            _("Links"),
            _("How one thing bears on another: asserted with evidence, or derived by a rule."),
        ),
        (
            "sources",
            "/sources",
            _("Source documents"),
            _("What every statement rests on: who published it, when and where."),
        ),
    )
    return [Card(name, to, title, told, counts.get(name, 0), "") for name, to, title, told in cards]
