"""What somebody wants checked: RDF or a spreadsheet of their own, read, put beside the release and validated.

Nothing is stored. What is here runs where it can be killed: in a process of its own, with bounded time and memory.
"""

from __future__ import annotations

from collections.abc import Mapping

MOST_BYTES = 2 * 2**20
MOST_STATEMENTS = 20_000
MOST_ROWS = 2_000
MOST_COLUMNS = 100
# The workbook unpacked, whatever it is when packed.
MOST_UNPACKED = 50 * 2**20
MOST_FINDINGS = 1_000
LIMITS: Mapping[str, int] = {
    "bytes": MOST_BYTES,
    "statements": MOST_STATEMENTS,
    "rows": MOST_ROWS,
    "columns": MOST_COLUMNS,
    "findings": MOST_FINDINGS,
}
