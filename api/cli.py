"""The command ``m4sd`` with everything the library offers, plus ``serve``."""

from __future__ import annotations

import socket
from typing import Annotated

import typer
import uvicorn

from api.main import create_app
from api.services import open_services
from m4sd_graph.cli import app, main
from m4sd_graph.errors import ServeError
from m4sd_graph.settings import Settings

__all__ = ["main"]


@app.command("serve")
def serve(
    host: Annotated[str | None, typer.Option(help="Address to bind to (default 127.0.0.1).")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port to bind to (default 8000).")] = None,
) -> None:
    """Serve the current release over HTTP."""
    settings = Settings()
    address = host or settings.host, settings.port if port is None else port
    with _bound(*address) as listener:
        application = create_app(open_services(settings))
        typer.echo(f"Serving at http://{address[0]}:{listener.getsockname()[1]} (stop with Ctrl+C)")
        server = uvicorn.Server(uvicorn.Config(application, log_level="warning", server_header=False))
        server.run(sockets=[listener])


def _bound(host: str, port: int) -> socket.socket:
    """Bind first, so that a taken port is said at once and by its number."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise ServeError(
            f"port {port} on {host} cannot be used: {error.strerror}.",
            remedy="Choose another one, for example `make serve PORT=8001`.",
        ) from error
    return listener
