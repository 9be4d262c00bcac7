"""Frameworks as trees: order, counts, and data that are no tree."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from m4sd_graph.browse.tree import DEEPEST, Node, tree
from m4sd_graph.store.protocol import Term


def row(node: str, above: str = "", code: str = "", **counts: int) -> Mapping[str, Term]:
    found = {"node": Term("iri", node), "code": Term("literal", code or node)}
    found |= {name: Term("literal", str(n)) for name, n in counts.items()}
    return found | ({"above": Term("iri", above)} if above else {})


def codes(nodes: tuple[Node, ...]) -> list[str]:
    return [node.code for node in nodes]


def test_parts_stand_in_the_order_of_their_numbers() -> None:
    rows = [row(x, "t", x) for x in ("10.a", "10.10", "10.2", "10.1")]
    assert codes(tree([row("t"), *rows])[0].parts) == ["10.1", "10.2", "10.10", "10.a"]


def test_a_commitment_stands_before_its_actions() -> None:
    rows = [row("a", "t", "6(a)"), row("c", "t", "6 commitment"), row("l", "t", "6(l)")]
    assert codes(tree([row("t"), *rows])[0].parts) == ["6 commitment", "6(a)", "6(l)"]


def test_totals_count_what_is_below() -> None:
    [top] = tree([row("t", asserted=1), row("x", "t", derived=2), row("y", "x", findings=4)])
    assert (top.total, top.inferred, top.size) == (7, 2, 3)


def test_what_stands_under_something_unknown_stands_at_the_top() -> None:
    assert codes(tree([row("x", "elsewhere")])) == ["x"]


def test_a_loop_ends() -> None:
    assert tree([row("a", "b"), row("b", "a")]) == ()


@given(st.lists(st.tuples(st.sampled_from("abcdefghijkl"), st.sampled_from("abcdefghijkl")), max_size=30))
def test_any_rows_make_a_tree_of_bounded_depth(pairs: list[tuple[str, str]]) -> None:
    nodes = tree([row(node, above) for node, above in pairs])

    def depth(node: Node) -> int:
        return 1 + max(map(depth, node.parts), default=0)

    assert max(map(depth, nodes), default=0) <= DEEPEST
