"""Every IRI of the graph, as JSON-LD, RDF or a page: ``/id/…``, ``/vocab/…``, ``/graph/…``, ``/resource?iri=…``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.negotiation import HTML, JSONLD, THING, Choice
from api.pages.citing import citation
from api.pages.kinds import kind_names
from api.pages.names import Address, Item
from api.pages.reader import reader_of, released_on
from api.pages.render import address_of, language, page
from api.pages.view import View, view_of
from api.routes.openapi import answers, at, format_parameter, parameter
from api.routes.wishes import PROFILE_PARAMETER, TELLING, Wish, is_the_thing, see, suffix_of, wish_of
from api.services import Services, services_of
from api.signposting import KEPT, Signs, address, local, signposts, split_suffix
from m4sd_graph.catalog import is_iri
from m4sd_graph.collections import COLLECTIONS
from m4sd_graph.describe import query_about
from m4sd_graph.errors import NotFoundError, ParameterError
from m4sd_graph.framing import PROFILES, Record, Words, document, flat, in_languages, record_of
from m4sd_graph.framing.records import unknown
from m4sd_graph.framing.words import TYPE
from m4sd_graph.kinds import kind_of
from m4sd_graph.namespaces import BASE, DCTERMS, GRAPH, OWL, RULE, expand
from m4sd_graph.schemas import ANY, schema_of
from m4sd_graph.store.protocol import Statement, Store

router = APIRouter()

FORM = [format_parameter(THING), PROFILE_PARAMETER, *TELLING]
THINGS = answers([THING], ANY)
REPLACED_BY, DEPRECATED = f"{DCTERMS}isReplacedBy", f"{OWL}deprecated"
# Things of each kind on the page of a named graph.
MOST = 200
GRAPH_TRIPLES = "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {iri} {{ ?s ?p ?o }} }}"
GRAPH_THINGS = "SELECT DISTINCT ?s WHERE {{ GRAPH {iri} {{ ?s a ?type }} }} ORDER BY ?s"


@router.get(
    "/id/{path:path}",
    operation_id="thing",
    summary="A thing by the path of its IRI",
    responses=THINGS,
    openapi_extra={"parameters": FORM},
)
async def thing(request: Request, path: Annotated[str, at("country/kyrgyzstan")]) -> Response:  # noqa: ARG001
    """Return the resource at this path of the base IRI.

    A suffix such as ``.ttl``, or ``?format=``, wins over the Accept header.
    """
    return await _own(request)


@router.get(
    "/vocab/{path:path}",
    operation_id="concept",
    summary="A concept or scheme by the path of its IRI",
    responses=THINGS,
    openapi_extra={"parameters": FORM},
)
async def concept(request: Request, path: Annotated[str, at("valence/gap")]) -> Response:  # noqa: ARG001
    """Return the concept or scheme at this path of the base IRI."""
    return await _own(request)


@router.get("/prefix.{suffix}", include_in_schema=False)
@router.get(
    "/prefix",
    operation_id="prefixes",
    summary="The prefixes of the graph",
    responses=THINGS,
    openapi_extra={"parameters": FORM},
)
async def prefixes(request: Request, suffix: str = "") -> Response:  # noqa: ARG001
    """Return the node that declares every prefix."""
    return await _own(request)


@router.get(
    "/prefix/{path:path}",
    operation_id="prefix",
    summary="The declaration of a prefix",
    responses=THINGS,
    openapi_extra={"parameters": FORM},
)
async def prefix(request: Request, path: Annotated[str, at("sdg")]) -> Response:  # noqa: ARG001
    """Return what is declared of one prefix."""
    return await _own(request)


async def _own(request: Request) -> Response:
    """The resource whose IRI is the base IRI and the path of the request."""
    name, suffix = split_suffix(request.scope["path"].removeprefix("/"))
    return await respond(request, BASE + name, suffix)


@router.get(
    "/resource",
    operation_id="resource",
    summary="Anything the graph names, by its IRI",
    responses=THINGS,
    openapi_extra={
        "parameters": [
            {
                **parameter("iri", "An IRI, or a prefixed name such as sdg:10.7", "http://metadata.un.org/sdg/10.7"),
                "required": True,
            },
            *FORM,
        ]
    },
)
async def resource(request: Request) -> Response:
    """Return the resource named by ``?iri=``, for IRIs that are not ours such as the UN's."""
    iri = expand(request.query_params.get("iri", "").strip(), services_of(request).prefixes)
    if not is_iri(iri):
        raise ParameterError(
            "give the IRI of a resource.",
            place="parameter iri",
            remedy="Example: /resource?iri=http://metadata.un.org/sdg/10.7",
        )
    return await respond(request, iri, "")


