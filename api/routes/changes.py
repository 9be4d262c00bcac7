"""``/changes``: what changed from release to release, for copies (LDES), feed readers (Atom) and people."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.middleware import FIXED
from api.negotiation import HTML, JSON, JSONLD, Choice, Formats
from api.pages.names import Item
from api.pages.render import address_of, language
from api.routes.feed import ATOM, feed
from api.routes.openapi import FAILURES, answers, at, format_parameter, parameter
from api.routes.releases import CONTEXTS, history_of, linked_page
from api.services import Services, services_of
from api.signposting import Signs, signposts
from m4sd_graph import changes as stream
from m4sd_graph.changes import Member, transitions
from m4sd_graph.event_stream import Node, as_jsonld, as_nquads, page_node, root_node, serialised
from m4sd_graph.store.protocol import GRAPH_TYPES

router = APIRouter()
QUADS = {name: GRAPH_TYPES[name] for name in ("trig", "nq")}
PAGE_FORMS = Formats({"jsonld": JSONLD, **QUADS, "html": HTML, "json": JSON}, {JSON: JSONLD})
TRIPLES = {name: GRAPH_TYPES[name] for name in ("ttl", "nt")}
ROOT_FORMS = Formats({"jsonld": JSONLD, **TRIPLES, **QUADS, "html": HTML, "json": JSON}, {JSON: JSONLD})
# Publications on the page and in the feed; the stream has all.
SHOWN = 30


@router.get(
    "/changes.atom",
    operation_id="changesFeed",
    summary="The changes as an Atom feed",
    responses={200: {"description": "The feed", "content": {ATOM: {}}}, **FAILURES},
    openapi_extra={"parameters": [parameter("lang", "Language of the feed: en or fr.", "fr")]},
)
async def changes_feed(request: Request) -> Response:
    """Return the last publications, each with what it changed, for feed readers."""
    services = services_of(request)
    base, lang = services.base(request), language(request)
    content = await services.run(lambda: feed(transitions(history_of(services))[: -SHOWN - 1 : -1], base, lang))
    return Response(content, headers={"Vary": "Accept-Language", "Content-Language": lang}, media_type=ATOM)


@router.get(
    "/changes",
    operation_id="changes",
    summary="The stream of changes",
    responses=answers([ROOT_FORMS], "changes"),
    openapi_extra={"parameters": [format_parameter(ROOT_FORMS)]},
)
@router.get("/changes.{suffix}", include_in_schema=False)
async def changes(request: Request, suffix: str = "") -> Response:
    """Return the root of the event stream: where its pages are, each with the moment of its publication."""
    services = services_of(request)
    choice = ROOT_FORMS.choose(request, suffix)
    kept = await services.run(lambda: transitions(history_of(services)))
    headers = signposts(request, choice, Signs(stream.STREAM), ROOT_FORMS)
    if choice.made == HTML:
        newest = kept[: -SHOWN - 1 : -1]
        rows = await services.run(lambda: [(t, t.summary()) for t in newest])
        return await linked_page(request, "changes.html", {"rows": rows, "total": len(kept)}, headers)
    return await _answer(request, choice, root_node(kept, services.base(request)), headers)


@router.get(
    "/changes/{published}/{number}",
    operation_id="changesPage",
    summary="A page of the stream of changes",
    responses=answers([PAGE_FORMS], "changes-page"),
    openapi_extra={"parameters": [format_parameter(PAGE_FORMS)]},
)
async def changes_page(
    request: Request, published: Annotated[str, at("2026-01-12T09:00:00.000Z")], number: Annotated[str, at("1")]
) -> Response:
    """Return a page of members; it never changes.

    A suffix of ``number`` such as ``.nq``, or ``?format=``, wins over the Accept header. Turtle has no place for the
    records.
    """
    services = services_of(request)
    name, _, suffix = number.partition(".")
    choice = PAGE_FORMS.choose(request, suffix)
    found = await services.run(lambda: stream.page(history_of(services), published, name))
    headers = signposts(request, choice, Signs(f"{stream.STREAM}/{published}/{found.number}"), PAGE_FORMS)
    if choice.made == HTML:
        rows = [(m, _item(request, m)) for m in found.members]
        return await linked_page(request, "changes_page.html", {"page": found, "rows": rows}, headers)
    node = page_node(found, services.base(request))
    return await _answer(request, choice, node, {**headers, "Cache-Control": FIXED}, found.members)


async def _answer(
    request: Request, choice: Choice, node: Node, headers: dict[str, str], members: Sequence[Member] = ()
) -> Response:
    services = services_of(request)
    if choice.made == JSONLD:
        base = services.base(request)
        document = await services.run(lambda: as_jsonld(node, _contexts(services, base), members))
        return JSONResponse(document, headers=headers, media_type=choice.media_type)
    nquads = await services.run(lambda: as_nquads(node, members))
    if choice.made != GRAPH_TYPES["nq"]:
        nquads = await services.run(lambda: serialised(nquads, choice.made, services.prefixes))
    return Response(nquads, headers=headers, media_type=choice.media_type)


def _contexts(services: Services, base: str) -> dict[str, Any]:
    return {f"{base}/context/{name}": json.loads(services.contexts[name]) for name in CONTEXTS}


def _item(request: Request, member: Member) -> Item:
    """The resource of a member, with a link unless it is gone."""
    labels, lang = member.labels(), language(request)
    iri = member.record.subject.strip("<>")
    text = labels.get(lang) or labels.get("en") or iri
    return Item(text, address_of(request)(iri) if member.record.after else "")
