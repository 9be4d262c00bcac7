"""What an editor of queries asks beside the queries: the vocabulary of the data, and the names of what was found."""

from __future__ import annotations

import json
from dataclasses import asdict

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.body import body_of
from api.negotiation import JSON
from api.pages.names import Names, with_composed
from api.pages.render import address_of, language
from api.routes.openapi import FAILURES, Described, parameter
from api.services import services_of
from m4sd_graph.catalog import is_iri
from m4sd_graph.completion import completion
from m4sd_graph.describe import labels
from m4sd_graph.errors import ParameterError

router = APIRouter()
MOST, LARGEST, SECONDS = 1_000, 1_048_576, 10.0
LANG = parameter("lang", "Language of the names; else Accept-Language decides.", "fr")
ANSWER: dict[int | str, Described] = {200: {"description": "The answer", "content": {JSON: {}}}, **FAILURES}
BODY = {
    "required": True,
    "description": f"A JSON object with the member `iris`: a list of {MOST} IRIs at most.",
    "content": {JSON: {"schema": {"type": "object", "properties": {"iris": {"type": "array"}}}}},
}
HEADERS = {"Vary": "Accept-Language"}


@router.get(
    "/completion.json",
    operation_id="completion",
    summary="What an editor of queries offers",
    responses=ANSWER,
    openapi_extra={"parameters": [LANG]},
)
async def offered(request: Request) -> Response:
    """Return the classes, properties and graphs of the data: names, meanings, counts, and what the shapes demand."""
    services, lang = services_of(request), language(request)
    told = await services.run(lambda: completion(services.vocabulary(), lang, services.prefixes))
    return JSONResponse({"release": services.name, "lang": lang, **told}, headers=HEADERS)


@router.post(
    "/labels",
    operation_id="labels",
    summary="Names of things",
    responses=ANSWER,
    openapi_extra={"parameters": [LANG], "requestBody": BODY},
)
async def names(request: Request) -> Response:
    """Return what each of the IRIs in the body is called, in which language if not the asked one, and its page here."""
    services, lang = services_of(request), language(request)
    asked = _iris(await body_of(request, LARGEST, SECONDS, _too_many))

    def named() -> dict[str, object]:
        known = with_composed(services.store, labels(services.store, asked), asked)
        found = Names(known, lang, address_of(request))
        return {iri: asdict(found.item(iri)) for iri in asked if iri in known}

    return JSONResponse({"lang": lang, "names": await services.run(named)}, headers=HEADERS)


def _iris(body: bytes) -> list[str]:
    """The IRIs of a body; raises ParameterError where it is not what it should be."""
    try:
        asked = json.loads(body)
    except ValueError:
        raise _wrong("the body is not JSON.") from None
    iris = asked.get("iris") if isinstance(asked, dict) else None
    if not isinstance(iris, list) or not all(isinstance(iri, str) for iri in iris):
        raise _wrong("the body has no list `iris`.")
    if len(iris) > MOST:
        raise _too_many()
    wrong = next((iri for iri in iris if not is_iri(iri)), None)
    if wrong is not None:
        raise ParameterError("this is not an IRI.", place=f"iris: {wrong[:200]}", remedy="Leave it out.")
    return sorted(set(iris))


def _wrong(what: str) -> ParameterError:
    return ParameterError(what, place="body", remedy='Send {"iris": ["https://…"]}.')


def _too_many() -> ParameterError:
    return ParameterError(f"more than {MOST} IRIs.", place="body", remedy="Ask for the rest in another request.")