@router.get(
    "/graph/{path:path}",
    operation_id="graph",
    summary="A named graph as a whole",
    responses=answers([THING]),
    openapi_extra={"parameters": [format_parameter(THING), *TELLING]},
)
async def graph(request: Request, path: Annotated[str, at("framework/mgi")]) -> Response:
    """Return every triple of a named graph; the page lists the things in it."""
    services = services_of(request)
    name, suffix = split_suffix(path)
    known = services.manifest["counts"]["triples_by_graph"]
    iri = GRAPH + name
    if iri not in known:
        near = [g for g in known if path.rpartition("/")[2] in g] or list(known)
        raise NotFoundError("there is no graph of this name.", place=iri, nearest=near)
    choice = THING.choose(request, suffix)
    if choice.made != HTML:
        return await triples(request, GRAPH_TRIPLES.format(iri=f"<{iri}>"), iri, choice)
    groups = await services.run(lambda: _things(services, iri, language(request), address_of(request)))
    total = sum(len(some) + more for _, some, more, _ in groups)
    values = {"iri": iri, "count": known[iri], "groups": groups, "total": total, "scripts": ["resource"]}
    return await page(request, "graph.html", values)


async def respond(request: Request, iri: str, suffix: str) -> Response:
    """Return the resource ``iri`` in the asked form and profile."""
    services = services_of(request)
    choice = THING.choose(request, suffix)
    if not is_iri(iri):
        raise NotFoundError("this is not an IRI.", place=iri, remedy="Percent-encode what an IRI cannot hold.")
    if is_the_thing(request, suffix):
        return see(f"{quote(request.scope['path'])}.{suffix_of(choice)}", request)
    if choice.made == HTML:
        return await _page(request, services, iri, choice)
    wish = wish_of(request, choice)
    record, content = await services.run(lambda: _made(services, iri, choice, wish))
    if moved := _moved(request, _successors(record), suffix):
        return moved
    schema = schema_of(record, services.words)
    signs = Signs(
        iri, wish.profile, record.own(TYPE), schema, _collections(request, record.own(TYPE)), _successors(record)
    )
    headers = signposts(request, choice, signs)
    if record.languages:
        headers["Content-Language"] = ", ".join(record.languages)
    return Response(content, headers=headers, media_type=choice.media_type)


def _made(services: Services, iri: str, choice: Choice, wish: Wish) -> tuple[Record, bytes]:
    """The record of ``iri`` and the document; blocking work, done in one piece."""
    record = record_of(services.store, iri, wish.profile, services.words)
    if choice.made != JSONLD:
        return record, services.store.answer(record.query, choice.made).content
    record = in_languages(record, wish.languages)
    content = document(record, services.words, wish.context)
    return record, json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


async def triples(request: Request, query: str, iri: str, choice: Choice, store: Store | None = None) -> Response:
    """Return the triples that ``query`` constructs about the document ``iri``, from ``store`` or else the graph."""
    services = services_of(request)
    asked = store or services.store
    headers = signposts(request, choice, Signs(iri))
    if choice.made == JSONLD:
        wish = wish_of(request, choice)
        found = await services.run(lambda: asked.construct(query))
        spoken = in_languages(Record(iri, "minimal", found, query), wish.languages)
        if spoken.languages:
            headers["Content-Language"] = ", ".join(spoken.languages)
        content = await services.run(lambda: _listed(spoken.statements, services.words, wish.context))
        return JSONResponse(content, headers=headers, media_type=choice.media_type)
    answer = await services.run(lambda: asked.answer(query, choice.made))
    return Response(answer.content, headers=headers, media_type=choice.media_type)


