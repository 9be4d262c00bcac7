"""The house rules that a machine can see."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from m4sd_graph import errors
from m4sd_graph.settings import Settings
from m4sd_graph.workspace import find_workspace

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted(p for folder in ("src", "api", "bench") for p in (ROOT / folder).rglob("*.py"))
ASSERTING = ("Assert(", "raises", "check", "assert_", "subtest", "expect")


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_and_functions_are_small(path: Path) -> None:
    assert path.read_text(encoding="utf-8").count("\n") <= 320
    assert not [f.name for f in functions(path) if (f.end_lineno or 0) - f.lineno > 50]


def test_half_of_the_functions_are_tiny() -> None:
    lengths = sorted((f.end_lineno or 0) - f.lineno + 1 for path in MODULES for f in functions(path))
    assert lengths[len(lengths) // 2] <= 9


def test_every_test_can_fail() -> None:
    tests = sorted((ROOT / "tests").rglob("test_*.py"))
    idle = [
        f"{p.name}: {f.name}"
        for p in tests
        for f in functions(p)
        if f.name.startswith("test_") and not any(word in ast.dump(f) for word in ASSERTING)
    ]
    assert not idle


def test_every_error_stands_in_the_drawn_tree() -> None:
    classes = {n for n, c in vars(errors).items() if isinstance(c, type) and issubclass(c, Exception)}
    assert classes == set(re.findall(r"\b(\w+Error)\b", errors.__doc__ or ""))


def test_every_setting_says_what_it_is_for() -> None:
    assert not [name for name, field in Settings.model_fields.items() if not field.description]


def test_the_version_stands_once() -> None:
    version = find_workspace(ROOT).version
    assert f"version: {version}" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
