"""The tables: filled from a store, the same bytes everywhere, refused when they are something else."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import polars as pl
import pytest

from m4sd_graph.catalog import load_catalog
from m4sd_graph.coherence.tables import SCHEMAS, Tables, load_tables, read_tables, tables_of, write_tables
from m4sd_graph.errors import ReleaseError, StoreError
from m4sd_graph.release import Release
from m4sd_graph.store.local import LocalStore
from m4sd_graph.store.protocol import Rows
from tests.lib.coherence.invented import A1, GOAL, ISLAND, PLAN, STRENGTH, T1, tables

WRITE = """
import sys
from pathlib import Path
from m4sd_graph.coherence.tables import read_tables, write_tables
write_tables(read_tables(Path(sys.argv[1])), Path(sys.argv[2]))
"""


@pytest.fixture(scope="module")
def store(release: Release) -> LocalStore:
    return release.open_store()


def content(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def same(one: Tables, other: Tables) -> bool:
    return all(getattr(one, f.name).equals(getattr(other, f.name)) for f in fields(Tables))


def test_every_table_has_its_query_and_every_query_its_table() -> None:
    assert {query.id for query in load_catalog().of_kind("coherence")} == set(SCHEMAS)
    assert [one.name for one in fields(Tables)] == list(SCHEMAS)


def test_the_tables_of_the_project_hold_rows_in_a_fixed_order(store: LocalStore) -> None:
    loaded = load_tables(store, load_catalog())
    for name, schema in SCHEMAS.items():
        frame = getattr(loaded, name)
        assert dict(frame.schema) == dict(schema)
        assert frame.equals(frame.unique().sort(list(schema)))
    assert loaded.influences.is_empty()
    assert not loaded.links.is_empty()


def test_written_and_read_again_they_are_the_same(store: LocalStore, tmp_path: Path) -> None:
    loaded = load_tables(store, load_catalog())
    write_tables(loaded, tmp_path)
    assert same(read_tables(tmp_path), loaded)


def test_the_same_tables_are_the_same_bytes_in_another_process_with_other_threads(tmp_path: Path) -> None:
    first, second = tmp_path / "1", tmp_path / "2"
    first.mkdir()
    second.mkdir()
    write_tables(tables(), first)
    environment = {**os.environ, "POLARS_MAX_THREADS": "1", "PYTHONHASHSEED": "7"}
    subprocess.run([sys.executable, "-c", WRITE, str(first), str(second)], env=environment, check=True)
    assert content(first) == content(second)


class Answers:
    """A store that answers each query with given rows."""

    def __init__(self, rows: dict[str, Rows]) -> None:
        self.rows = rows

    def select(self, query: str) -> Rows:
        return self.rows[query]


def answers(store: LocalStore, turn: int) -> dict[str, Rows]:
    found = {query.body: store.select(query.body) for query in load_catalog().of_kind("coherence")}
    return {body: replace(rows, rows=rows.rows[::turn]) for body, rows in found.items()}


def test_rows_in_another_order_make_the_same_tables(store: LocalStore) -> None:
    loaded = [load_tables(Answers(answers(store, turn)), load_catalog()) for turn in (1, -1)]  # type: ignore[arg-type]
    assert same(*loaded)


def test_an_answer_with_other_columns_is_refused(store: LocalStore) -> None:
    links = next(query.body for query in load_catalog().of_kind("coherence") if query.id == "links")
    known = {**answers(store, 1), links: Rows(("link",), ())}
    with pytest.raises(StoreError, match="the query answers with link"):
        load_tables(Answers(known), load_catalog())  # type: ignore[arg-type] # it selects, which is all that is needed


def test_a_release_with_tables_is_read_and_one_without_is_asked(store: LocalStore, tmp_path: Path) -> None:
    kept = tmp_path / "coherence"
    assert not tables_of(store, load_catalog(), kept).links.is_empty()
    kept.mkdir()
    write_tables(tables(), kept)
    assert same(tables_of(store, load_catalog(), kept), tables())
    assert not tables_of(store, load_catalog()).links.is_empty()


def test_a_missing_broken_or_other_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match=r"links\.parquet"):
        read_tables(tmp_path)
    write_tables(tables(), tmp_path)
    (tmp_path / "parts.parquet").write_bytes(b"PAR1 nonsense")
    with pytest.raises(ReleaseError, match=r"parts\.parquet"):
        read_tables(tmp_path)
    pl.DataFrame({"other": [1]}).write_parquet(tmp_path / "parts.parquet")
    with pytest.raises(ReleaseError, match="other columns"):
        read_tables(tmp_path)


def test_names_fall_back_to_any_language_and_then_to_the_address() -> None:
    known = tables(names=((STRENGTH, "ru", "Сила", None), (PLAN, "fr", "Plan des bacs", None)))
    assert known.label(PLAN, ("fr", "en")) == "Plan des bacs"
    assert known.label(PLAN) == "Ferry plan"
    assert known.label(STRENGTH) == "Сила"
    assert known.label("https://example.org/x#end") == "end"
    assert known.notations[T1] == "1.1"
    assert known.notations[A1] == "1(a)"
    assert GOAL in known.labels


def test_a_country_goes_by_its_three_letters() -> None:
    codes = tuple((ISLAND, "en", "Island", code) for code in ("SN", "686", "SEN"))
    assert tables(names=codes).notations[ISLAND] == "SEN"
