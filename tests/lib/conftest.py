"""The command line called in this process, and a small release built once, for the many cases that need no more."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from api.cli import main
from m4sd_graph.build import build
from m4sd_graph.release import Release, open_release
from m4sd_graph.release_writing import write_release
from m4sd_graph.workspace import Workspace
from tests.lib.support import Outcome, tiny_workspace

settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.load_profile("repeatable")

Command = Callable[..., Outcome]


@pytest.fixture
def tiny(tmp_path: Path) -> Workspace:
    return tiny_workspace(tmp_path / "workspace")


@pytest.fixture(scope="session")
def releases_of_tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the release of the tiny workspace, to be copied."""
    folder = tmp_path_factory.mktemp("tiny")
    workspace = tiny_workspace(folder / "workspace")
    return write_release(workspace, build(workspace), folder / "releases").folder.parent


@pytest.fixture
def earlier(tiny: Workspace, releases_of_tiny: Path, tmp_path: Path) -> Release:
    """What building ``tiny`` gives in ``tmp_path/releases``."""
    shutil.copytree(releases_of_tiny, tmp_path / "releases")
    return open_release(tmp_path / "releases")


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run ``m4sd`` with arguments and settings; by default on ``tmp_path/workspace`` and ``tmp_path/releases``."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    defaults = {"workspace": tmp_path / "workspace", "releases": tmp_path / "releases"}

    def run(*arguments: str, **settings: object) -> Outcome:
        with monkeypatch.context() as patched:
            for name, value in {**defaults, **settings}.items():
                patched.setenv(f"M4SD_{name.upper()}", str(value))
            patched.setattr("sys.argv", ["m4sd", *arguments])
            with pytest.raises(SystemExit) as stopped:
                main()
        written = capsys.readouterr()
        return Outcome(int(stopped.value.code or 0), written.out, written.err)

    return run
