"""What a client asks of a document beside its form: the profile, the languages, where the context stands."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.negotiation import JSONLD, THING, Choice, profile_asked
from api.routes.openapi import Described, parameter
from api.services import services_of
from m4sd_graph.errors import ParameterError
from m4sd_graph.framing import PROFILES, Profile, languages_of
from m4sd_graph.namespaces import BASE

CONTEXTS = ("link", "embed")


@dataclass(frozen=True, slots=True)
class Wish:
    """``context`` is what stands in the document: the address of the context, or the context itself."""

    profile: Profile
    languages: tuple[str, ...]
    context: object


def wish_of(request: Request, choice: Choice) -> Wish:
    """Read ``?profile=``, ``?lang=`` and ``?context=``; raise ParameterError for what none of them can be."""
    services = services_of(request)
    place = request.query_params.get("context", CONTEXTS[0])
    if place not in CONTEXTS:
        raise ParameterError(
            f"the context cannot be {place!r}.", place="parameter context", remedy=f"One of {', '.join(CONTEXTS)}."
        )
    languages = languages_of(request.query_params.get("lang", ""))
    if languages and choice.made != JSONLD:
        raise ParameterError(
            "only JSON-LD and pages come in one language.", place="parameter lang", remedy="Leave it out for RDF."
        )
    context = services.context["@context"] if place == "embed" else services.context_url(request)
    return Wish(profile_asked(request), languages, context)


PROFILE_PARAMETER: Described = {
    **parameter("profile", "How much is told; also as `profile` in Accept, by the IRI of the profile.", "full"),
    "schema": {"type": "string", "enum": list(PROFILES)},
}
TELLING: list[Described] = [
    parameter("lang", "JSON-LD and pages: the language of every text, or several by preference; else all.", "fr"),
    {
        **parameter("context", "JSON-LD: whether the context is linked or stands in the document.", "embed"),
        "schema": {"type": "string", "enum": list(CONTEXTS)},
    },
]


def suffix_of(choice: Choice) -> str:
    """The file suffix of a form."""
    return next((name for name, kind in THING.names.items() if kind in (choice.media_type, choice.made)), "html")


def is_the_thing(request: Request, suffix: str) -> bool:
    """True where the address is that of a thing and not of a document about it.

    So it is only where this service answers at the very address that the IRIs begin with: elsewhere an address of
    ours is that of a document.
    """
    path, asked = request.scope["path"], suffix or "format" in request.query_params
    things = path.startswith(("/id/", "/vocab/", "/prefix/"))
    return things and not asked and f"{services_of(request).base(request)}/" == BASE


def see(target: str, request: Request, status: HTTPStatus = HTTPStatus.SEE_OTHER) -> Response:
    """Lead to another address of this service, with the query string that was asked."""
    query = request.query_params.multi_items()
    if query:
        target += f"{'&' if '?' in target else '?'}{urlencode(query)}"
    address = f"{services_of(request).base(request)}{target}"
    return RedirectResponse(address, status, {"Vary": "Accept"})
