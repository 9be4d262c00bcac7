"""The body of a request that proposes changes: its type, its size, and how long it may take to come."""

from __future__ import annotations

from starlette.requests import Request

from api.body import body_of
from m4sd_graph.coherence.changes import MOST_BYTES
from m4sd_graph.errors import M4SDError

TURTLE = ("text/turtle", "application/trig")
# Seconds in which the whole of it must have come.
PATIENCE = 30.0


class ProposalTypeError(M4SDError):
    """A proposal comes as something that is read nowhere here."""

    status = 415
    title = "Unsupported media type"


class ProposalSizeError(M4SDError):
    """A proposal has more bytes than one may have."""

    status = 413
    title = "Proposal too large"


async def proposal_in(request: Request) -> bytes:
    """The proposal as it came; what is larger than one may be is not read to its end."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in TURTLE:
        raise ProposalTypeError(
            "the proposal is neither Turtle nor TriG.", place="Content-Type", remedy=f"One of {', '.join(TURTLE)}."
        )
    return await body_of(request, MOST_BYTES, PATIENCE, _too_large)


def _too_large() -> ProposalSizeError:
    return ProposalSizeError(f"the proposal has more than {MOST_BYTES} bytes.", remedy="Propose less at a time.")
