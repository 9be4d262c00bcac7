"""The forms of what-if and compare: what they offer, what was typed, and the proposal that comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request

from api.body import body_of
from api.coherence.body import PATIENCE, ProposalSizeError
from m4sd_graph.coherence.axes import item_of, of_class
from m4sd_graph.coherence.changes import MOST_BYTES
from m4sd_graph.coherence.drafts import TYPES, Row, drafted, sources, targets
from m4sd_graph.coherence.naming import naming
from m4sd_graph.coherence.tables import Tables
from m4sd_graph.errors import ParameterError

FORM = "application/x-www-form-urlencoded"
# Every byte of a proposal may be written as three; and the rest of the form.
MOST = 3 * MOST_BYTES + 20_000
ROWS = 3
FIELDS = ("source", "type", "target", "grade")
# What the form shows until something is typed.
EXAMPLE = """PREFIX m4sd: <https://w3id.org/m4sd/ontology#>
PREFIX instrument: <https://w3id.org/m4sd/id/instrument/>

<https://w3id.org/m4sd/id/link/draft-concept--gcm-18-b> a m4sd:AssertedLink ;
    m4sd:linkSource instrument:kg-migration-policy-concept-2021-2030 ;
    m4sd:linkType <https://w3id.org/m4sd/vocab/link-type/provides-for> ;
    m4sd:linkTarget <https://w3id.org/m4sd/vocab/gcm/18/b> ;
    m4sd:grade 3 ;
    m4sd:confidence <https://w3id.org/m4sd/vocab/confidence/medium> ;
    m4sd:reviewStatus <https://w3id.org/m4sd/vocab/review-status/unreviewed> ;
    m4sd:pathLength 1 .
"""
Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Offered:
    """What the form offers: sources by kind, kinds of link, targets by notation, countries; each with its name."""

    sources: Mapping[str, Choices]
    types: Choices
    targets: Choices
    countries: Choices


def offered(tables: Tables, lang: str) -> Offered:
    """What can be chosen, in the language of the page."""

    def by_name(iris: list[str]) -> Choices:
        named = ((iri, item_of(tables, iri).name(lang)) for iri in iris)
        return tuple(sorted(named, key=lambda pair: pair[1].casefold()))

    kinds = {kind: by_name([item.iri for item in items]) for kind, items in sources(tables).items()}
    say = naming({}, lang).say
    ends = tuple((item.notation, item.name(lang)) for item in targets(tables) if item.notation)
    return Offered(
        kinds, tuple((kind, say(kind)) for kind in TYPES), ends, by_name(of_class(tables, "country").to_list())
    )


async def typed(request: Request) -> Mapping[str, str]:
    """The fields of a posted form; raise ParameterError for what is no form, ProposalSizeError for too large a one."""
    content = await body_of(request, MOST, PATIENCE, _too_large)
    try:
        return dict(parse_qsl(content.decode(), keep_blank_values=True, max_num_fields=50, errors="strict"))
    except ValueError:
        raise ParameterError("the form cannot be read.", place="body", remedy="Send it as UTF-8.") from None


def is_form(request: Request) -> bool:
    """Whether the body is a form of a page, not a proposal by itself."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == FORM


def proposal_of(tables: Tables, form: Mapping[str, str]) -> str:
    """The Turtle that the form proposes: as typed, or from the choices; raise ParameterError at the choice."""
    if form.get("way") == "turtle":
        if not form.get("turtle", "").strip():
            raise ParameterError("there is no Turtle.", place="turtle", remedy="Start from the example.")
        return form["turtle"]
    rows = (Row(*(form.get(f"{name}-{n}", "").strip() for name in FIELDS)) for n in range(1, ROWS + 1))
    return drafted(tables, form.get("name", ""), form.get("country", ""), [row for row in rows if row.target])


def _too_large() -> ProposalSizeError:
    return ProposalSizeError(f"the proposal has more than {MOST_BYTES} bytes.", remedy="Propose less at a time.")
