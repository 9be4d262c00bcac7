"""``docs/collections.md``: its examples give the answers that stand there, its limits are those of the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.routes.listing import DEFAULT_LIMIT, MOST
from m4sd_graph.collections.tables import FORMULA, SEPARATOR
from tests.api.test_docs import pattern, run

PAGE = (Path(__file__).resolve().parents[3] / "docs/collections.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^\$ (curl .*?)\n(.*?)(?=^\$ |^```)", PAGE, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize(("command", "answer"), EXAMPLES)
def test_the_example_gives_its_answer(client: TestClient, command: str, answer: str) -> None:
    assert re.fullmatch(pattern(answer), run(client, command), re.DOTALL)


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 2


@pytest.mark.parametrize("query", re.findall(r"^\| `([a-z]+=[^`]+)`", PAGE, re.MULTILINE))
def test_every_filter_of_the_table_finds_something(client: TestClient, query: str) -> None:
    found = [client.get(f"/{name}?{query}") for name in ("policies", "findings", "links")]
    assert any(answer.status_code == 200 and answer.json()["totalItems"] for answer in found)


def test_limits_and_signs_are_those_of_the_code() -> None:
    assert f"{DEFAULT_LIMIT} unless asked, at most {MOST:,}" in PAGE
    assert f"separated by `{SEPARATOR}`" in PAGE
    assert all(f"`{sign}`" in PAGE for sign in FORMULA if sign.isprintable())
