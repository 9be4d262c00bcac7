"""``docs/clients.md``: the recipes print what the page says they print."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from contextlib import redirect_stdout
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
PAGE = (FOLDER.parents[1] / "docs/clients.md").read_text(encoding="utf-8")
HOST = "http://127.0.0.1:8000"
RECIPES = re.findall(
    r"^## (.+?)\n(?:(?!^## ).)*?```python\n(.*?)```\n\n```text\n(.*?)```", PAGE, re.DOTALL | re.MULTILINE
)
COMMANDS = [
    found
    for block in re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
    for found in re.findall(r"^\$ (.*?)\n(.*?)(?=^\$ |\Z)", block, re.DOTALL | re.MULTILINE)
]


def test_every_block_that_can_be_run_is_run() -> None:
    assert len(RECIPES) == PAGE.count("```python\n") >= 3
    assert len(COMMANDS) == len(re.findall(r"^\$ ", PAGE, re.MULTILINE)) >= 4


@pytest.mark.parametrize(("code", "printed"), [r[1:] for r in RECIPES], ids=[r[0] for r in RECIPES])
def test_the_python_recipe_prints_this(address: str, code: str, printed: str) -> None:
    out = io.StringIO()
    with redirect_stdout(out):
        exec(compile(code.replace(HOST, address), "docs/clients.md", "exec"), {})
    assert re.fullmatch(pattern(printed), out.getvalue(), re.DOTALL), out.getvalue()


@pytest.mark.parametrize(("command", "printed"), COMMANDS, ids=[c[0].partition(HOST)[0].strip() for c in COMMANDS])
def test_the_command_prints_this(address: str, command: str, printed: str) -> None:
    if "curl" in command and shutil.which("curl") is None:
        pytest.skip("curl is not installed: apt-get install curl")
    if command.startswith("npx ") and not (FOLDER / "node_modules/.bin/comunica-sparql").exists():
        pytest.skip("Comunica is not installed: npm ci --prefix tests/clients")
    done = subprocess.run(
        ["bash", "-c", command.replace(HOST, address)],
        cwd=FOLDER,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert re.fullmatch(pattern(printed), done.stdout, re.DOTALL), done.stdout


def pattern(printed: str) -> str:
    """The printed text with ``…`` for anything, line ends as they come."""
    parts = (re.escape(line) for line in printed.strip("\n").split("\n"))
    return r"\s*".join(parts).replace("…", ".*") + r"\s*"
