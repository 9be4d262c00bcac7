"""``docs/api.md`` names every route, and every example in it and the guides beside it gives what stands there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from m4sd_graph.settings import Settings
from m4sd_graph.workers.render import SHOWN

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE, *OTHERS = ((DOCS / name).read_text(encoding="utf-8") for name in ("api.md", "systems.md", "changes.md"))
HOST = "http://127.0.0.1:8000"
EXAMPLES = [
    (command, answer)
    for block in re.findall(r"```console\n(.*?)```", "".join([PAGE, *OTHERS]), re.DOTALL)
    for command, answer in re.findall(r"^\$ (curl .*?)\n(.*?)(?=^\$ |\Z)", block, re.DOTALL | re.MULTILINE)
]


def test_every_route_has_its_section(client: TestClient) -> None:
    assert isinstance(client.app, FastAPI)
    assert sorted(re.findall(r"^### `(.+)`$", PAGE, re.MULTILINE)) == sorted(client.app.openapi()["paths"])


def test_every_section_has_an_example() -> None:
    sections = PAGE.partition("## Routes")[2].partition("## Errors")[0].split("### ")[1:]
    assert all("$ curl" in section for section in sections)


def test_routes_describe_themselves(client: TestClient) -> None:
    assert isinstance(client.app, FastAPI)
    operations = [o for path in client.app.openapi()["paths"].values() for o in path.values()]
    assert all(o["summary"] and o["description"] and {"200", "204", "307"} & set(o["responses"]) for o in operations)
    assert all("422" not in o["responses"] for o in operations)
    assert len({o["operationId"] for o in operations}) == len(operations)


@pytest.mark.parametrize(("command", "answer"), EXAMPLES)
def test_the_example_gives_its_answer(client: TestClient, command: str, answer: str) -> None:
    assert re.fullmatch(pattern(answer), run(client, command), re.DOTALL)


def pattern(answer: str) -> str:
    """The answer with ``…`` for anything, line ends as they come."""
    return r"\s*".join(re.escape(part.strip("\n")) for part in answer.split("\n")).replace("…", ".*") + r"\s*"


def run(client: TestClient, command: str) -> str:
    """What curl would print."""
    method, headers, body, address, follow = "GET", {}, "", "", False
    words = iter(shlex.split(command)[1:])
    for word in words:
        match word:
            case "-s":
                pass
            case "-sL":
                follow = True
            case "-I":
                method = "HEAD"
            case "-X":
                method = next(words)
            case "-H":
                name, _, value = next(words).partition(": ")
                headers[name] = value
            case "--data" | "--data-urlencode":
                method, body = "POST", next(words)
            case "--data-binary":
                method, given = "POST", next(words)
                file = DOCS.parent / given.removeprefix("@")
                body = file.read_text(encoding="utf-8") if given.startswith("@") else given
            case _:
                assert word.startswith(HOST)
                address = word.removeprefix(HOST)
    if method == "POST" and "Content-Type" not in headers:
        sent = client.post(address, headers=headers, data=dict([body.split("=", 1)]))
    else:
        sent = client.request(method, address, headers=headers, content=body, follow_redirects=follow)
    shown = "".join(f"{name}: {value}\n" for name, value in sent.headers.items()) if method == "HEAD" else sent.text
    return shown.replace("http://testserver", HOST)


def test_limits_are_those_of_the_settings() -> None:
    table = PAGE.partition("## Limits")[2]
    settings = Settings()
    for number in (settings.query_length, settings.query_depth, settings.threads, SHOWN):
        assert re.search(rf"\| {number:,}\b", table)
