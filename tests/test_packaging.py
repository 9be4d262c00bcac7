"""The wheel carries exactly what the checkout holds; the lock file is complete and names no registry."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from m4sd_graph.workspace import find_workspace

# Where a package is imported under another name, or by the framework for us: it reads forms.
MODULES = {
    "pydantic-settings": "pydantic_settings",
    "pyyaml": "yaml",
    "beautifulsoup4": "bs4",
    "python-docx": "docx",
    "python-calamine": "python_calamine",
    "python-multipart": "starlette.formparsers",
    "markdown-it-py": "markdown_it",
    "mdit-py-plugins": "mdit_py_plugins",
}
ROOT = Path(__file__).resolve().parents[1]
# Files that the package carries beside the folders: the version, and what the documentation shows.
ALONE = {
    "pyproject.toml",
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "CITATION.cff",
    "LICENSE",
    "LICENSE-DATA",
}
FIND = """
from m4sd_graph.workspace import find_workspace
workspace = find_workspace()
print(workspace.root, workspace.version, len(list(workspace.files())))
"""
CONNECT = """
from m4sd_graph import connect
with connect() as graph:
    print(graph.release.version, graph.release.digest, graph.release.place, sep="\\n")
    print(graph.get("KGZ", lang="en")["label"]["en"])
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def tracked(*folders: str) -> set[str]:
    """The files that belong to the project below ``folders``: tracked by git, or new and not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *folders]
    found = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\n")
    return {name for name in found if name and (ROOT / name).is_file()}


def test_wheel_holds_code_and_assets_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    code = {name.removeprefix("src/") for name in tracked("src", "api")}
    assets = {f"m4sd_graph/_assets/{name}" for name in {*tracked("ontology", "data", "shapes", "docs"), *ALONE}}
    built = {str(path.relative_to(ROOT)) for path in (ROOT / "api/static/built").rglob("*") if path.is_file()}
    packed = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert packed == code | assets | built


def test_the_query_builder_is_carried_with_its_licence(wheel: zipfile.ZipFile) -> None:
    pinned = json.loads((ROOT / "web/sparnatural.json").read_text(encoding="utf-8"))
    assert re.fullmatch(r"sha512-[A-Za-z0-9+/]{86}==", pinned["integrity"])
    folder = f"api/static/built/sparnatural-{pinned['version']}"
    assert {f"{folder}/{name}" for name in pinned["files"].values()} <= set(wheel.namelist())
    assert b"LESSER GENERAL PUBLIC LICENSE" in wheel.read(f"{folder}/LICENSE.md")


def test_installed_wheel_finds_its_workspace(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path / "site")
    (tmp_path / "empty").mkdir()
    paths = [str(tmp_path / "site"), *site_packages()]
    command = [sys.executable, "-S", "-c", f"import sys; sys.path[:0] = {paths}\n{FIND}"]
    done = subprocess.run(command, cwd=tmp_path / "empty", check=True, capture_output=True, text=True, env={})
    found = done.stdout.split()
    assert Path(found[0]) == tmp_path / "site/m4sd_graph/_assets"
    assert int(found[2]) > 300


def test_installed_wheel_answers_without_a_release(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path / "site")
    (tmp_path / "empty").mkdir()
    paths = [str(tmp_path / "site"), *site_packages()]
    command = [sys.executable, "-S", "-c", f"import sys; sys.path[:0] = {paths}\n{CONNECT}"]
    done = subprocess.run(command, cwd=tmp_path / "empty", check=True, capture_output=True, text=True, env={})
    version, digest, place, name = done.stdout.splitlines()
    assert (version, name) == (find_workspace(ROOT).version, "Kyrgyzstan")
    assert digest.startswith("sha256:")
    assert Path(place) == tmp_path / "site/m4sd_graph/_assets"
    assert not list((tmp_path / "empty").iterdir())


def site_packages() -> list[str]:
    return [path for path in sys.path if path.endswith("site-packages")]


def test_lock_file_is_hashed_and_names_no_registry() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = re.findall(r"^([A-Za-z0-9_.-]+)==", lock, re.MULTILINE)
    assert len(pinned) > 40
    assert not re.search(r"https?://|--index|--find-links", lock)
    assert all("--hash=sha256:" in block for block in re.split(r"^(?=[A-Za-z0-9_.-]+==)", lock, flags=re.MULTILINE)[1:])


def test_every_dependency_is_locked_and_used() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8").lower()
    code = "\n".join(p.read_text(encoding="utf-8") for f in ("src", "api") for p in (ROOT / f).rglob("*.py"))
    for requirement in project["dependencies"]:
        name = re.split(r"[<>=]", requirement)[0]
        module = MODULES.get(name.lower(), name)
        assert re.search(rf"^{re.escape(name.lower())}==", lock, re.MULTILINE), name
        assert re.search(rf"^(?:import|from) {re.escape(module)}\b", code, re.MULTILINE), name
