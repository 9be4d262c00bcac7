"""What a request brings to be checked: raw, or in a form; held in memory only, and never more than may be."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from api.body import body_of
from m4sd_graph.errors import InputError, M4SDError
from m4sd_graph.intake import MOST_BYTES
from m4sd_graph.intake.read import KINDS, kind_of

FORM = "multipart/form-data"
TURTLE = "text/turtle"
# Seconds in which the whole of it must have come.
PATIENCE = 30.0
# What a form may have around the data.
AROUND = 64 * 1024
NAME = 80


class InputTypeError(M4SDError):
    """Data to be checked comes as something that is read nowhere here."""

    status = 415
    title = "Unsupported media type"


class InputSizeError(M4SDError):
    """Data to be checked has more bytes than it may have."""

    status = 413
    title = "Data too large"


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent: its bytes, their media type, what it is called, and the other fields of the form."""

    content: bytes
    kind: str
    name: str
    fields: Mapping[str, str]


class _InMemory(MultiPartParser):
    """The framework's parser, which would put what is large into a file."""

    spool_max_size = MOST_BYTES + AROUND


async def sent_in(request: Request) -> Sent:
    """The data in the body; raise InputTypeError, InputSizeError, SlowBodyError, or InputError for a broken form."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != FORM and kind not in KINDS.values():
        raise InputTypeError(
            "this form of data is not read here.",
            place="Content-Type",
            remedy=f"One of {', '.join(dict.fromkeys(KINDS.values()))}, or {FORM} with `file` or `text`.",
        )
    body = await body_of(request, MOST_BYTES + (AROUND if kind == FORM else 0), PATIENCE, _too_large)
    return await _in_form(request, body) if kind == FORM else Sent(body, kind, "body", {})


async def _in_form(request: Request, body: bytes) -> Sent:
    async def stream() -> AsyncGenerator[bytes, None]:
        yield body

    try:
        form = await _InMemory(request.headers, stream(), max_files=1, max_fields=8, max_part_size=MOST_BYTES).parse()
    except (MultiPartException, KeyError, ValueError) as error:
        raise InputError(f"the form cannot be read: {error}.", place="body", remedy="Send `file` or `text`.") from None
    try:
        return await _of_form(form)
    finally:
        await form.close()


async def _of_form(form: FormData) -> Sent:
    fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    file = form.get("file")
    if isinstance(file, UploadFile) and file.filename:
        name = file.filename.replace("\\", "/").rpartition("/")[2][-NAME:]
        return Sent(await file.read(), kind_of(name), name, fields)
    return Sent(fields.get("text", "").encode(), TURTLE, "text", fields)


def _too_large() -> InputSizeError:
    return InputSizeError(f"the data has more than {MOST_BYTES} bytes.", place="body", remedy="Check less at a time.")
