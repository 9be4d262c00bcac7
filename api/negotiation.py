"""Content negotiation: a suffix or ``?format=`` decides, else the Accept header with q-values and wildcards."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from starlette.requests import Request

from m4sd_graph.errors import M4SDError, ParameterError
from m4sd_graph.framing import DEFAULT, PROFILE, Profile, profile_of
from m4sd_graph.store.protocol import GRAPH_TYPES, RESULT_TYPES
from m4sd_graph.workers.render import XLSX

HTML = "text/html"
JSON = "application/json"
JSONLD = GRAPH_TYPES["jsonld"]
XML = "application/xml"
# Characters and parts of an Accept header: reading it costs the most of all that a request says.
LONGEST = 4_096
PARTS_MOST = 100
# A comma or semicolon inside a quoted string is part of a parameter.
PARTS = r'(?:"(?:[^"\\]|\\.)*"|[^"{}])+'


class NotAcceptableError(M4SDError):
    """None of the asked media types can be made; the message lists those that can."""

    status = 406
    title = "Not acceptable"


class TooMuchAcceptedError(NotAcceptableError):
    """An Accept header is too long to be read."""

    status = 431
    title = "Accept header too long"


@dataclass(frozen=True, slots=True)
class Range:
    """One media range of an Accept header, with the IRIs in its parameter ``profile``."""

    type: str
    subtype: str
    quality: float
    profiles: tuple[str, ...] = ()

    def fits(self, media_type: str) -> bool:
        """True when ``media_type`` lies in the range."""
        type_, _, subtype = media_type.partition("/")
        return self.type in ("*", type_) and self.subtype in ("*", subtype)

    @property
    def precision(self) -> int:
        """2 for a full type, 1 for ``type/*``, 0 for ``*/*``."""
        return (self.type != "*") + (self.subtype != "*")


@dataclass(frozen=True, slots=True)
class Choice:
    """What is sent: ``media_type`` is the label the client asked for, ``made`` the serialisation behind it."""

    media_type: str
    made: str


@dataclass(frozen=True, slots=True)
class Formats:
    """What one kind of answer can be sent as.

    ``names``: format names in order of preference. ``aliases``: other media types for them. ``synonyms``: names that
    other services and their clients use.
    """

    names: Mapping[str, str]
    aliases: Mapping[str, str] = field(default_factory=dict)
    synonyms: Mapping[str, str] = field(default_factory=dict)

    def choose(self, request: Request, name: str | None = None) -> Choice:
        """Return the form that ``name``, ``?format=`` or else the Accept header asks for."""
        return self.pick(accept_of(request), name or request.query_params.get("format"))

    def pick(self, accept: str | None, name: str | None = None) -> Choice:
        """Return the form that ``name``, or else an Accept header, asks for."""
        if name and name in self.aliases:
            return self._choice(name)
        if name:
            return self._choice(by_name(name, self.names, self.synonyms))
        return self._choice(negotiate(accept, [*self.names.values(), *self.aliases], str(self)))

    def knows(self, name: str) -> bool:
        """True for a name or a media type of one of the forms."""
        return name in self.names or name in self.synonyms or name in self.names.values() or name in self.aliases

    def _choice(self, media_type: str) -> Choice:
        return Choice(media_type, self.aliases.get(media_type, media_type))

    def __str__(self) -> str:
        return ", ".join(f"{name} ({media_type})" for name, media_type in self.names.items())


# Questions, whose rows the library writes itself.
ANSWERS = Formats({**RESULT_TYPES, "html": HTML}, {JSON: RESULT_TYPES["json"], XML: RESULT_TYPES["xml"]})
ROWS = Formats({**RESULT_TYPES, "xlsx": XLSX, "html": HTML}, ANSWERS.aliases)
TRUTH = Formats({"json": RESULT_TYPES["json"], "xml": RESULT_TYPES["xml"], "html": HTML}, ANSWERS.aliases)
GRAPH_ALIASES = {JSON: JSONLD, XML: GRAPH_TYPES["rdf"], "text/plain": GRAPH_TYPES["nt"]}
TURTLE, RDF_XML = GRAPH_TYPES["ttl"], GRAPH_TYPES["rdf"]
GRAPH_SYNONYMS = {"turtle": TURTLE, "n3": TURTLE, "json-ld": JSONLD, "xml": RDF_XML, "rdf+xml": RDF_XML}
TRIPLES = Formats({**GRAPH_TYPES, "html": HTML}, GRAPH_ALIASES, {**GRAPH_SYNONYMS, "json": JSONLD})
# A thing is sent as JSON-LD to a program that does not care; the file suffixes of its addresses are these names.
THING = Formats({"jsonld": JSONLD, **GRAPH_TYPES, "html": HTML, "json": JSON}, GRAPH_ALIASES, GRAPH_SYNONYMS)
LISTING = Formats({"json": JSON, "html": HTML})


def accept_of(request: Request) -> str | None:
    """The Accept headers of a request as one."""
    return ",".join(request.headers.getlist("accept")) or None


def negotiate(accept: str | None, offered: Sequence[str], listed: str = "") -> str:
    """Return the offered media type the client likes best; the first offered one wins ties.

    The most precise range decides about a type (RFC 9110 section 12.5.1). Raises NotAcceptableError.
    """
    ranges = parse_accept(accept or "*/*")
    rated = [(_quality(ranges, media_type), -i, media_type) for i, media_type in enumerate(offered)]
    quality, _, best = max(rated)
    if quality <= 0:
        raise NotAcceptableError(
            "none of the media types in Accept is available.", remedy=f"Offered: {listed or ', '.join(offered)}."
        )
    return best


def parse_accept(accept: str) -> list[Range]:
    """Parse an Accept header; parts that are not media ranges are passed over. Raises TooMuchAcceptedError."""
    check_length(accept)
    ranges = []
    for part in _split(accept, ","):
        media, *parameters = (p.strip() for p in _split(part, ";"))
        type_, slash, subtype = media.lower().partition("/")
        if slash:
            ranges.append(Range(type_, subtype, _q(parameters), _profiles(parameters)))
    return ranges


def profile_asked(request: Request) -> Profile:
    """The profile that ``?profile=`` or else the Accept header names; what others call a profile counts for nothing.

    Raises ParameterError, or NotAcceptableError for a profile in Accept that would be ours and is none.
    """
    name = request.query_params.get("profile")
    if name is not None:
        return profile_of(name)
    ranges = [r for r in parse_accept(accept_of(request) or "") if r.quality > 0 and r.profiles]
    named = [p for r in sorted(ranges, key=lambda r: -r.quality) for p in r.profiles if p.startswith(PROFILE)]
    try:
        return profile_of(named[0]) if named else DEFAULT
    except ParameterError as error:
        raise NotAcceptableError(error.message, place="Accept", remedy=error.remedy) from None


def check_length(accept: str) -> None:
    """Raise TooMuchAcceptedError for an Accept header that would take too long to read."""
    if len(accept) > LONGEST or accept.count(",") >= PARTS_MOST:
        raise TooMuchAcceptedError(
            f"the Accept header has more than {LONGEST} characters or {PARTS_MOST} parts.",
            place="Accept",
            remedy="Name only the forms that you read.",
        )


def by_name(name: str, types: Mapping[str, str], synonyms: Mapping[str, str]) -> str:
    """Return the media type for a format name (``ttl``) or a media type written out; raise NotAcceptableError."""
    if name in types:
        return types[name]
    if name in types.values():
        return name
    if name in synonyms:
        return synonyms[name]
    raise NotAcceptableError(f"no format {name!r} here.", place="format", remedy=f"Offered: {', '.join(types)}.")


def _quality(ranges: Sequence[Range], media_type: str) -> float:
    fitting = [r for r in ranges if r.fits(media_type)]
    return max(fitting, key=lambda r: r.precision).quality if fitting else 0.0


def _split(text: str, separator: str) -> list[str]:
    return re.findall(PARTS.replace("{}", separator), text) or [""]


def _profiles(parameters: Sequence[str]) -> tuple[str, ...]:
    named = (parameter.partition("=") for parameter in parameters)
    return tuple(
        iri for name, _, value in named if name.strip().lower() == "profile" for iri in value.strip('" ').split()
    )


def _q(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            return min(float(value), 1.0) if re.fullmatch(r"\s*\d(\.\d*)?\s*", value) else 0.0
    return 1.0
