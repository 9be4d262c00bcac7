"""``/profile/<name>``: what the profiles of documents hold."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.negotiation import HTML, JSON, JSONLD, Formats
from api.pages.render import page
from api.routes.openapi import answers, at, format_parameter
from api.services import services_of
from api.signposting import Signs, signposts, split_suffix
from m4sd_graph.errors import NotFoundError
from m4sd_graph.framing import PROFILE, PROFILES
from m4sd_graph.schemas import ANY

router = APIRouter()
PROFILE_FORMS = Formats({"jsonld": JSONLD, "html": HTML, "json": JSON}, {JSON: JSONLD})


@router.get(
    "/profile/{path:path}",
    operation_id="profile",
    summary="A profile of documents",
    responses=answers([PROFILE_FORMS]),
    openapi_extra={"parameters": [format_parameter(PROFILE_FORMS)]},
)
async def profile(request: Request, path: Annotated[str, at("full")]) -> Response:
    """Say what documents of a profile hold, and which JSON Schema they meet."""
    services = services_of(request)
    name, suffix = split_suffix(path, PROFILE_FORMS)
    told = next((text for known, text in PROFILES.items() if known == name), None)
    if told is None:
        known = [f"{PROFILE}{profile}" for profile in PROFILES]
        raise NotFoundError("there is no profile of this name.", place=f"{PROFILE}{name}", nearest=known)
    choice = PROFILE_FORMS.choose(request, suffix)
    iri, schema = f"{PROFILE}{name}", f"{services.base(request)}/schemas/{ANY}.json#{name}"
    headers = signposts(request, choice, Signs(iri), PROFILE_FORMS)
    if choice.made == HTML:
        response = await page(
            request, "profile.html", {"name": name, "told": told, "iri": iri, "schema": schema, "scripts": ["terms"]}
        )
        response.headers["Link"] = headers["Link"]
        return response
    content = {
        "@context": services.context_url(request),
        "id": iri,
        "type": ["http://www.w3.org/ns/dx/prof/Profile"],
        "label": {"en": name},
        "description": told,
        "seeAlso": [schema],
    }
    return JSONResponse(content, headers=headers, media_type=choice.media_type)
