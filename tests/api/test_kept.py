"""What is kept is made once, also when many ask at the same time, and what nobody asks for goes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from api.kept import Kept, Once


def test_a_thing_is_made_once_for_all_who_ask() -> None:
    kept, together = Kept(), Barrier(8)
    made: list[int] = []

    def make() -> str:
        made.append(1)
        return "made"

    def ask() -> str:
        together.wait()
        return kept.of("key", make)

    with ThreadPoolExecutor(8) as threads:
        assert {future.result() for future in [threads.submit(ask) for _ in range(8)]} == {"made"}
    assert made == [1]


def test_what_was_asked_for_longest_ago_goes_first() -> None:
    kept = Kept(2)
    for key in ("a", "b", "a", "c"):
        kept.of(key, str(key).lower)
    assert kept.of("a", lambda: "anew") == "a"
    assert kept.of("b", lambda: "anew") == "anew"


def test_after_a_failure_the_next_tries_again() -> None:
    once = Once()
    with pytest.raises(ZeroDivisionError):
        once.of(lambda: 1 // 0)
    assert once.of(lambda: 2) == 2
    assert once.of(lambda: 3) == 2
