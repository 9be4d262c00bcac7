"""The body of a request that proposes changes: its type, its size, and how long it may take to come."""

from __future__ import annotations

import asyncio

from starlette.requests import ClientDisconnect, Request

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


class ProposalSlowError(M4SDError):
    """A proposal did not come in time."""

    status = 408
    title = "Request too slow"


async def proposal_in(request: Request) -> bytes:
    """The proposal as it came; what is larger than one may be is not read to its end."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in TURTLE:
        raise ProposalTypeError(
            "the proposal is neither Turtle nor TriG.", place="Content-Type", remedy=f"One of {', '.join(TURTLE)}."
        )
    try:
        async with asyncio.timeout(PATIENCE):
            return await _read(request)
    except TimeoutError:
        raise ProposalSlowError(f"the body did not come within {PATIENCE:g} seconds.", remedy="Try again.") from None
    except ClientDisconnect:
        raise ProposalSlowError("the client left before the body had come.") from None


async def _read(request: Request) -> bytes:
    content = bytearray()
    async for piece in request.stream():
        content += piece
        if len(content) > MOST_BYTES:
            raise ProposalSizeError(f"the proposal has more than {MOST_BYTES} bytes.", remedy="Propose less at a time.")
    return bytes(content)
