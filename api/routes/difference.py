"""``/releases/<a>...<b>``: what differs between two releases, as a page, JSON-LD or a patch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from api.negotiation import HTML, JSON, JSONLD, Formats
from api.pages.kinds import kind_names
from api.pages.names import Item, Names, with_composed
from api.pages.render import address_of, language
from api.routes.openapi import answers, at, format_parameter
from api.routes.releases import context_addresses, history_of, linked_page, without_suffix
from api.services import services_of
from api.signposting import Signs, signposts
from m4sd_graph.changes import ACTIVITIES
from m4sd_graph.describe import labels
from m4sd_graph.difference import Change, Kind, changes, patch
from m4sd_graph.event_stream import release_iri
from m4sd_graph.kinds import kind_of
from m4sd_graph.namespaces import BASE
from m4sd_graph.release import NQUADS, Release

router = APIRouter()
PATCH = "application/rdf-patch"
FORMS = Formats({"jsonld": JSONLD, "json": JSON, "patch": PATCH, "html": HTML})
Row = tuple[Item, tuple[Item, ...]]
# A kind of things, what it is called, and its rows.
Group = tuple[str, str, tuple[Row, ...]]
KINDS: tuple[Kind, ...] = ("added", "changed", "removed")
# Resources of each kind on a page; the other forms have all.
SHOWN = 500
LINES = 500


@router.get(
    "/releases/{a}...{b}",
    operation_id="difference",
    summary="What differs between two releases",
    responses=answers([FORMS], "release-difference"),
    openapi_extra={"parameters": [format_parameter(FORMS)]},
)
async def difference(
    request: Request, a: Annotated[str, at("0.1.0+1a2b3c4d")], b: Annotated[str, at("latest")]
) -> Response:
    """Return the resources that were added, changed and removed from release ``a`` to ``b``; either may be ``latest``.

    As ``patch`` (suffix or ``?format=``): RDF Patch, which makes the N-Quads of ``b`` of those of ``a``.
    """
    services = services_of(request)
    name, suffix = without_suffix(b)
    choice = FORMS.choose(request, suffix)
    history = await services.run(lambda: history_of(services))
    before, after = history.release(a), history.release(name)
    headers = signposts(request, choice, Signs(_iri(before, after)), FORMS)
    if choice.made == PATCH:
        lines = patch(_changes(before, after), release_iri(before.version), release_iri(after.version))
        return StreamingResponse(_bundled(lines), headers=headers, media_type=PATCH)
    found = await services.run(lambda: tuple(_changes(before, after)))
    if choice.made == HTML:
        return await _page(request, before, after, found, headers)
    content = _document(before, after, found, services.base(request))
    return JSONResponse(content, headers=headers, media_type=choice.media_type)


def _changes(before: Release, after: Release) -> Iterator[Change]:
    return changes(before.folder / NQUADS, after.folder / NQUADS)


def _bundled(lines: Iterator[str]) -> Iterator[bytes]:
    """The lines in pieces that are worth sending."""
    bundle: list[str] = []
    for line in lines:
        bundle.append(line)
        if len(bundle) == LINES:
            yield "".join(bundle).encode()
            bundle.clear()
    yield "".join(bundle).encode()


def _iri(before: Release, after: Release) -> str:
    return f"{BASE}releases/{before.version}...{after.version}"


def _document(before: Release, after: Release, found: Sequence[Change], base: str) -> dict[str, Any]:
    iri = _iri(before, after)
    return {
        "@context": context_addresses(base),
        "id": iri,
        "type": ["Difference"],
        "before": release_iri(before.version),
        "after": release_iri(after.version),
        "total": len(found),
        **{kind: [_told(change, iri) for change in found if change.kind == kind] for kind in KINDS},
    }


def _told(change: Change, iri: str) -> dict[str, Any]:
    """A change in plain words; which properties it touches is for readers of JSON, the patch has the statements."""
    labels = change.labels()
    return {
        "id": f"{iri}#{quote(change.iri, safe='')}",
        "type": [ACTIVITIES[change.kind]],
        "resource": {"id": change.iri, **({"label": labels} if labels else {})},
        "properties": list(change.properties()),
        "statementsAdded": len(change.added),
        "statementsRemoved": len(change.removed),
    }


async def _page(
    request: Request, before: Release, after: Release, found: Sequence[Change], headers: Mapping[str, str]
) -> Response:
    services, address, lang = services_of(request), address_of(request), language(request)
    sections = [(kind, [change for change in found if change.kind == kind]) for kind in KINDS]
    shown = [change for _, some in sections for change in some[:SHOWN]]
    properties = {one for change in shown if change.kind == "changed" for one in change.properties()}
    known = await services.run(lambda: with_composed(services.store, labels(services.store, properties), ()))
    names = Names({**known, **{change.iri: change.labels() for change in shown if change.labels()}}, lang, address)
    values = {
        "before": before.version,
        "after": after.version,
        "sections": [(kind, len(some), _by_sort(some[:SHOWN], names)) for kind, some in sections],
    }
    return await linked_page(request, "release_difference.html", values, headers)


def _by_sort(found: Sequence[Change], names: Names) -> tuple[Group, ...]:
    """The changed things by what they are, in the order of the kinds of things, each with its rows."""
    called, grouped = kind_names(names.lang), dict[str, list[Change]]()
    for change in found:
        grouped.setdefault(kind_of(change.classes()), []).append(change)
    return tuple(
        (sort, called[sort], tuple(_row(c, names) for c in grouped[sort])) for sort in called if sort in grouped
    )


def _row(change: Change, names: Names) -> Row:
    """The resource, with a link unless it is gone, and the properties that differ where it stays."""
    item = names.item(change.iri)
    if change.kind == "removed":
        item = replace(item, href="")
    return item, tuple(names.item(one) for one in change.properties()) if change.kind == "changed" else ()
