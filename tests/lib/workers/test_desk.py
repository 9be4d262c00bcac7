"""A desk takes messages however they come, and sends answers in their order, none later than it has to."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from m4sd_graph.workers.desk import READ, Desk
from m4sd_graph.workers.tally import Tally
from m4sd_graph.workers.wire import LENGTH


class Office(NamedTuple):
    """A desk, the parent's end of its link, and its tally."""

    desk: Desk
    parent: socket.socket
    tally: Tally

    def came(self) -> bytes:
        """What has reached the parent."""
        self.parent.setblocking(False)
        try:
            return self.parent.recv(READ)
        except BlockingIOError:
            return b""
        finally:
            self.parent.settimeout(5)


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """Where an answer may be kept as long as need be."""
    monkeypatch.setattr("m4sd_graph.workers.desk.KEPT", 1_000)
    ours, theirs = socket.socketpair()
    theirs.settimeout(5)
    tally = Tally(Tally.allot())
    with ours, theirs:
        yield Office(Desk(theirs, tally), ours, tally)
    tally.close()


def message(content: bytes) -> bytes:
    return LENGTH.pack(len(content)) + content


def test_messages_that_come_together_are_taken_one_by_one(office: Office) -> None:
    office.parent.sendall(b"".join(map(message, (b"one", b"two", b"three"))))
    assert [office.desk.next() for _ in range(3)] == [b"one", b"two", b"three"]


@pytest.mark.parametrize("cut", [1, LENGTH.size, LENGTH.size + 1, 2 * LENGTH.size + 5])
def test_a_message_may_come_in_pieces(office: Office, cut: int) -> None:
    content = bytes(3 * READ)
    sent = message(b"first") + message(content)
    office.parent.sendall(sent[:cut])
    office.parent.settimeout(None)
    rest = memoryview(sent)[cut:]
    # More than a socket takes at once, so the two ends take turns.
    office.parent.setblocking(False)
    rest = rest[office.parent.send(rest) :]
    assert office.desk.next() == b"first"
    office.parent.setblocking(True)
    office.parent.sendall(rest)
    assert office.desk.next() == content


def test_nothing_follows_when_the_parent_is_gone(office: Office) -> None:
    office.parent.sendall(message(b"last") + b"\0")
    office.parent.close()
    assert (office.desk.next(), office.desk.next()) == (b"last", b"")


def test_the_tally_tells_how_many_were_taken(office: Office) -> None:
    office.parent.sendall(message(b"one") + message(b"two"))
    assert office.tally.count == 0
    office.desk.next()
    assert office.tally.count == 1
    office.desk.next()
    assert office.tally.count == 2


def test_answers_go_together_before_it_waits(office: Office) -> None:
    office.parent.sendall(message(b"one") + message(b"two"))
    for answer in (b"1", b"2"):
        office.desk.next()
        office.desk.answer(answer)
        assert office.came() == b""
    office.parent.shutdown(socket.SHUT_WR)
    assert office.desk.next() == b""
    assert office.came() == b"12"


def test_what_is_sent_at_once_goes_behind_what_was_kept(office: Office) -> None:
    office.desk.answer(b"1")
    office.desk.sendall(b"2")
    assert office.came() == b"12"


def test_an_answer_is_not_kept_long(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.desk.answer(b"1")
    monkeypatch.setattr("m4sd_graph.workers.desk.KEPT", 0)
    office.desk.answer(b"2")
    assert office.came() == b"12"
