"""The rows of an answer, as Python values, as a table of polars or pandas, and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, overload

from m4sd_graph.client.values import Value, value_of
from m4sd_graph.errors import OutputError, PackageMissingError
from m4sd_graph.store.protocol import Rows

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped]
    import polars as pl

    from m4sd_graph.client.columns import Cell

Row = dict[str, Value | None]


class Solutions(Sequence[Row]):
    """The solutions of a SELECT in their order; each row has every variable, None where it is unbound."""

    def __init__(self, rows: Rows) -> None:
        self._found = rows

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self._found.variables

    def __len__(self) -> int:
        return len(self._found.rows)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        return self._rows[index]

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Solutions) and self._found == other._found

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<{len(self)} solutions of {', '.join(self.variables)}>"

    def _repr_html_(self) -> str:
        """How notebooks show it."""
        return str(self.to_polars()._repr_html_())

    @cached_property
    def _rows(self) -> list[Row]:
        return [
            {name: value_of(row[name]) if name in row else None for name in self.variables} for row in self._found.rows
        ]

    def values(self, variable: str) -> list[Value | None]:
        """The values of one variable, row by row; raise KeyError for a variable that the query does not have."""
        if variable not in self.variables:
            raise KeyError(f"no variable {variable!r}; there are {', '.join(self.variables)}")
        return [row[variable] for row in self._rows]

    def to_polars(self) -> pl.DataFrame:
        """A frame of polars; each column has one type (see docs/python.md), null where unbound."""
        import polars as pl

        return pl.DataFrame([pl.Series(name, values, dtype) for name, (values, dtype) in self._columns().items()])

    def to_pandas(self) -> pd.DataFrame:
        """A frame of pandas with nullable types; raise PackageMissingError without pandas."""
        try:
            import pandas as pd
        except ImportError as error:
            raise PackageMissingError(
                "pandas is not installed.", remedy="Run `pip install pandas`, or use to_polars()."
            ) from error
        from m4sd_graph.client.columns import PANDAS

        types = {name: (values, PANDAS[str(dtype.base_type())]) for name, (values, dtype) in self._columns().items()}
        return pd.DataFrame({name: pd.Series(values, dtype=dtype) for name, (values, dtype) in types.items()})

    def _columns(self) -> dict[str, tuple[list[Cell], pl.DataType]]:
        # Frames are not always wanted, and polars takes longest of all to import.
        from m4sd_graph.client.columns import column

        return {name: column(self.values(name)) for name in self.variables}

    def to_csv(self, path: str | Path | None = None) -> str:
        """The rows as CSV with a header, terms by their text; also written to ``path`` in UTF-8 when one is given."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.variables)
        writer.writerows(self._found.texts())
        if path is not None:
            _write(Path(path), out.getvalue())
        return out.getvalue()


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise OutputError(f"the file cannot be written: {error.strerror}.", place=str(path)) from error
