"""One connection of a client: HTTP/1.1 within bounds on what may be sent, delayed or left unread."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

import httptools
from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from api.errors import PROBLEM, problem_of
from api.middleware import COMMON_RAW
from api.sparql.express import BEGUN, WIRE, Early, Express
from m4sd_graph.errors import M4SDError
from m4sd_graph.workers.run import Reply

OK = b"HTTP/1.1 200 OK\r\n"
EXPRESS = b"GET /sparql?"
# The head of a request: its bytes, those of its address, its lines.
HEAD = 65_536
ADDRESS = 60_000
LINES = 100
# What may come behind a request before that is answered.
REQUESTS_AHEAD = 64
BYTES_AHEAD = 65_536
# What is still read, unseen, of a request that was refused: a closed door would lose the refusal.
LINGER = 2**20
UPGRADE = re.compile(rb"\nupgrade:", re.IGNORECASE)


class RequestError(M4SDError):
    """What came is no HTTP/1.1, or more of it than the service takes."""

    status = 400
    title = "Request not understood"


class AddressTooLongError(RequestError):
    """The address of a request is too long."""

    status = 414
    title = "Address too long"


class HeadTooLongError(RequestError):
    """The head of a request is too long, or has too many lines."""

    status = 431
    title = "Headers too long"


class PatientProtocol(HttpToolsProtocol):
    """HTTP/1.1 by httptools within bounds.

    ``since`` when something is awaited: the head of a request, or its end after it was answered (None: nothing is).
    ``fed``: bytes since the last head or piece of a body. ``ahead``: bytes behind a request that is not answered yet.
    ``running``: the request that is being answered, or was last. ``refused``: nothing is read any more.
    ``between``: no request is being read. ``early``: a query that runs while its request, ``held``, waits.
    ``extra``: members for the scope of the request that is read next. ``resting``: since when nothing is asked.
    """

    express: Express | None = None
    since: float | None = None
    fed = 0
    ahead = 0
    unsent = 0
    moved = 0.0
    resting: float | None = None
    refused = False
    url = b""
    running: RequestResponseCycle | None = None
    between = True
    early: Early | None = None
    held = b""
    extra: Mapping[str, object] = MappingProxyType({})

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn's own narrowing
        """Await the first request."""
        super().connection_made(transport)
        self.since = self.moved = self.loop.time()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the request that is being answered; uvicorn tells only the one that came last."""
        super().connection_lost(exc)
        early, self.early = self.early, None
        if early and self.express:
            self.express.abandon(early)
        self.pipeline.clear()
        self._end_running()

    def data_received(self, data: bytes) -> None:
        """Read what came; a plain query may be answered at once."""
        self._unset_keepalive_if_required()
        self.resting = None
        if self.early:
            self._enter()
        elif self.express and self.between and self._taken(data, self.express):
            return
        self._read(data)

    def shutdown(self) -> None:
        """End the connection once what is being answered has been sent."""
        self._enter()
        super().shutdown()

    def _taken(self, data: bytes, express: Express) -> bool:
        """Whether the express way has taken the request ``data``, the first that is not answered yet."""
        running = self.running
        busy = self.refused or self.fed or (running and not running.response_complete)
        if busy or not data.startswith(EXPRESS) or self.transport.get_write_buffer_size():
            return False
        peer = self.client[0] if self.client else ""
        found = express.take(data, peer)
        if found is None:
            self.extra = {WIRE: (peer, data)}
            return False
        self.since = None
        if isinstance(found, bytes):
            self._send(found)
        else:
            self.early, self.held = found, data
            found.run.when_slow(self._enter)
            found.run.future.add_done_callback(self._ready)
        return True

    def _ready(self, future: asyncio.Future[Reply]) -> None:
        """Send the answer that waits in ``future``, unless its request has gone the ordinary way."""
        early = self.early
        failed = future.cancelled() or future.exception()
        if early is None or self.express is None or early.run.future is not future:
            return
        found = None if failed else self.express.answer(early)
        if found is None:
            self._enter()
        else:
            self.early = None
            self._send(found)

    def _send(self, found: bytes) -> None:
        date = [b"%b: %b\r\n" % header for header in self.server_state.default_headers]
        self.transport.write(b"".join((OK, *date, found)))
        # A timer for each answer would cost more than the look that ``tend`` takes.
        self.resting = self.loop.time()

    def _enter(self) -> None:
        """Let the request that waits go the ordinary way, with its query."""
        early, self.early = self.early, None
        if early:
            self.extra = {BEGUN: early.run}
            self._read(self.held)

    def _read(self, data: bytes) -> None:
        """Read what came, in pieces that can be counted."""
        running = self.running
        if running is None or running.response_complete:
            if self.since is None or not (running or self.fed):
                self.since = self.loop.time()
        elif self.cycle is not running or not running.more_body:
            self._too_early(len(data))
        if self.since and UPGRADE.search(data):
            data = _without_upgrade(data)
        while data and not self.refused:
            room = HEAD - self.fed
            if len(data) <= room:
                self._feed(data)
                return
            if room == 0:
                self._refuse(_too_long(len(self.url)))
                break
            self._feed(data[:room])
            data = data[room:]
        if self.refused:
            self._discard(len(data))

    def on_headers_complete(self) -> None:
        """The head is there. Reading goes on behind it, so that a client that hangs up is noticed."""
        self.since, self.fed = None, 0
        if self.extra:
            self.scope.update(self.extra)  # type: ignore[typeddict-item]  # ours
            self.extra = {}
        if len(self.url) > ADDRESS:
            raise _too_long(len(self.url))
        if len(self.headers) > LINES:
            raise HeadTooLongError(f"the request has more than {LINES} headers.", remedy="Send fewer.")
        super().on_headers_complete()
        if self.pipeline:
            self.flow.resume_reading()
            if len(self.pipeline) > REQUESTS_AHEAD:
                raise RequestError(f"more than {REQUESTS_AHEAD} requests came before they were answered.")

    def on_message_begin(self) -> None:
        """A request begins."""
        self.between = False
        super().on_message_begin()

    def on_message_complete(self) -> None:
        """A request has been read."""
        self.between = True
        super().on_message_complete()

    def on_body(self, body: bytes) -> None:
        """Take a piece of the body."""
        self.fed = 0
        super().on_body(body)

    def tend(self, now: float, patience: float) -> None:
        """End the connection of a client that lets us wait; called about once a second.

        ``patience`` in seconds: for what is awaited; four times as long a client may take nothing of its answer.
        """
        unsent = self.transport.get_write_buffer_size()
        if not unsent or unsent != self.unsent:
            self.unsent, self.moved = unsent, now
        if now - self.moved > 4 * patience:
            # Closing would wait for the client to take what is left.
            self.transport.abort()
        elif self.since and now - self.since > patience:
            self.transport.close()
        elif self.resting and now - self.resting > self.timeout_keep_alive:
            self.timeout_keep_alive_handler()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self.running = cycle
        if not self.pipeline:
            self.ahead = 0
        super()._start_asgi_task(cycle, app)

    def _too_early(self, size: int) -> None:
        self.ahead += size
        if self.ahead > BYTES_AHEAD and not self.refused:
            self._refuse(RequestError("too much came before it was its turn."))

    def _feed(self, piece: bytes) -> None:
        self.fed += len(piece)
        try:
            self.parser.feed_data(piece)
        except httptools.HttpParserUpgrade:
            # Nobody here speaks what follows.
            self.cycle.keep_alive = False
        except httptools.HttpParserError as error:
            told = error.__context__
            self._refuse(told if isinstance(told, M4SDError) else RequestError(f"this is no HTTP/1.1: {error}."))

    def _refuse(self, error: M4SDError) -> None:
        """Read nothing more, and say why unless another answer has its turn; that one is still sent."""
        self.refused, self.fed, self.since = True, 0, self.loop.time()
        self.pipeline.clear()
        self.flow.resume_reading()
        running = self.running
        if running is None or running.response_complete:
            self._tell(error)
        elif running is self.cycle and running.more_body and not running.response_started:
            self._end_running()
            self._tell(error)
        else:
            self.since, running.keep_alive = None, False

    def _tell(self, error: M4SDError) -> None:
        body = json.dumps(problem_of(error)).encode()
        told = [
            *self.server_state.default_headers,
            *COMMON_RAW,
            (b"content-type", PROBLEM.encode()),
            (b"content-length", b"%d" % len(body)),
            (b"connection", b"close"),
        ]
        lines = b"".join(b"%b: %b\r\n" % header for header in told)
        first = b"HTTP/1.1 %d %b\r\n" % (error.status, HTTPStatus(error.status).phrase.encode())
        self.transport.write(first + lines + b"\r\n" + body)
        self.transport.write_eof()

    def _discard(self, size: int) -> None:
        self.fed += size
        if self.fed > LINGER:
            self.transport.abort()

    def _end_running(self) -> None:
        if self.running and not self.running.response_complete:
            self.running.disconnected = True
            self.running.message_event.set()


def _too_long(address: int) -> RequestError:
    if address > ADDRESS:
        return AddressTooLongError(
            f"the address has more than {ADDRESS} bytes.", remedy="Send the query by POST, in the body."
        )
    return HeadTooLongError(f"the head of the request has more than {HEAD} bytes.")


def _without_upgrade(data: bytes) -> bytes:
    """``data`` with no wish for another protocol in its head: the parser would take the body for that protocol."""
    head, end, rest = data.partition(b"\r\n\r\n")
    return UPGRADE.sub(b"\nignored:", head) + end + rest
