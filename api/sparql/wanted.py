"""What a client wants, before anybody knows what kind of result its query has: one choice for each kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from api.negotiation import HTML, ROWS, TRIPLES, TRUTH, Choice, Formats, NotAcceptableError, check_length
from m4sd_graph.workers.output import CODERS
from m4sd_graph.workers.render import PAGE
from m4sd_graph.workers.wire import Accepted

# Characters of an Accept-Encoding header.
LONGEST_CODINGS = 1_024
FORMATS: Mapping[str, Formats] = {"rows": ROWS, "truth": TRUTH, "triples": TRIPLES}


@dataclass(frozen=True, slots=True)
class Wanted:
    """The choice for rows, truth and triples; None where the client takes no form of it."""

    rows: Choice | None
    truth: Choice | None
    triples: Choice | None

    @property
    def labels(self) -> list[str]:
        """The media types asked for, one for each kind."""
        return [choice.media_type if choice else "" for choice in (self.rows, self.truth, self.triples)]

    @property
    def accepted(self) -> Accepted:
        """What a worker needs to know of it."""
        return Accepted(_made(self.rows), _made(self.truth), _made(self.triples))

    def label(self, form: str) -> str:
        """The media type that the answer is labelled with."""
        choice: Choice | None = getattr(self, form)
        assert choice is not None
        return choice.media_type


@lru_cache(maxsize=1024)
def wanted(accept: str | None, format_: str | None, hints: tuple[str, ...]) -> Wanted:
    """Read ``Accept``, ``format=`` and, where both say nothing, the hints of other services' parameters.

    Raises NotAcceptableError for a ``format`` that no kind of result has and for an Accept header that is too long.
    What raises is not remembered.
    """
    check_length(accept or "")
    name = format_
    if name is None and (accept is None or accept.strip() == "*/*"):
        name = next((hint for hint in hints if any(f.knows(hint) for f in FORMATS.values())), None)
    if name is not None and not any(f.knows(name) for f in FORMATS.values()):
        known = sorted({n for f in FORMATS.values() for n in f.names})
        raise NotAcceptableError(f"no format {name!r} here.", place="format", remedy=f"Offered: {', '.join(known)}.")
    return Wanted(*(_choice(FORMATS[form], accept, name) for form in ("rows", "truth", "triples")))


def refuse(form: str, accept: str | None, format_: str | None) -> NotAcceptableError:
    """The error for a kind of result that the client takes no form of."""
    try:
        FORMATS[form].pick(accept, format_)
    except NotAcceptableError as error:
        return error
    raise AssertionError(f"{form} can be sent as {accept}")


def coding_of(accept_encoding: str | None) -> str:
    """The content coding that the client likes best; "" for none, and where it names more than anybody knows."""
    return _coding_of(accept_encoding) if accept_encoding and len(accept_encoding) <= LONGEST_CODINGS else ""


@lru_cache(maxsize=256)
def _coding_of(accept_encoding: str) -> str:
    rated = dict(_rated(part) for part in accept_encoding.lower().split(","))
    other = rated.get("*", 0.0)
    best = max(CODERS, key=lambda name: rated.get(name, other))
    quality = rated.get(best, other)
    # Without a word on it, a body as it is counts less than any coding that was asked for.
    return best if quality > 0 and quality >= rated.get("identity", 0.0) else ""


def _rated(part: str) -> tuple[str, float]:
    name, _, parameter = part.partition(";")
    key, _, value = parameter.strip().partition("=")
    try:
        return name.strip(), float(value) if key.strip() == "q" else 1.0
    except ValueError:
        return name.strip(), 0.0


def _choice(formats: Formats, accept: str | None, name: str | None) -> Choice | None:
    try:
        return formats.pick(accept, name)
    except NotAcceptableError:
        return None


def _made(choice: Choice | None) -> str | None:
    if choice is None:
        return None
    return PAGE if choice.made == HTML else choice.made
