"""Where a document stands among others, for programs: its Link headers as Signposting defines them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from starlette.requests import Request

from api.negotiation import HTML, JSONLD, THING, Choice, Formats
from api.services import services_of
from m4sd_graph.framing import DEFAULT, Profile, profile_iri
from m4sd_graph.namespaces import BASE, LICENCE

SCHEMA = "application/schema+json"
# So many classes of a thing are told.
TYPES = 5
# What an IRI keeps when it stands in a header.
KEPT = "!#$%&'()*+,/:;=?@[]~"


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known of a document: the IRI it is about, its profile, classes, schema, collections and successors."""

    iri: str
    profile: Profile | None = None
    types: Sequence[str] = ()
    schema: str = ""
    collections: Sequence[str] = ()
    successors: Sequence[str] = ()


def split_suffix(path: str, formats: Formats = THING) -> tuple[str, str]:
    """The path without its format suffix, and the suffix."""
    name, dot, suffix = path.rpartition(".")
    return (name, suffix) if dot and suffix in formats.names else (path, "")


def address(request: Request, name: str, iri: str, formats: Formats = THING, profile: Profile | None = None) -> str:
    """The path and query under which the same document is sent in the form ``name``."""
    path = request.scope["path"]
    asked = [("profile", profile)] if profile and profile != DEFAULT and name != "html" else []
    if path == "/resource":
        return f"/resource?{urlencode([('iri', iri), ('format', name), *asked])}"
    return f"{quote(split_suffix(path, formats)[0])}.{name}{'?' + urlencode(asked) if asked else ''}"


def signposts(request: Request, choice: Choice, signs: Signs, formats: Formats = THING) -> dict[str, str]:
    """The headers ``Link``, ``Content-Location`` and ``Vary`` of what is sent as ``choice``."""
    base = services_of(request).base(request)
    here = _name(choice, formats)

    def at(name: str) -> str:
        return base + address(request, name, signs.iri, formats, signs.profile)

    links = [_link(signs.iri, "canonical"), _link(signs.iri, "cite-as"), _link(LICENCE, "license")]
    links += [_link(at(n), "alternate", media_type) for n, media_type in formats.names.items() if n != here]
    links += [_link(iri, "type") for iri in signs.types[:TYPES]]
    links += [_link(iri, "collection") for iri in signs.collections]
    links += [_link(iri, "successor-version") for iri in signs.successors]
    if choice.made == HTML:
        links += [_link(at(n), "describedby", formats.names[n]) for n in ("jsonld", "ttl") if n in formats.names]
    else:
        links.append(_link(signs.iri, "describes"))
    if signs.profile and choice.made != HTML:
        links.append(_link(profile_iri(signs.profile), "profile"))
    if signs.schema and choice.made == JSONLD:
        links.append(_link(f"{base}/schemas/{signs.schema}.json#{signs.profile}", "describedby", SCHEMA))
    return {"Vary": "Accept", "Link": ", ".join(links), "Content-Location": _location(request, here, signs, formats)}


def _location(request: Request, name: str, signs: Signs, formats: Formats) -> str:
    """The address of exactly what is sent."""
    found = address(request, name, signs.iri, formats, signs.profile)
    asked = [(key, value) for key, value in request.query_params.multi_items() if key in ("lang", "context")]
    return f"{found}{'&' if '?' in found else '?'}{urlencode(asked)}" if asked else found


def local(iri: str) -> str:
    """The path on this service of an IRI: of ours by its own, of any other by ``/resource``."""
    if iri.startswith(BASE):
        return "/" + quote(iri.removeprefix(BASE).partition("#")[0])
    return f"/resource?{urlencode({'iri': iri})}"


def _name(choice: Choice, formats: Formats) -> str:
    """The name of the form that is sent."""
    return next(n for kind in (choice.media_type, choice.made) for n, known in formats.names.items() if known == kind)


def _link(target: str, relation: str, media_type: str = "") -> str:
    kind = f'; type="{media_type}"' if media_type else ""
    return f'<{quote(target, safe=KEPT)}>; rel="{relation}"{kind}'
