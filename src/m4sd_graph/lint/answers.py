"""Rules about what comes out: counts of duplicates, cut results without an order, misspelt variables."""

from __future__ import annotations

from collections.abc import Iterator

from m4sd_graph.lint.advice import Advice
from m4sd_graph.lint.model import Aggregate, Group, Nested, Path, Select, Triple, selects
from m4sd_graph.lint.subject import Subject

COUNT = "count-without-distinct"
ORDER = "limit-without-order"
TYPO = "variable-used-once"
COUNTED = frozenset({"COUNT", "GROUP_CONCAT"})
ADDED = frozenset({"SUM", "AVG"})
SHORTEST_NAME = 4


def duplicates(subject: Subject) -> Iterator[Advice]:
    """Aggregates that count a solution once for each alternative it was found by."""
    for select in selects(subject.select):
        if _repeats(select.where):
            for aggregate in select.aggregates:
                if not aggregate.distinct and aggregate.name in COUNTED | ADDED:
                    yield _duplicate(subject, aggregate)


def cut_results(subject: Subject) -> Iterator[Advice]:
    """LIMIT or OFFSET without ORDER BY: which rows come is left to the engine."""
    select = subject.select
    cut = (select.limit is not None and select.limit > 1) or select.offset
    if cut and not select.ordered and not (select.aggregates and not select.grouped):
        at = subject.places.keyword("LIMIT", "OFFSET")
        order = " ".join(f"?{name}" for name in select.projected or ())
        replacement = subject.places.replaced({at: f"ORDER BY {order} {at.text}"}) if at and order else None
        yield subject.advice(
            ORDER,
            "hint",
            "without ORDER BY the engine may return other rows each time, and pages may overlap.",
            f"Write ORDER BY {order or 'and the variables that tell rows apart'} before it.",
            [at] if at else [],
            replacement,
        )


def misspelt_variables(subject: Subject) -> Iterator[Advice]:
    """Variables used once and not shown that differ by one letter from one that stands before or is used more."""
    counts = subject.places.counts()
    select = subject.select
    shown = set(counts) if select.form == "SELECT" and select.projected is None else set(select.projected or ())
    order = list(counts)
    for name in (name for name, count in counts.items() if count == 1 and name not in shown):
        near = [other for other in order if _one_edit(name, other)]
        known = [
            other for other in near if counts[other] > 1 or other in shown or order.index(other) < order.index(name)
        ]
        if known:
            yield _misspelt(subject, name, max(known, key=lambda other: counts[other]))


def _repeats(group: Group) -> bool:
    """Whether solutions of the group can come twice by way of alternatives."""
    for part in group.parts:
        match part:
            case Triple(path=Path() as path) if _alternative(path):
                return True
            case Nested(kind="minus"):
                continue
            case Nested() if (part.kind == "union" and len(part.groups) > 1) or any(map(_repeats, part.groups)):
                return True
            case Select() if not (part.distinct or part.grouped or part.single) and _repeats(part.where):
                return True
    return False


def _alternative(path: Path) -> bool:
    """Whether ``path`` has alternatives outside of ``*``, ``+`` and ``?``, which give each pair once."""
    return path.kind == "|" or (path.kind in ("/", "^") and any(map(_alternative, path.parts)))


def _duplicate(subject: Subject, aggregate: Aggregate) -> Advice:
    name, argument = aggregate.name, aggregate.argument
    shown = argument if argument == "*" else f"?{argument}"
    places = subject.places.calls(name, argument) if argument else []
    distinct = f"{name}(DISTINCT {'?x' if argument in ('*', '') else shown})"
    replacement = None
    if name in COUNTED:
        fix = f"Write {distinct}" + (", with ?x what is to be counted." if argument in ("*", "") else ".")
        if len(places) == 1 and argument != "*":
            replacement = subject.places.replaced({places[0]: "(DISTINCT "})
    else:
        fix = "Take the rows once in a sub-select (SELECT DISTINCT the thing and its value) and add up outside of it."
    message = f"{name} without DISTINCT takes a solution once for each alternative of UNION or `|`; engines differ."
    return subject.advice(COUNT, "warning", message, fix, places, replacement)


def _misspelt(subject: Subject, name: str, other: str) -> Advice:
    at = subject.places.variables(name)[0]
    return subject.advice(
        TYPO,
        "hint",
        f"?{name} occurs only here and is not shown; ?{other} is spelt almost the same.",
        f"Write ?{other} if that is meant.",
        [at],
        subject.places.replaced({at: f"{at.text[0]}{other}"}),
    )


def _one_edit(name: str, other: str) -> bool:
    """Whether one letter put in, left out, changed or swapped with the next makes one name the other."""
    if min(len(name), len(other)) < SHORTEST_NAME or name == other:
        return False
    short, long = sorted((name, other), key=len)
    start = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    rest, longer = short[start:], long[start:]
    if any(c.isdigit() for c in rest[:1] + longer[:1]):
        return False
    swapped = rest[:2] == longer[1::-1] and rest[2:] == longer[2:] if len(longer) > 1 else False
    return longer[1:] in (rest, rest[1:]) if len(short) != len(long) else rest[1:] == longer[1:] or swapped
