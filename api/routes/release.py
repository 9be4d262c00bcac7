"""``/release/…``: the manifest of the release that is served."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.negotiation import HTML, JSON, JSONLD, THING, Formats
from api.pages.render import page
from api.routes.contents import dataset_markup
from api.routes.openapi import answers, at, format_parameter
from api.routes.releases import history_of
from api.routes.wishes import see
from api.services import services_of
from api.signposting import Signs, signposts, split_suffix
from m4sd_graph.errors import NotFoundError
from m4sd_graph.framing import Record, document
from m4sd_graph.namespaces import BASE, DCAT, DCTERMS, VOID
from m4sd_graph.service_description import serialise
from m4sd_graph.statements import about, integer, literal, ref, text, typed
from m4sd_graph.store.protocol import Statement

router = APIRouter()
# The manifest itself comes first; what it says in RDF, after it.
MANIFEST = Formats({"json": JSON, **{name: kind for name, kind in THING.names.items() if name != "json"}})


@router.get(
    "/release/{path:path}",
    operation_id="release",
    summary="The manifest of the release",
    responses=answers([MANIFEST]),
    openapi_extra={"parameters": [format_parameter(MANIFEST)]},
)
async def release(request: Request, path: Annotated[str, at("0.1.0+1a2b3c4d")]) -> Response:
    """Return the manifest: version, digest, counts and files; for an earlier release lead to what the catalogue says.

    As JSON it is whole; as RDF it says of the release what the catalogue says of datasets.
    """
    services = services_of(request)
    manifest = services.manifest
    name, suffix = split_suffix(path, MANIFEST)
    iri = f"{BASE}release/{manifest['version']}"
    if name != manifest["version"]:
        history = await services.run(lambda: history_of(services))
        if name in history.versions():
            return see(f"/dataset/m4sd/{name}{'.' if suffix else ''}{suffix}", request)
        raise NotFoundError(
            "this release is not served here.",
            place=f"{BASE}release/{name}",
            remedy=f"Served: {iri}.",
            nearest=[iri],
        )
    choice = MANIFEST.choose(request, suffix)
    headers = signposts(request, choice, Signs(iri), MANIFEST)
    match choice.made:
        case kind if kind == HTML:
            response = await page(request, "release.html", {"markup": await dataset_markup(request, name)})
            response.headers["Link"] = headers["Link"]
            return response
        case kind if kind == JSON:
            return JSONResponse(manifest, headers=headers, media_type=choice.media_type)
        case kind if kind == JSONLD:
            record = Record(iri, "minimal", said(iri, manifest), "")
            content = document(record, services.words, services.context_url(request))
            return JSONResponse(content, headers=headers, media_type=choice.media_type)
    written = serialise(said(iri, manifest), choice.made, services.prefixes)
    return Response(written, headers=headers, media_type=choice.media_type)


def said(iri: str, manifest: Mapping[str, Any]) -> tuple[Statement, ...]:
    """What the manifest says of the release, as statements."""
    facts = about(
        iri,
        (f"{DCAT}version", text(str(manifest["version"]))),
        (f"{DCTERMS}modified", literal(str(manifest["modified"]), "date")),
        (f"{DCTERMS}license", ref(str(manifest["license"]))),
        (f"{VOID}triples", integer(int(manifest["quads"]))),
    )
    return (*typed(iri, f"{DCAT}Dataset", f"{VOID}Dataset"), *facts)
