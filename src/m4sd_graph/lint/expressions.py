"""Reads the expressions of rdflib's parse tree: filters, bindings, columns, conditions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pyparsing import ParseResults
from rdflib import Variable
from rdflib.plugins.sparql.parserutils import CompValue

from m4sd_graph.lint.model import Aggregate, Expression, Group

Tree = Any  # what the parser returns has no types
EXISTS = frozenset({"Builtin_EXISTS", "Builtin_NOTEXISTS"})
TAGGED = frozenset({"Builtin_LANG", "Builtin_LANGMATCHES"})
AGGREGATE = "Aggregate_"
ONE_VALUE = frozenset({"Aggregate_Sample", "Aggregate_Min", "Aggregate_Max", "Aggregate_Count"})


def read_expression(tree: Tree, group: Callable[[CompValue], Group]) -> Expression:
    """Read an expression; ``group`` reads the group of an EXISTS."""
    nodes = [node for node in _walk(tree) if isinstance(node, CompValue)]
    return Expression(
        names=names(tree),
        shown=_names(_walk(tree, ONE_VALUE)),
        tagged=frozenset().union(*map(_tagged, nodes)),
        equal=tuple(_equal(tree)),
        aggregates=tuple(_aggregate(node) for node in nodes if node.name.startswith(AGGREGATE)),
        exists=tuple(group(node.graph) for node in nodes if node.name in EXISTS),
    )


def names(tree: Tree) -> frozenset[str]:
    """The variables of an expression, without those inside EXISTS."""
    return _names(_walk(tree))


def core(tree: Tree) -> Tree:
    """``tree`` without the levels of operators that the parser wraps around every operand."""
    while isinstance(tree, CompValue) and list(tree) == ["expr"] and not tree.name.startswith("Unary"):
        tree = tree["expr"]
    return tree


def _names(nodes: Iterator[Tree]) -> frozenset[str]:
    return frozenset(str(node) for node in nodes if isinstance(node, Variable))


def _walk(tree: Tree, without: frozenset[str] = frozenset()) -> Iterator[Tree]:
    """Every node of an expression, not entering EXISTS nor the calls named in ``without``."""
    if isinstance(tree, CompValue) and tree.name in without:
        return
    yield tree
    if isinstance(tree, CompValue) and tree.name not in EXISTS:
        for value in tree.values():
            yield from _walk(value, without)
    elif isinstance(tree, list | ParseResults):
        for value in tree:
            yield from _walk(value, without)


def _aggregate(node: CompValue) -> Aggregate:
    argument = core(node.vars)
    known = isinstance(argument, Variable) or argument == "*"
    name = node.name.removeprefix(AGGREGATE).upper().replace("GROUPCONCAT", "GROUP_CONCAT")
    return Aggregate(name, bool(node.distinct), str(argument) if known else "")


def _tagged(node: CompValue) -> frozenset[str]:
    """The variables whose language ``node`` looks at: in LANG, or in a comparison with a tagged literal."""
    compares = node.name == "RelationalExpression" and any(
        isinstance(part, CompValue) and part.name == "literal" and part.lang for part in _walk(node)
    )
    return names(node) if node.name in TAGGED or compares else frozenset()


def _equal(tree: Tree) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """The variables on both sides of every equality that must hold for the expression to be true."""
    tree = core(tree)
    if not isinstance(tree, CompValue):
        return
    if tree.name == "ConditionalAndExpression":
        for part in (tree.expr, *tree.other):
            yield from _equal(part)
    elif tree.name == "RelationalExpression" and tree.op in ("=", "IN"):
        yield names(tree.expr), names(tree.other)
    elif tree.name == "Builtin_sameTerm":
        yield names(tree.arg1), names(tree.arg2)