def _listed(statements: Iterable[Statement], words: Words, context: object) -> dict[str, object]:
    return {"@context": context, "@graph": flat(statements, words)}


def _collections(request: Request, kinds: Sequence[str]) -> tuple[str, ...]:
    """The addresses of the collections that hold the thing."""
    base = services_of(request).base(request)
    return tuple(f"{base}/{name}" for name, one in COLLECTIONS.items() if set(one.class_iris) & set(kinds))


def _moved(request: Request, successors: Sequence[str], suffix: str) -> Response | None:
    """The way to what replaces a deprecated IRI, where that is one thing; ``/resource`` still tells of the old one."""
    if len(successors) != 1 or request.scope["path"] == "/resource":
        return None
    target = local(successors[0])
    if suffix:
        target += f"&format={suffix}" if "?" in target else f".{suffix}"
    response = see(target, request, HTTPStatus.MOVED_PERMANENTLY)
    response.headers["Link"] = f'<{quote(successors[0], safe=KEPT)}>; rel="successor-version"'
    return response


def _successors(record: Record) -> tuple[str, ...]:
    """What replaces a deprecated IRI. A policy that another replaces is not deprecated: it was what it was."""
    return record.own(REPLACED_BY) if "true" in record.own(DEPRECATED) else ()


async def _page(request: Request, services: Services, iri: str, choice: Choice) -> Response:
    lang = language(request)
    view = await services.run(lambda: _view(services, iri, lang, address_of(request)))
    if moved := _moved(request, view.successors, split_suffix(request.scope["path"])[1]):
        return moved
    response = await page(request, "resource.html", await services.run(lambda: _values(request, services, view)))
    held = _collections(request, view.classes)
    signs = Signs(iri, types=view.classes, collections=held, successors=view.successors)
    response.headers["Link"] = signposts(request, choice, signs)["Link"]
    return response


def _view(services: Services, iri: str, lang: str, address: Address) -> View:
    """The page of a thing; blocking work. Raises NotFoundError, which names what resembles it."""
    try:
        return view_of(services.store, iri, reader_of(services, lang, address))
    except NotFoundError:
        raise unknown(services.store, iri) from None


def _values(request: Request, services: Services, view: View) -> dict[str, object]:
    """What the template shows beside the view."""
    lang, iri = language(request), view.iri
    chain = ""
    if view.links.itself:
        source, target = view.links.itself.ends
        chain = f"/questions/chain?{urlencode({'source': source, 'target': target, 'lang': lang, 'format': 'html'})}"
    forms = {name: address(request, name, iri) for name in THING.names if name != "html"}
    version = str(services.manifest["version"])
    return {
        "view": view,
        "forms": forms,
        "profiles": {one: address(request, "jsonld", iri, profile=one) for one in PROFILES},
        "types": THING.names,
        "rules": RULE,
        "chain": chain,
        "cite": citation(view.title.text, iri, version, released_on(services), lang),
        "query": query_about(iri),
        "kinds": kind_names(lang),
        "texts_held": services.settings.sources is not None,
        "scripts": ["resource"],
    }


def _things(services: Services, iri: str, lang: str, address: Address) -> list[tuple[str, list[Item], int, str]]:
    """The things in a named graph by kind: what the kind is called, the first of them, how many more, all of them."""
    reader = reader_of(services, lang, address)
    found: dict[str, list[Item]] = {}
    query = GRAPH_THINGS.format(iri=f"<{iri}>")
    for row in services.store.select(query).rows:
        thing = row["s"].value
        kind = kind_of(reader.directory.types.get(thing, ()))
        found.setdefault(kind, []).append(reader.names.item(thing))
    called = kind_names(lang)
    shown = {kind: sorted(items, key=lambda item: item.text)[:MOST] for kind, items in found.items()}
    return [(called[k], shown[k], len(found[k]) - len(shown[k]), query) for k in called if k in found]
