"""Rules about how the patterns of a group hang together: cross products and paths without a fixed end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from m4sd_graph.lint.advice import Advice
from m4sd_graph.lint.model import (
    Bind,
    Expression,
    Filter,
    Group,
    Nested,
    Node,
    Part,
    Path,
    Select,
    Triple,
    Values,
    expressions,
    parts,
    scopes,
    visible,
)
from m4sd_graph.lint.subject import Subject, listed

PRODUCT = "cross-product"
PATH = "unbounded-path"
LOOPS = frozenset({"*", "+"})


@dataclass(slots=True)
class _Component:
    """Patterns that share variables; ``names`` also holds the constant subjects that hold patterns together.

    ``rows`` are the variables that can take several values: without any, joining the component multiplies nothing.
    """

    names: set[str] = field(default_factory=set)
    rows: set[str] = field(default_factory=set)


def cross_products(subject: Subject) -> Iterator[Advice]:
    """Parts of one group that share no variable, so that every solution of one meets every solution of the other."""
    for group, outer in scopes(subject.select):
        components = [c for c in _components(group, outer) if any(not n.startswith("_:") for n in c.rows)]
        for index in range(1, len(components)):
            before = set[str]().union(*(c.names for c in components[:index]))
            yield _product(subject, group, components[0], components[index], before)


def unbounded_paths(subject: Subject) -> Iterator[Advice]:
    """Paths of any length between two variables that nothing else binds."""
    for group, outer in scopes(subject.select):
        loops = [part for part in group.parts if isinstance(part, Triple) and _loops(part.path)]
        others = (part for part in group.parts if part not in loops and not _optional(part))
        bound = set(outer).union(*map(visible, others))
        for triple in _free(loops, bound):
            yield _unbounded(subject, triple)


def optional_steps(subject: Subject) -> Iterator[Advice]:
    """Steps ``p?`` between other steps of a sequence, which engines evaluate slowly."""
    for triple in (part for part in parts(subject.select) if isinstance(part, Triple)):
        for path in triple.path.walk() if isinstance(triple.path, Path) else ():
            if path.kind == "/" and any(step.kind == "?" for step in path.parts[1:-1]):
                yield _optional_step(subject, path)


def _components(group: Group, outer: frozenset[str]) -> list[_Component]:
    """The parts of a group, joined where they share a name; the variables from around the group count as one part."""
    found: list[_Component] = [_Component(set(outer))] if outer else []
    for part in group.parts:
        if not isinstance(part, Bind | Filter) and not (isinstance(part, Nested) and part.kind == "minus"):
            _join(found, _Component(_names(part), set(visible(part)) if _has_rows(part) else set()))
    for part in group.parts:
        if isinstance(part, Bind):
            _bind(found, part)
    return found


def _join(found: list[_Component], new: _Component) -> None:
    """Add a component where the first of those stands that it joins, so that they keep the order of the text."""
    place = len(found)
    for component in [c for c in found if c.names & new.names]:
        place = min(place, found.index(component))
        found.remove(component)
        new = _Component(component.names | new.names, component.rows | new.rows)
    found.insert(place, new)


def _bind(found: list[_Component], part: Bind) -> None:
    """The new variable follows from one component; an expression over two of them does not make them one."""
    touched = [c for c in found if c.names & part.expression.names]
    if len(touched) == 1:
        _join(found, _Component({part.name, *touched[0].names}, touched[0].rows))


def _names(part: Part) -> set[str]:
    names = set(visible(part))
    if isinstance(part, Triple) and part.subject.kind == "iri":
        names.add(f"<{part.subject.value}>")
    return names


def _has_rows(part: Part) -> bool:
    """Whether joining ``part`` can multiply: one row of values or one row of totals cannot."""
    return not (isinstance(part, Values) and part.rows <= 1) and not (isinstance(part, Select) and part.single)


def _product(subject: Subject, group: Group, one: _Component, other: _Component, before: set[str]) -> Advice:
    first = listed(one.rows)
    second = listed(other.rows)
    compared = _compared(group, before, other.names)
    fix = (
        "They are only compared with each other afterwards; that is right where every pair is wanted, else use one "
        "variable for both."
        if compared
        else f"Add the pattern that relates {first} to {second}, or ask two queries."
    )
    message = f"({first}) and ({second}) share no variable: each solution of one is combined with each of the other."
    places = [t for t in subject.places.body if t.kind == "variable" and t.text[1:] in other.rows]
    return subject.advice(PRODUCT, "hint" if compared else "warning", message, fix, places)


def _compared(group: Group, one: set[str], other: set[str]) -> bool:
    """Whether an equality, NOT EXISTS or MINUS relates variables of both."""
    conditions = list(_conditions(group))
    pairs = [pair for expression in conditions for pair in expression.equal]
    if any((a & one and b & other) or (a & other and b & one) for a, b in pairs):
        return True
    excluded = [inner for expression in conditions for inner in expression.exists]
    excluded += [g for part in group.parts if isinstance(part, Nested) and part.kind == "minus" for g in part.groups]
    return any(inner.visible & one and inner.visible & other for inner in excluded)


def _conditions(group: Group) -> Iterator[Expression]:
    """The filters of a group, and those of its OPTIONAL parts, which see the variables around them."""
    for part in group.parts:
        if isinstance(part, Filter):
            yield from expressions(part)
        if _optional(part) and isinstance(part, Nested):
            yield from _conditions(part.groups[0])


def _optional(part: Part) -> bool:
    return isinstance(part, Nested) and part.kind == "optional"


def _loops(path: Path | Node) -> bool:
    """Whether every step of ``path`` can be left out or repeated, so that no step says where to begin."""
    if isinstance(path, Node):
        return False
    if path.kind in LOOPS:
        return True
    if path.kind == "/":
        return all(_loops(step) or step.kind == "?" for step in path.parts) and any(map(_loops, path.parts))
    return path.kind in ("^", "|") and any(map(_loops, path.parts))


def _free(loops: list[Triple], bound: set[str]) -> list[Triple]:
    """Those of ``loops`` of which neither end is bound, not even by way of other loops."""
    while reached := [t for t in loops if t.names & bound or "variable" not in (t.subject.kind, t.object.kind)]:
        bound = bound.union(*(t.names for t in reached))
        loops = [t for t in loops if t not in reached]
    return [t for t in loops if t.subject.kind == t.object.kind == "variable"]


def _unbounded(subject: Subject, triple: Triple) -> Advice:
    start, end = listed({triple.subject.value}), listed({triple.object.value})
    path = subject.written(triple.path) if isinstance(triple.path, Path) else ""
    return subject.advice(
        PATH,
        "warning",
        f"nothing else binds {start or 'the start'} or {end or 'the end'} of {path}: it starts at every thing.",
        f"Bind one end by another pattern, such as `{start or end} a` and a class.",
        subject.at_path(triple.path),
    )


def _optional_step(subject: Subject, path: Path) -> Advice:
    middle = next(i for i, step in enumerate(path.parts) if step.kind == "?" and 0 < i < len(path.parts) - 1)
    before, step, after = path.parts[:middle], path.parts[middle].parts[0], path.parts[middle + 1 :]
    short = subject.written(Path("/", parts=(*before, *after)))
    long = subject.written(Path("/", parts=(*before, step, *after)))
    return subject.advice(
        PATH,
        "hint",
        f"some engines are slow at a step like {subject.written(path.parts[middle])} in the middle of a path.",
        f"Write `{{ … {short} … }} UNION {{ … {long} … }}`, with DISTINCT where both can hold.",
        subject.at_path(path),
    )
