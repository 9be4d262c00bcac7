"""The real client of the SDK, connected to ``m4sd mcp`` in a process of its own, over both transports."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from anyio.from_thread import start_blocking_portal
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client

from m4sd_graph.release import Release
from tests.assistant.support import Assistant
from tests.clients.support import running

M4SD = Path(sys.executable).with_name("m4sd")
READY = r"Serving at (http://127\.0\.0\.1:\d+/mcp) \(stop with Ctrl\+C\)"


@asynccontextmanager
async def over_stdio(release: Release) -> AsyncIterator[ClientSession]:
    environment = {**os.environ, "M4SD_RELEASES": str(release.folder.parent)}
    server = StdioServerParameters(command=str(M4SD), args=["mcp"], env=environment)
    async with stdio_client(server) as streams, ClientSession(*streams) as session:
        await session.initialize()
        yield session


@asynccontextmanager
async def over_http(url: str) -> AsyncIterator[ClientSession]:
    async with streamable_http_client(url) as (read, write, _), ClientSession(read, write) as session:
        await session.initialize()
        yield session


@pytest.fixture(scope="session")
def url(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the server runs over HTTP."""
    folder = tmp_path_factory.mktemp("mcp")
    command = [str(M4SD), "mcp", "--http", "127.0.0.1:0"]
    with running(command, READY, folder, M4SD_RELEASES=str(release.folder.parent), M4SD_QUERY_MEMORY="64") as ready:
        yield ready[1]


@pytest.fixture(scope="session", params=["stdio", "http"])
def assistant(request: pytest.FixtureRequest, release: Release) -> Iterator[Assistant]:
    with start_blocking_portal() as portal:
        made = over_stdio(release) if request.param == "stdio" else over_http(request.getfixturevalue("url"))
        with portal.wrap_async_context_manager(made) as session:
            yield Assistant(portal, session)


@pytest.fixture(scope="session")
def stdio(release: Release) -> Iterator[Assistant]:
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(over_stdio(release)) as session:
        yield Assistant(portal, session)
