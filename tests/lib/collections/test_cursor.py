"""A cursor is read back as it was written; whatever else comes is refused."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from m4sd_graph.collections.cursor import Cursor, check_cursor, read_cursor
from m4sd_graph.errors import OutdatedCursorError, ParameterError

CURSOR = Cursor("https://w3id.org/m4sd/id/country/kyrgyzstan", False, "fr", "0123456789ab", "0.1.0+abc")


def forged(told: object) -> str:
    """A cursor with the right sum and any content."""
    content = json.dumps(told).encode()
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()[:4] + content).decode()


def test_a_cursor_is_read_back() -> None:
    assert read_cursor(str(CURSOR)) == CURSOR
    assert str(CURSOR).isascii()
    assert "=" not in str(CURSOR)


@given(st.text(max_size=60))
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(ParameterError):
        read_cursor(text)


def test_every_changed_character_is_noticed() -> None:
    text = str(CURSOR)
    for place in range(len(text) - 1):
        other = "A" if text[place] != "A" else "B"
        with pytest.raises(ParameterError):
            read_cursor(text[:place] + other + text[place + 1 :])


@pytest.mark.parametrize(
    "told",
    [
        {},
        [],
        None,
        "text",
        ["not an iri", False, "en", "d", "r"],
        ["https://x/> } DROP", False, "en", "d", "r"],
        ["https://x/a", 0, "en", "d", "r"],
        ["https://x/a", False, "xx", "d", "r"],
        ["https://x/a", False, "en", "d\n", "r"],
        ["https://x/a", False, "en", "d", ["r"]],
        ["https://x/a", False, "en", "d", "r", "more"],
        [[]] * 5,
    ],
)
def test_a_forged_cursor_is_refused(told: object) -> None:
    with pytest.raises(ParameterError):
        read_cursor(forged(told))


@pytest.mark.parametrize("content", [b"[" * 3000, b'{"a":' * 600, b"[NaN]", b"\xff\xfe"])
def test_what_json_cannot_read_is_refused(content: bytes) -> None:
    text = base64.urlsafe_b64encode(hashlib.sha256(content).digest()[:4] + content).decode()
    with pytest.raises(ParameterError):
        read_cursor(text)


def test_a_cursor_of_another_selection_or_release_is_refused() -> None:
    check_cursor(CURSOR, "0123456789ab", "0.1.0+abc")
    with pytest.raises(ParameterError) as foreign:
        check_cursor(CURSOR, "ba9876543210", "0.1.0+abc")
    assert foreign.value.status == 400
    with pytest.raises(OutdatedCursorError) as outdated:
        check_cursor(CURSOR, "0123456789ab", "0.2.0+def")
    assert outdated.value.status == 410
    assert outdated.value.remedy
