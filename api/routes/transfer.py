"""Sends files that never change: compressed copies by choice, ranges, validators, in constant memory."""

from __future__ import annotations

import base64
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import anyio
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from api.errors import answer, problem_of
from api.middleware import FIXED
from api.sparql.wanted import coding_of
from m4sd_graph.downloads import Copy, Download
from m4sd_graph.errors import M4SDError

# Nobody may anybody compress a file on the way: its validator and its ranges are those of these bytes.
AS_IT_IS = f"{FIXED}, no-transform"
CHUNK = 65_536
# One range; where several are asked for, the whole file is an answer too.
RANGE = re.compile(r"bytes[ \t]*=[ \t]*(\d{0,18})-(\d{0,18})[ \t]*", re.ASCII | re.IGNORECASE)


class RangeError(M4SDError):
    """The range lies outside the file."""

    status = 416
    title = "Range not satisfiable"


class Part(NamedTuple):
    """Bytes ``first`` to ``last`` of a file, both counted from 0 and included."""

    first: int
    last: int

    @property
    def size(self) -> int:
        """How many bytes these are."""
        return self.last - self.first + 1


async def send(request: Request, download: Download) -> Response:
    """Answer with the file, or the part of it that is asked for, in the coding that the client likes best."""
    copy = _chosen(download, request.headers)
    headers = _headers(copy, several=len(download.copies) > 1)
    if headers["ETag"] in ",".join(request.headers.getlist("if-none-match")):
        return Response(status_code=304, headers=headers)
    try:
        part = _asked(request.headers, copy.size, headers["ETag"])
    except RangeError as error:
        refused = await answer(request, problem_of(error))
        refused.headers["Content-Range"] = f"bytes */{copy.size}"
        return refused
    status, sent = (206, part) if part else (200, Part(0, copy.size - 1))
    if part:
        headers["Content-Range"] = f"bytes {part.first}-{part.last}/{copy.size}"
    headers["Content-Length"] = str(sent.size)
    return StreamingResponse(_read(copy.path, sent), status, headers, download.media_type)


def _chosen(download: Download, asked: Headers) -> Copy:
    """The copy in the coding that the client likes best; a part is one of the plain file, unless it goes on a copy."""
    if "range" in asked:
        begun = asked.get("if-range", "").strip().strip('"')
        return next((c for c in download.copies.values() if c.digest == f"sha256:{begun}"), download.copies[""])
    coding = coding_of(",".join(asked.getlist("accept-encoding")))
    return download.copies.get(coding) or download.copies[""]


def _headers(copy: Copy, *, several: bool) -> dict[str, str]:
    hexadecimal = copy.digest.removeprefix("sha256:")
    return {
        "ETag": f'"{hexadecimal}"',
        "Cache-Control": AS_IT_IS,
        "Accept-Ranges": "bytes",
        "Repr-Digest": f"sha-256=:{base64.b64encode(bytes.fromhex(hexadecimal)).decode()}:",
        **({"Content-Encoding": copy.encoding} if copy.encoding else {}),
        **({"Vary": "Accept-Encoding"} if several else {}),
    }


def _asked(headers: Headers, size: int, etag: str) -> Part | None:
    """The part that Range names, None for the whole; raise RangeError for one outside the file.

    A Range that is not understood counts as none, and so does one whose If-Range is not this very file.
    """
    found = RANGE.fullmatch(headers.get("range", ""))
    if not found or headers.get("if-range", etag).strip() != etag or not (found[1] or found[2]):
        return None
    if not found[1]:
        part = Part(max(size - int(found[2]), 0), size - 1)
    else:
        part = Part(int(found[1]), min(int(found[2]) if found[2] else size - 1, size - 1))
        if found[2] and int(found[2]) < int(found[1]):
            return None
    if part.size < 1:
        raise RangeError(
            f"the file has {size} bytes.", place=f"Range: {found[0]}", remedy="Ask for a part of it, or for the whole."
        )
    return part


async def _read(path: Path, part: Part) -> AsyncIterator[bytes]:
    left = part.size
    async with await anyio.open_file(path, "rb") as file:
        await file.seek(part.first)
        while left > 0 and (chunk := await file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
