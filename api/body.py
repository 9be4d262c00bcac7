"""The body of a request: never more of it than may be, and not for longer than it may take to come."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.requests import ClientDisconnect, Request

from m4sd_graph.errors import M4SDError


class SlowBodyError(M4SDError):
    """The body of a request did not come in time."""

    status = 408
    title = "Request too slow"


async def body_of(request: Request, limit: int, seconds: float, too_large: Callable[[], M4SDError]) -> bytes:
    """The body as it came within ``seconds``; what has more than ``limit`` bytes is not read to its end.

    Raises SlowBodyError, or what ``too_large`` makes.
    """
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for piece in request.stream():
                body += piece
                if len(body) > limit:
                    raise too_large()
    except TimeoutError:
        raise SlowBodyError(f"the body did not come within {seconds:g} seconds.", remedy="Try again.") from None
    except ClientDisconnect:
        raise SlowBodyError("the client left before the body had come.") from None
    return bytes(body)
