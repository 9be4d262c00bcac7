"""Errors say what happened, where and how to mend it; the tree in the docstring is the tree of classes."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from m4sd_graph import errors
from m4sd_graph.errors import M4SDError, NotFoundError, ValidationFailedError


def classes(base: type[M4SDError] = M4SDError) -> Iterator[type[M4SDError]]:
    yield base
    for child in base.__subclasses__():
        if child.__module__ == errors.__name__:
            yield from classes(child)


def drawn_parents() -> dict[str, str]:
    """Each class of the drawn tree with the class it hangs below."""
    parents, last_at = {}, {}
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"^    ([│├└─ ]*)(\w+Error)\b", line)
        if found:
            depth = len(found[1]) // 4
            last_at[depth] = found[2]
            parents[found[2]] = last_at.get(depth - 1, "Exception")
    return parents


def test_the_drawn_tree_is_the_tree_of_classes() -> None:
    assert drawn_parents() == {c.__name__: c.__bases__[0].__name__ for c in classes()}


def test_a_message_has_place_and_remedy() -> None:
    error = M4SDError("it broke.", place="file.ttl:3:4", remedy="Mend it.")
    assert str(error) == "file.ttl:3:4: it broke. Mend it."
    assert str(M4SDError("it broke.")) == "it broke."


@pytest.mark.parametrize("error", list(classes()), ids=lambda c: c.__name__)
def test_every_error_can_be_told_to_people_and_programs(error: type[M4SDError]) -> None:
    assert error.__doc__
    assert error.title
    assert 400 <= error.status < 600
    assert error.exit_code == (1 if error is ValidationFailedError else 2)


def test_errors_of_the_caller_are_not_failures_of_the_server() -> None:
    statuses = {c.__name__: c.status for c in classes()}
    assert statuses["ParameterError"] == statuses["QuerySyntaxError"] == 400
    assert (statuses["NotFoundError"], statuses["QueryRefusedError"], statuses["QueryTooLongError"]) == (404, 403, 413)


def test_unknown_names_come_with_near_ones() -> None:
    assert NotFoundError("no such thing.", nearest=["a", "b"]).nearest == ("a", "b")
