"""The command ``m4sd`` with everything the library offers, plus ``serve`` and ``mcp``."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from m4sd_graph.cli import app, main
from m4sd_graph.errors import ServeError
from m4sd_graph.settings import Settings
from m4sd_graph.workers.warm import Warm, start_warm

__all__ = ["main"]


class DefaultGraph(StrEnum):
    """What the default graph of RDF files holds."""

    union = "union"
    unnamed = "unnamed"


@app.command("serve")
def serve(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="RDF files to serve instead of the current release; SIGHUP reloads them."),
    ] = None,
    host: Annotated[str | None, typer.Option(help="Address to bind to (default 127.0.0.1).")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port to bind to (default 8000).")] = None,
    default_graph: Annotated[
        DefaultGraph,
        typer.Option(help="Default graph of RDF files: the union of all their graphs, or what has no graph name."),
    ] = DefaultGraph.union,
) -> None:
    """Serve the current release, or RDF files, over HTTP."""
    # Until there is something to reload; the system's answer to it would be to end the process.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    settings = Settings()
    address = host or settings.host, settings.port if port is None else port
    with _bound(*address) as listener:
        warm = start_warm() if files or not settings.endpoint else None
        try:
            _run(settings, files or [], default_graph, warm, listener, lambda: _announce(address[0], listener))
        finally:
            if warm:
                warm.end()


@app.command("mcp")
def mcp(
    http: Annotated[
        str | None,
        typer.Option(metavar="HOST:PORT", help="Serve streamable HTTP at this address, or at this port of 127.0.0.1."),
    ] = None,
) -> None:
    """Serve the current release to an assistant by the Model Context Protocol, on standard input and output."""
    # Here, because the SDK takes half a second to import, which no other command should pay for.
    from api.assistant.http import address_of, run_http
    from api.assistant.stdio import run_stdio
    from api.services import open_services

    services = open_services(Settings())
    if http is None:
        run_stdio(services)
        return
    host, port = address_of(http)
    with _bound(host, port) as listener:
        run_http(services, listener, host, lambda: _announce(host, listener, "/mcp"))


def _run(
    settings: Settings,
    files: list[Path],
    default_graph: DefaultGraph,
    warm: Warm | None,
    listener: socket.socket,
    announce: Callable[[], None],
) -> None:
    # Only this command needs the web framework, and the warm process gets ready while it is imported.
    from api import server
    from api.services import open_files, open_services

    if files:
        union = default_graph is DefaultGraph.union
        services = open_files(settings, tuple(map(str, files)), union=union, warm=warm)
    else:
        services = open_services(settings, warm)
    server.run(services, listener, announce)


def _announce(host: str, listener: socket.socket, path: str = "") -> None:
    shown = f"[{host}]" if ":" in host else host
    typer.echo(f"Serving at http://{shown}:{listener.getsockname()[1]}{path} (stop with Ctrl+C)")


def _bound(host: str, port: int) -> socket.socket:
    """Bind first, so that a taken port is said at once and by its number."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(1024)
    except OSError as error:
        listener.close()
        raise ServeError(
            f"port {port} on {host} cannot be used: {error.strerror}.",
            remedy="Choose another one, for example `make serve PORT=8001`.",
        ) from error
    return listener
