"""The cache keeps what was used last within its bytes, and leads from a request to its answer."""

from __future__ import annotations

from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from api.sparql.cache import OVERHEAD, Cache

SIZE = 1_000
ENTRY = SIZE + OVERHEAD


def answer(text: bytes = b"", size: int = SIZE) -> bytes:
    return text.ljust(size)


def held(cache: Cache, keys: str) -> str:
    """Those of ``keys`` that are kept, without using them more than once each."""
    return "".join(key for key in keys if cache.get(key.encode()) is not None)


def test_what_was_put_is_got_until_the_key_differs() -> None:
    cache, entry = Cache(8 * ENTRY), answer(b"body")
    cache.put(b"a", entry)
    assert cache.get(b"a") is entry
    assert cache.get(b"b") is None
    assert cache.size == ENTRY


def test_the_entry_used_longest_ago_goes_first() -> None:
    cache = Cache(8 * ENTRY)
    for key in b"abcdefgh":
        cache.put(bytes([key]), answer())
    assert cache.get(b"a")
    cache.put(b"i", answer())
    assert held(cache, "abcdefghi") == "acdefghi"


def test_the_size_never_passes_the_limit() -> None:
    cache = Cache(8 * ENTRY)
    for number in range(100):
        cache.put(b"%d" % number, answer(size=number * 10))
        assert cache.size <= 8 * ENTRY


def test_one_entry_takes_an_eighth_at_most() -> None:
    cache = Cache(8 * ENTRY)
    cache.put(b"fits", answer(size=SIZE))
    cache.put(b"large", answer(size=SIZE + 1))
    assert cache.get(b"fits")
    assert cache.get(b"large") is None


def test_a_key_put_again_counts_once() -> None:
    cache = Cache(8 * ENTRY)
    cache.put(b"a", answer(b"old"))
    cache.put(b"a", answer(b"new", 10))
    found = cache.get(b"a")
    assert found is not None
    assert found.startswith(b"new")
    assert cache.size == 10 + OVERHEAD


@given(st.lists(st.tuples(st.sampled_from("abcdefghij"), st.integers(0, 2 * SIZE)), max_size=40))
@profile(max_examples=50, deadline=None, derandomize=True)
def test_the_size_is_that_of_what_is_held(puts: list[tuple[str, int]]) -> None:
    cache, sizes = Cache(8 * ENTRY), dict[str, int]()
    for key, size in puts:
        cache.put(key.encode(), answer(size=size))
        if size <= SIZE:
            sizes[key] = size
    assert cache.size == sum(sizes[key] + OVERHEAD for key in held(cache, "abcdefghij"))


def test_without_room_nothing_is_kept() -> None:
    cache = Cache(0)
    cache.put(b"a", answer(size=0))
    assert (cache.get(b"a"), cache.size) == (None, 0)
