"""``/release/…``: the manifest of the release that is served."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.negotiation import HTML, LISTING
from api.pages.render import page
from api.routes.openapi import answers
from api.routes.resources import headers, split_suffix
from api.services import services_of
from m4sd_graph.errors import NotFoundError
from m4sd_graph.namespaces import BASE

router = APIRouter()


@router.get(
    "/release/{path:path}", operation_id="release", summary="The manifest of the release", responses=answers([LISTING])
)
async def release(request: Request, path: str) -> Response:
    """Return the manifest: version, digest, counts and files; only of the release that is served."""
    manifest = services_of(request).manifest
    name, suffix = split_suffix(path)
    iri = f"{BASE}release/{manifest['version']}"
    if name != manifest["version"]:
        raise NotFoundError(
            "this release is not served here.",
            place=f"{BASE}release/{name}",
            remedy=f"Served: {iri}.",
            nearest=[iri],
        )
    choice = LISTING.choose(request, suffix)
    if choice.made == HTML:
        return await page(request, "release.html", {})
    return JSONResponse(manifest, headers=headers(iri), media_type=choice.media_type)
