"""Builds a release's content from a workspace: load, derive, validate; each step timed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from m4sd_graph.catalog import load_catalog
from m4sd_graph.errors import ValidationFailedError
from m4sd_graph.infer import infer
from m4sd_graph.load import Dataset, load_dataset, load_shapes
from m4sd_graph.validate import Report, validate
from m4sd_graph.workspace import Workspace

Progress = Callable[[str], None]


@dataclass(slots=True)
class Timings:
    """Seconds per step, in the order the steps were taken."""

    seconds: dict[str, float] = field(default_factory=dict)
    progress: Progress = lambda _step: None

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time what happens inside."""
        self.progress(name)
        started = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - started


@dataclass(frozen=True, slots=True)
class Build:
    """What a release is made of."""

    dataset: Dataset
    report: Report


def build(workspace: Workspace, timings: Timings | None = None) -> Build:
    """Load, derive and validate; the report may hold violations."""
    timings = timings or Timings()
    with timings.step("load"):
        dataset = load_dataset(workspace)
    with timings.step("derive"):
        dataset = infer(dataset, load_catalog().of_kind("rules"))
    with timings.step("validate"):
        report = validate(dataset, load_shapes(workspace))
    return Build(dataset, report)


def require_valid(built: Build) -> Build:
    """Return ``built``; raise ValidationFailedError when its report holds a violation."""
    violations = built.report.counts()["Violation"]
    if violations:
        raise ValidationFailedError(
            f"{violations} violation{'s' if violations > 1 else ''}; nothing was released.",
            remedy="See `m4sd validate` for each record and its fix.",
        )
    return built
