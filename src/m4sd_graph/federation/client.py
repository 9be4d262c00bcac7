"""Sends the queries of SERVICE calls to the endpoints that the operator allows, and to nothing else.

The guards stand where a call could be led astray: the address must be one of those allowed, letter by letter; the host
is resolved here and the connection goes to the very address that was checked; redirects stay on the same server;
nothing is read beyond a size and a time; no proxy, cookie or credential is ever used.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from urllib.parse import urlencode, urljoin

import httpcore

from m4sd_graph.errors import ServiceCallError, SettingError
from m4sd_graph.federation.addresses import Target, is_public, target_of

ACCEPT = "application/sparql-results+json, application/json;q=0.5"
REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST_REDIRECTS = 3
MOST_CALLS = 16
MOST_ADDRESSES = 4
BREATH = 64  # pieces of a body after which others get their turn: one piece may be a single byte
TEXT_READ = 2048
TEXT_SHOWN = 200
WITHOUT = "Try again later, or write SERVICE SILENT to go on without this endpoint."


class PrivateAddressError(httpcore.ConnectError):
    """A host has an address that is not public."""


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects by TCP only, to addresses that were looked at first; raises httpcore's errors."""

    def __init__(self, allow_private: bool) -> None:
        self._allow_private = allow_private
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address of ``host`` that answers within ``timeout`` seconds over all."""
        failure: Exception = httpcore.ConnectError("the host name has no address")
        try:
            async with asyncio.timeout(timeout):
                addresses = await self._checked(host, port)
                for address in addresses:
                    share = timeout and timeout / len(addresses)
                    try:
                        return await self._network.connect_tcp(address, port, share, local_address, socket_options)
                    except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                        failure = error
        except TimeoutError as error:
            raise httpcore.ConnectTimeout from error
        raise failure

    async def _checked(self, host: str, port: int) -> list[str]:
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError("the host name is not known") from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if not (self._allow_private or all(map(is_public, addresses))):
            raise PrivateAddressError
        return addresses[:MOST_ADDRESSES]

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


class ServiceClient:
    """Asks the ``allowed`` endpoints; times in seconds; ``version`` of this project is told to them.

    Raises SettingError for an allowed address that is none. Must be used, and closed, in one event loop; at
    most MOST_CALLS calls are under way at once, the others wait.
    """

    def __init__(
        self,
        allowed: frozenset[str],
        *,
        connect_timeout: float = 5,
        read_timeout: float = 10,
        max_bytes: int = 10 * 1024 * 1024,
        allow_private: bool = False,
        version: str = "",
    ) -> None:
        self._targets = {address: _allowed_target(address) for address in allowed}
        self._timeouts = {
            "connect": connect_timeout,
            "read": read_timeout,
            "write": read_timeout,
        }
        self._max_bytes = max_bytes
        self._agent = f"m4sd-graph{version and '/' + version} (+https://w3id.org/m4sd/)"
        self._backend = GuardedBackend(allow_private)
        self._tls = httpcore.default_ssl_context()
        self._slots = asyncio.Semaphore(MOST_CALLS)
        self._pools: set[httpcore.AsyncConnectionPool] = set()

    async def close(self) -> None:
        """Break off the calls that are under way."""
        for pool in tuple(self._pools):
            await pool.aclose()

    async def fetch(self, endpoint: str, query: str, seconds: float) -> bytes:
        """Return what ``endpoint`` answers to a SELECT ``query``: the bytes of SPARQL JSON, not yet looked into.

        The whole exchange takes ``seconds`` at most. Every failure is one ServiceCallError.
        """
        target = self._targets.get(endpoint)
        if target is None:
            raise ServiceCallError("is not among the allowed endpoints.", place=endpoint)
        try:
            async with asyncio.timeout(seconds), self._slots, self._pool() as pool:
                return await self._fetched(pool, target, query, endpoint)
        except PrivateAddressError as error:
            raise ServiceCallError(
                "the host has an address that is not public.",
                place=endpoint,
                remedy="The operator can allow this by M4SD_SERVICE_PRIVATE.",
            ) from error
        except TimeoutError as error:
            raise _failed(endpoint, "had not answered when the time for the query was over") from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException) as error:
            raise _failed(endpoint, _reason(error)) from error

    @asynccontextmanager
    async def _pool(self) -> AsyncIterator[httpcore.AsyncConnectionPool]:
        """Connections for one call: none is kept, and nothing of a call that is cut off stays with the next."""
        async with httpcore.AsyncConnectionPool(self._tls, network_backend=self._backend) as pool:
            self._pools.add(pool)
            try:
                yield pool
            finally:
                self._pools.discard(pool)

    async def _fetched(self, pool: httpcore.AsyncConnectionPool, target: Target, query: str, endpoint: str) -> bytes:
        body: bytes | None = urlencode({"query": query}).encode()
        for _ in range(MOST_REDIRECTS + 1):
            async with self._sent(pool, target, body) as response:
                if response.status not in REDIRECTS:
                    return await self._content(response, endpoint)
                target = _redirected(target, response, endpoint)
                body = None if response.status == 303 else body
        raise _failed(endpoint, f"redirects more than {MOST_REDIRECTS} times")

    def _sent(
        self, pool: httpcore.AsyncConnectionPool, target: Target, body: bytes | None
    ) -> AbstractAsyncContextManager[httpcore.Response]:
        headers: dict[bytes | str, bytes | str] = {
            "Host": target.netloc,
            "Accept": ACCEPT,
            "Accept-Encoding": "identity",
            "User-Agent": self._agent,
            "Connection": "close",
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        return pool.stream(
            "GET" if body is None else "POST",
            httpcore.URL(scheme=target.scheme, host=target.host, port=target.port, target=target.path),
            headers=headers,
            content=body,
            extensions={"timeout": self._timeouts},
        )

    async def _content(self, response: httpcore.Response, endpoint: str) -> bytes:
        kind = _header(response, "content-type").partition(";")[0].strip().lower()
        if response.status != 200:
            told = await _first_line(response) if kind == "text/plain" else ""
            raise _failed(endpoint, f"answered with status {response.status}" + (told and f": {told}"))
        if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
            raise _failed(endpoint, f"answered with {_shown(kind) or 'an unnamed format'} instead of SPARQL JSON")
        if _header(response, "content-encoding").strip().lower() not in ("", "identity"):
            raise _failed(endpoint, "answered compressed, which was not asked for")
        return await self._body(response, endpoint)

    async def _body(self, response: httpcore.Response, endpoint: str) -> bytes:
        pieces: list[bytes] = []
        size = 0
        async for piece in response.aiter_stream():
            size += len(piece)
            if size > self._max_bytes:
                raise ServiceCallError(
                    f"answered with more than {self._max_bytes} bytes.",
                    place=endpoint,
                    remedy="Write a narrower pattern or a LIMIT inside SERVICE.",
                )
            pieces.append(piece)
            if len(pieces) % BREATH == 0:
                await asyncio.sleep(0)
        return b"".join(pieces)


def _allowed_target(address: str) -> Target:
    try:
        return target_of(address)
    except ValueError as error:
        raise SettingError(
            f"this cannot be the address of an endpoint: {error}.",
            place="M4SD_SERVICE_ENDPOINTS",
            remedy=f"Correct {address!r}.",
        ) from error


def _redirected(target: Target, response: httpcore.Response, endpoint: str) -> Target:
    location = _header(response, "location")
    try:
        address = urljoin(f"{target.scheme}://{target.netloc}{target.path}", location.partition("#")[0])
        found = target_of(address)
    except ValueError:
        raise _failed(endpoint, f"redirects to {_shown(location)!r}, which is no usable address") from None
    if found.server != target.server:
        raise ServiceCallError(
            f"redirects to another server: {_shown(address)}",
            place=endpoint,
            remedy="The operator can allow that address instead.",
        )
    return found


def _header(response: httpcore.Response, name: str) -> str:
    return next((v.decode("latin-1") for n, v in response.headers if n.decode("latin-1").lower() == name), "")


async def _first_line(response: httpcore.Response) -> str:
    text = b""
    async for piece in response.aiter_stream():
        text += piece
        if len(text) >= TEXT_READ:
            break
    lines = text[:TEXT_READ].decode(errors="replace").strip().splitlines()
    return _shown(lines[0]) if lines else ""


def _shown(text: str) -> str:
    """Foreign text that is fit to be part of a message."""
    printable = "".join(c if c.isprintable() else " " for c in text)
    return printable if len(printable) <= TEXT_SHOWN else f"{printable[:TEXT_SHOWN]}…"


def _reason(error: Exception) -> str:
    if isinstance(error, httpcore.ConnectTimeout):
        return "could not be reached in time"
    if isinstance(error, httpcore.TimeoutException):
        return "stopped answering"
    verb = "could not be reached" if isinstance(error, httpcore.ConnectError) else "broke off"
    return f"{verb}: {_shown(str(error)) or type(error).__name__}"


def _failed(endpoint: str, reason: str) -> ServiceCallError:
    return ServiceCallError(f"{reason}.", place=endpoint, remedy=WITHOUT)
