"""What follows from premises by each rule's bounds, computed apart from the rules: a check on every derived link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from m4sd_graph.coherence.tables import CONFIDENCE, RANKS
from m4sd_graph.coherence.trace import Step
from m4sd_graph.errors import NotFoundError, ParameterError


@dataclass(frozen=True, slots=True)
class Bound:
    """The most that a rule concludes, the number of its premises, and the steps that it adds to theirs."""

    grade: int
    confidence: str
    premises: int
    adds: int


@dataclass(frozen=True, slots=True)
class Conclusion:
    """The facets of a derived link that follow from its premises; ``grade`` is None where a premise has none."""

    grade: int | None
    confidence: str
    length: int


BOUNDS: Mapping[str, Bound] = {
    "R1": Bound(grade=2, confidence="medium", premises=1, adds=1),
    "R2": Bound(grade=3, confidence="medium", premises=2, adds=0),
    "R3": Bound(grade=3, confidence="medium", premises=1, adds=0),
    "R4": Bound(grade=1, confidence="low", premises=1, adds=1),
    "R5": Bound(grade=1, confidence="low", premises=1, adds=1),
    "R6": Bound(grade=3, confidence="low", premises=2, adds=0),
}


def recompute(rule: str, premises: Sequence[Step]) -> Conclusion:
    """Return what ``rule`` concludes from ``premises``: the lowest of each scale, within the bound of the rule.

    Raises NotFoundError for a rule that concludes no link, ParameterError for another number of premises.
    """
    bound = BOUNDS.get(rule)
    if bound is None:
        raise NotFoundError("no rule of this name concludes a link.", place=rule, nearest=tuple(BOUNDS))
    if len(premises) != bound.premises:
        raise ParameterError(f"rule {rule} takes {bound.premises} premises, not {len(premises)}.", place=rule)
    grades = [premise.grade for premise in premises if premise.grade is not None]
    ranks = [CONFIDENCE[premise.confidence] for premise in premises]
    return Conclusion(
        grade=min(bound.grade, *grades) if len(grades) == len(premises) else None,
        confidence=RANKS[min(CONFIDENCE[bound.confidence], *ranks)],
        length=sum(premise.length for premise in premises) + bound.adds,
    )


def differs(step: Step, premises: Sequence[Step]) -> tuple[str, ...]:
    """The facets of a derived ``step`` that are not what its rule concludes from ``premises``; empty when all agree.

    Raises NotFoundError for an asserted step, which nothing concludes.
    """
    found = recompute(step.rule or "", premises)
    facets = (
        ("grade", step.grade, found.grade),
        ("confidence", step.confidence, found.confidence),
        ("length", step.length, found.length),
    )
    return tuple(f"{name} {held}, by {step.rule} {due}" for name, held, due in facets if held != due)
