"""Two services for all attacks: a roomy one, and one with small limits and little patience for slow clients."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.attacks.hostile import THINGS
from tests.attacks.processes import wait_until
from tests.attacks.service import Service, serving


@pytest.fixture(scope="session")
def things(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Turtle file of 1,000 things with a number each."""
    path = tmp_path_factory.mktemp("things") / "things.ttl"
    path.write_text(THINGS, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def roomy(things: Path) -> Iterator[Service]:
    with serving(
        things.parent, [things], query_seconds=0.5, query_seconds_most=60, query_memory=128, result_size=256, workers=6
    ) as service:
        yield service


@pytest.fixture(scope="session")
def tight(things: Path) -> Iterator[Service]:
    with serving(
        things.parent,
        [things],
        hasty=1.0,
        query_seconds=1,
        query_seconds_most=10,
        query_memory=64,
        result_size=4,
        workers=2,
        waiting=3,
        waiting_per_client=2,
    ) as service:
        yield service


@pytest.fixture
def service(roomy: Service) -> Iterator[Service]:
    """The roomy service, which every test leaves at rest and answering another client."""
    yield roomy
    assert wait_until(lambda: not roomy.running(), 15), roomy.running()
    assert roomy.answers()


@pytest.fixture
def small(tight: Service) -> Iterator[Service]:
    """The service with small limits, which every test leaves at rest and answering another client."""
    yield tight
    assert wait_until(lambda: not tight.running(), 15), tight.running()
    assert tight.answers()


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A listener of the loopback address that must hear nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server
        with pytest.raises(BlockingIOError):
            server.accept()
