"""What the rules of the linter look at: a query as groups of patterns, with every name written out as an IRI.

Solution variables are plain names; a blank node of a pattern is the name ``_:…``, because it joins as a variable does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

PathKind = Literal["iri", "^", "/", "|", "*", "+", "?", "!"]
NestedKind = Literal["optional", "minus", "graph", "service", "union"]
TermKind = Literal["variable", "iri", "literal"]


@dataclass(frozen=True, slots=True)
class Node:
    """A term of a pattern; ``value`` is the name of a variable, an IRI, or empty for a literal."""

    kind: TermKind
    value: str = ""


@dataclass(frozen=True, slots=True)
class Path:
    """A property path: an IRI, or an operator over parts. The parts of a negated set ("!") are not kept."""

    kind: PathKind
    iri: str = ""
    parts: tuple[Path, ...] = ()

    def walk(self) -> Iterator[Path]:
        """This path and every path in it."""
        yield self
        for part in self.parts:
            yield from part.walk()


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A call such as ``COUNT(DISTINCT ?x)``; ``argument`` is the variable, "*", or empty for an expression."""

    name: str
    distinct: bool
    argument: str


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression: the variables in it, and what the rules ask about.

    ``shown``: variables outside of aggregates that give one value; ``tagged``: variables whose language tag it looks
    at; ``equal``: pairs of the variables of both sides of equalities that must hold; ``exists``: the groups of
    EXISTS and NOT EXISTS.
    """

    names: frozenset[str] = frozenset()
    shown: frozenset[str] = frozenset()
    tagged: frozenset[str] = frozenset()
    equal: tuple[tuple[frozenset[str], frozenset[str]], ...] = ()
    aggregates: tuple[Aggregate, ...] = ()
    exists: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True)
class Triple:
    """A triple pattern; ``path`` is a variable's Node where the predicate is one."""

    subject: Node
    path: Path | Node
    object: Node

    @property
    def names(self) -> frozenset[str]:
        """The variables in it."""
        nodes = (self.subject, self.object, *([self.path] if isinstance(self.path, Node) else []))
        return frozenset(node.value for node in nodes if node.kind == "variable")


@dataclass(frozen=True, slots=True)
class Values:
    """A VALUES block with its variables and the number of its rows."""

    names: frozenset[str]
    rows: int


@dataclass(frozen=True, slots=True)
class Bind:
    """``BIND(expression AS ?name)``."""

    expression: Expression
    name: str


@dataclass(frozen=True, slots=True)
class Filter:
    """``FILTER(expression)``."""

    expression: Expression


@dataclass(frozen=True, slots=True)
class Nested:
    """A group in a group; ``term`` names the graph or service where there is one. A lone group is a union of one."""

    kind: NestedKind
    groups: tuple[Group, ...]
    term: Node | None = None


@dataclass(frozen=True, slots=True)
class Select:
    """A query or sub-select. ``projected`` is None for ``*`` and for the forms that name no columns.

    ``conditions`` are the expressions of GROUP BY, HAVING and ORDER BY.
    """

    form: str
    where: Group
    projected: tuple[str, ...] | None = None
    columns: tuple[Expression, ...] = ()
    conditions: tuple[Expression, ...] = ()
    distinct: bool = False
    grouped: bool = False
    ordered: bool = False
    limit: int | None = None
    offset: int | None = None

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """The expressions of its columns and conditions."""
        return self.columns + self.conditions

    @property
    def aggregates(self) -> tuple[Aggregate, ...]:
        """The aggregates of its columns, HAVING and ORDER BY."""
        return tuple(a for expression in self.expressions for a in expression.aggregates)

    @property
    def single(self) -> bool:
        """Whether it has one row at most."""
        return (bool(self.aggregates) and not self.grouped) or self.limit in (0, 1)

    @property
    def visible(self) -> frozenset[str]:
        """The variables that it hands on."""
        return self.where.visible if self.projected is None else frozenset(self.projected)


Part = Triple | Values | Bind | Filter | Nested | Select


@dataclass(frozen=True, slots=True)
class Group:
    """The parts between two braces, in their order."""

    parts: tuple[Part, ...] = field(default=())

    @property
    def visible(self) -> frozenset[str]:
        """The variables that solutions of the group can bind."""
        return frozenset(name for part in self.parts for name in visible(part))


def visible(part: Part) -> frozenset[str]:
    """The variables that ``part`` can bind for the group it stands in."""
    match part:
        case Filter() | Nested(kind="minus"):
            return frozenset()
        case Bind():
            return frozenset({part.name})
        case Nested():
            own = {part.term.value} if part.term and part.term.kind == "variable" else set()
            return frozenset(own).union(*(group.visible for group in part.groups))
        case Select():
            return part.visible
        case Triple() | Values():
            return part.names


def expressions(part: Part) -> tuple[Expression, ...]:
    """The expressions that stand directly in ``part``."""
    match part:
        case Filter() | Bind():
            return (part.expression,)
        case Select():
            return part.expressions
        case _:
            return ()


def parts(part: Part) -> Iterator[Part]:
    """``part`` and every part in it at any depth, but not what SERVICE asks of other data."""
    yield part
    for group, _ in _groups(part):
        for inner in group.parts:
            if not (isinstance(inner, Nested) and inner.kind == "service"):
                yield from parts(inner)


def selects(select: Select) -> Iterator[Select]:
    """The query and its sub-selects."""
    return (part for part in parts(select) if isinstance(part, Select))


def scopes(select: Select) -> Iterator[tuple[Group, frozenset[str]]]:
    """Every group outside of SERVICE, with the variables that the groups around it bind."""
    return _scopes(select, frozenset())


def _scopes(part: Part, outer: frozenset[str]) -> Iterator[tuple[Group, frozenset[str]]]:
    if isinstance(part, Nested) and part.kind == "service":
        return
    own = part.where.visible if isinstance(part, Select) else frozenset()
    for group, correlated in _groups(part):
        around = outer | own if correlated else frozenset()
        yield group, around
        for inner in (part for part in group.parts if any(_groups(part))):
            others = (visible(other) for other in group.parts if other is not inner)
            yield from _scopes(inner, around.union(*others))


def _groups(part: Part) -> Iterator[tuple[Group, bool]]:
    """The groups directly in ``part``, and whether variables from around it are the same variables in them."""
    if isinstance(part, Nested):
        yield from ((group, True) for group in part.groups)
    if isinstance(part, Select):
        yield part.where, False
    for expression in expressions(part):
        yield from ((group, True) for group in expression.exists)
