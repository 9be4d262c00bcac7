"""What the linter says about a query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

Severity = Literal["warning", "hint"]


@dataclass(frozen=True, slots=True)
class Advice:
    """One piece of advice.

    ``rule`` is its id, ``fix`` says what to write instead; ``replacement`` is the whole corrected query where the
    correction can be written down. ``line`` and ``column`` count from 1.
    """

    rule: str
    severity: Severity
    message: str
    fix: str
    line: int
    column: int
    replacement: str | None = None


def as_json(advice: Iterable[Advice]) -> list[dict[str, Any]]:
    """The advice as values for JSON, in its order; ``replacement`` is null where there is none."""
    return [asdict(one) for one in advice]
