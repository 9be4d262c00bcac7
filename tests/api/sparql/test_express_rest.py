"""A connection that was answered on the short way is closed once it has rested for a while, and not before."""

from __future__ import annotations

import time
from pathlib import Path

from api.connection import PatientProtocol
from tests.api.sparql.test_express import SMALL, exchange, get, served, warmed
from tests.attacks.hostile import THINGS


def test_a_connection_at_rest_is_closed_and_not_one_in_use(tmp_path: Path) -> None:
    path = tmp_path / "things.ttl"
    path.write_text(THINGS, encoding="utf-8")
    with served(path) as stage, warmed(stage) as client:
        for connection in stage.server.server_state.connections:
            assert isinstance(connection, PatientProtocol)
            connection.timeout_keep_alive = 2
        for number in range(5):
            assert exchange(client, get(SMALL.format(number)))[0] == 200
            time.sleep(0.7)
        assert client.recv(1) == b""
