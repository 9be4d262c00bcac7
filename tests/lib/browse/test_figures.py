"""Figures by what they measure: each once, never averaged, bars only where lengths can be compared."""

from __future__ import annotations

from decimal import Decimal

from m4sd_graph.browse.figures import measures
from m4sd_graph.store.protocol import Term


def row(figure: str, value: str, unit: str = "persons", **more: str) -> dict[str, Term]:
    texts = {"figure": figure, "measure": "m", "value": value, "unit": unit, **more}
    return {name: Term("literal", text) for name, text in texts.items()}


def test_rows_of_one_figure_are_brought_together() -> None:
    rows = [row("a", "1", document="d1", diverges="b"), row("a", "1", document="d2", diverges="b")]
    [measure] = measures(rows)
    [figure] = measure.figures
    assert (figure.documents, figure.diverges) == (("d1", "d2"), ("b",))


def test_figures_stand_by_period_and_undated_ones_last() -> None:
    [measure] = measures([row("a", "1"), row("b", "2", end="2020-12-31"), row("c", "3", start="2018-01-01")])
    assert [figure.iri for figure in measure.figures] == ["c", "b", "a"]


def test_bars_are_shares_of_the_largest() -> None:
    [measure] = measures([row("a", "50"), row("b", "200")])
    assert measure.comparable
    assert [measure.share(figure) for figure in measure.figures] == [Decimal("25.0"), Decimal("100.0")]


def test_other_units_single_figures_and_text_have_no_bars() -> None:
    for rows in ([row("a", "1"), row("b", "1", "percent")], [row("a", "1")], [row("a", "1"), row("b", "many")]):
        assert not measures(rows)[0].comparable
