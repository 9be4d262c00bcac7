"""Who waits is served in turn between clients and in order within one; nobody fills the room for all."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from itertools import zip_longest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from m4sd_graph.errors import BusyError, ClientBusyError
from m4sd_graph.workers.pace import TOGETHER
from m4sd_graph.workers.queue import OWN, FairQueue
from m4sd_graph.workers.run import Budget, Run
from tests.lib.workers.support import asked

CLIENTS = "abcd"


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


def run_of(loop: asyncio.AbstractEventLoop, client: str, number: int = 0) -> Run:
    return Run(number, asked(""), client, 1.0, loop, Budget(0))


def filled(loop: asyncio.AbstractEventLoop, clients: Iterable[str]) -> FairQueue:
    """A queue in which ``clients`` have come in this order, each run numbered by its place."""
    queue = FairQueue(total=1_000, per_client=1_000)
    for number, client in enumerate(clients):
        queue.put(run_of(loop, client, number), lambda: 1)
    return queue


def served(queue: FairQueue) -> list[Run]:
    taken = []
    while run := queue.take(lambda client: True):
        taken.append(run)
    return taken


def test_a_client_with_many_waits_behind_one_with_few(loop: asyncio.AbstractEventLoop) -> None:
    runs = served(filled(loop, "aaaabbc"))
    assert "".join(run.client for run in runs) == "abcabaa"
    assert [run.number for run in runs if run.client == "a"] == [0, 1, 2, 3]


@given(clients=st.text(CLIENTS, max_size=30))
def test_clients_are_served_in_rounds(loop: asyncio.AbstractEventLoop, clients: str) -> None:
    runs = served(filled(loop, clients))
    first = dict.fromkeys(clients)
    lanes = [[n for n, client in enumerate(clients) if client == one] for one in first]
    rounds = [number for one_round in zip_longest(*lanes) for number in one_round if number is not None]
    assert [run.number for run in runs] == rounds


@given(clients=st.text(CLIENTS, max_size=30), barred=st.sets(st.sampled_from(CLIENTS)))
def test_who_may_not_run_is_passed_over_and_keeps_its_place(
    loop: asyncio.AbstractEventLoop, clients: str, barred: set[str]
) -> None:
    queue = filled(loop, clients)
    while run := queue.take(lambda client: client not in barred):
        assert run.client not in barred
    left = [run.number for run in served(queue)]
    assert sorted(left) == [n for n, client in enumerate(clients) if client in barred]
    assert queue.count == 0


def test_own_queries_come_first_and_are_never_refused(loop: asyncio.AbstractEventLoop) -> None:
    queue = FairQueue(total=1, per_client=1)
    queue.put(run_of(loop, "a"), lambda: 1)
    for number in range(3):
        queue.put(run_of(loop, OWN, number), lambda: 1)
    first = [queue.take(lambda client: False) for _ in range(4)]
    assert [run.number if run else None for run in first] == [0, 1, 2, None]
    assert queue.count == 1


def test_a_client_has_so_many_places(loop: asyncio.AbstractEventLoop) -> None:
    queue = FairQueue(total=10, per_client=2)
    for client in "aab":
        queue.put(run_of(loop, client), lambda: 1)
    with pytest.raises(ClientBusyError, match=r"2 queries of yours .* again in 7 seconds") as caught:
        queue.put(run_of(loop, "a"), lambda: 7)
    assert (caught.value.retry_after, caught.value.status) == (7, 429)
    queue.put(run_of(loop, "b"), lambda: 1)
    assert queue.count == 4


def test_the_room_has_so_many_places(loop: asyncio.AbstractEventLoop) -> None:
    queue = FairQueue(total=2, per_client=2)
    for client in "ab":
        queue.put(run_of(loop, client), lambda: 1)
    with pytest.raises(BusyError, match="2 queries are waiting") as caught:
        queue.put(run_of(loop, "c"), lambda: 3)
    assert (type(caught.value), caught.value.retry_after, caught.value.status) == (BusyError, 3, 503)
    assert [run.client for run in queue.waiting()] == ["a", "b"]


def test_those_sent_behind_others_wait_too(loop: asyncio.AbstractEventLoop) -> None:
    queue = FairQueue(total=30, per_client=15)
    for _ in range(TOGETHER):
        queue.put(run_of(loop, "a"), lambda: 1)
    of_a, of_others = [run_of(loop, "a") for _ in range(7)], [run_of(loop, "b") for _ in range(22)]
    queue.put(run_of(loop, "a"), lambda: 1, lambda: of_a[1:])
    with pytest.raises(ClientBusyError, match="16 queries of yours"):
        queue.put(run_of(loop, "a"), lambda: 1, lambda: of_a)
    with pytest.raises(BusyError, match="31 queries are waiting"):
        queue.put(run_of(loop, "c"), lambda: 1, lambda: of_others)


def test_a_refused_run_leaves_no_trace(loop: asyncio.AbstractEventLoop) -> None:
    queue = FairQueue(total=0, per_client=5)
    refused = run_of(loop, "a")
    with pytest.raises(BusyError):
        queue.put(refused, lambda: 1)
    assert (queue.count, queue.waiting(), queue.remove(refused), queue.take(lambda c: True)) == (0, [], False, None)


@given(clients=st.text(CLIENTS, min_size=1, max_size=20), data=st.data())
def test_a_removed_run_is_gone_and_the_others_stay_in_order(
    loop: asyncio.AbstractEventLoop, clients: str, data: st.DataObject
) -> None:
    queue = filled(loop, clients)
    victim = data.draw(st.sampled_from(queue.waiting()))
    assert queue.remove(victim)
    assert not queue.remove(victim)
    assert queue.count == len(clients) - 1
    left = [run.number for run in served(queue) if run.client == victim.client]
    assert left == [n for n, client in enumerate(clients) if client == victim.client and n != victim.number]


def test_who_is_put_back_comes_first_whoever_waits(loop: asyncio.AbstractEventLoop) -> None:
    queue = filled(loop, "aabbcc")
    taken = [queue.take(lambda _: True) for _ in range(4)]
    for run in reversed(taken[1:]):
        assert run is not None
        queue.put_back(run)
    assert queue.count == 5
    assert [(run.client, run.number) for run in served(queue)] == [("b", 2), ("c", 4), ("a", 1), ("b", 3), ("c", 5)]


@given(clients=st.lists(st.sampled_from([*CLIENTS, OWN]), max_size=30), count=st.integers(0, 40))
def test_the_next_ones_are_those_that_would_be_taken_one_by_one(
    loop: asyncio.AbstractEventLoop, clients: list[str], count: int
) -> None:
    queue = filled(loop, clients)
    expected = [run.number for run in served(filled(loop, clients))]
    assert [run.number for run in queue.take_next(count)] == expected[:count]
    assert queue.count == len(expected[count:])
