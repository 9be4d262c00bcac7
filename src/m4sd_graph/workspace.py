"""Where ontology/, data/ and shapes/ are found, and which named graph each file belongs to."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata, resources
from pathlib import Path

from m4sd_graph.errors import WorkspaceError
from m4sd_graph.namespaces import GRAPH

FOLDERS = ("ontology", "data", "shapes")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A curated Turtle file and the IRI of its named graph."""

    path: Path
    name: str
    graph: str


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder with ontology/, data/ and shapes/: a checkout, or the assets of the installed package."""

    root: Path

    @property
    def version(self) -> str:
        """The version in ``pyproject.toml``; CITATION.cff repeats it and a test compares them."""
        project = self.root / "pyproject.toml"
        if project.is_file():
            return _project_version(project)
        return metadata.version("m4sd-graph")

    def files(self) -> Iterator[SourceFile]:
        """All Turtle files of ontology/ and data/, in a fixed order."""
        for folder in ("ontology", "data"):
            for path in sorted((self.root / folder).rglob("*.ttl")):
                name = path.relative_to(self.root).as_posix()
                yield SourceFile(path, name, GRAPH + graph_name(name))

    def shape_files(self) -> Iterator[SourceFile]:
        """All Turtle files of shapes/, in a fixed order."""
        for path in sorted((self.root / "shapes").rglob("*.ttl")):
            yield SourceFile(path, path.relative_to(self.root).as_posix(), f"{GRAPH}shapes")

    def turtle_files(self) -> list[SourceFile]:
        """Every hand-edited Turtle file."""
        return [*self.files(), *self.shape_files()]


def graph_name(name: str) -> str:
    """Return the local name of the graph for a file name such as ``data/countries/kgz/x.ttl``."""
    match name.removesuffix(".ttl").split("/"):
        case ["ontology", "vocab", stem]:
            return f"vocab/{stem}"
        case ["ontology", "extract", stem] | ["data", "frameworks", stem]:
            return f"framework/{stem}"
        case ["ontology", _]:
            return "ontology"
        case ["data", "countries", country, _, *_] if len(country) == 3:
            return f"country/{country}"
        case ["data", "international", *_]:
            return "international"
        case ["data", ("sources" | "reviews") as folder, *_]:
            return folder
    raise WorkspaceError(
        "no named graph for this file.",
        place=name,
        remedy="Move it below ontology/ or data/{countries/<iso3>,international,frameworks,sources,reviews}/.",
    )


def find_workspace(folder: Path | None = None) -> Workspace:
    """Return the workspace in ``folder``, else the one around the current folder, else the installed one."""
    if folder is not None:
        return _checked(folder)
    checkout = _checkout_around(Path.cwd())
    return Workspace(checkout) if checkout else _checked(installed_assets())


def releases_folder(folder: Path) -> Path:
    """Return ``folder``, a relative one as seen from the checkout around the current folder if there is one."""
    here = Path.cwd()
    return (_checkout_around(here) or here) / folder


def installed_assets() -> Path:
    """Return the folder with the assets of the installed package, or of the checkout it runs from."""
    package = Path(str(resources.files("m4sd_graph")))
    assets = package / "_assets"
    return assets if assets.is_dir() else package.parents[1]


def _checkout_around(here: Path) -> Path | None:
    """The nearest folder at or above ``here`` that holds the folders of a workspace."""
    folders = (here, *here.parents)
    return next((f for f in folders if all((f / name).is_dir() for name in FOLDERS)), None)


def _project_version(project: Path) -> str:
    try:
        return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise WorkspaceError(f"no readable version: {error}.", place=str(project), remedy="Mend the file.") from error


def _checked(root: Path) -> Workspace:
    missing = [f"{name}/" for name in FOLDERS if not (root / name).is_dir()]
    if missing:
        raise WorkspaceError(
            f"no {', '.join(missing)} here.",
            place=str(root),
            remedy="Run inside a checkout, or set M4SD_WORKSPACE to a folder with ontology/, data/ and shapes/.",
        )
    return Workspace(root.resolve())
