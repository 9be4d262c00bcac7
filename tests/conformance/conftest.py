"""The suites, all their data in one file, service and engine over that file; a service over a small file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from tests.conformance.service import serving
from tests.conformance.suite import ABSENT, Case, data_files, find_suite, left_out, merged, protocol_data, read_cases


@pytest.fixture(scope="session")
def suite() -> Path:
    """The folder of the suites; without it the test is skipped."""
    folder = find_suite()
    if folder is None:
        pytest.skip(ABSENT)
    return folder


@pytest.fixture(scope="session")
def cases(suite: Path) -> list[Case]:
    """Every test on queries, those left out too."""
    return read_cases(suite)


@pytest.fixture(scope="session")
def suite_data(cases: list[Case], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of every test that is run, each file a named graph."""
    path = tmp_path_factory.mktemp("w3c") / "suite.nq"
    files = data_files([case for case in cases if not left_out(case)])
    ox.serialize(merged(files), path, format=ox.RdfFormat.N_QUADS)
    return path


@pytest.fixture(scope="session")
def engine(suite_data: Path) -> ox.Store:
    """The engine in this process."""
    store = ox.Store()
    store.load(path=suite_data, format=ox.RdfFormat.N_QUADS)
    return store


@pytest.fixture(scope="session")
def suite_service(suite_data: Path) -> Iterator[str]:
    """The address of the service."""
    with serving(suite_data) as address:
        yield address


@pytest.fixture(scope="session")
def small_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service over the four graphs that the tests of the protocol suppose."""
    path = tmp_path_factory.mktemp("protocol") / "data.trig"
    path.write_text(protocol_data(), encoding="utf-8")
    with serving(path) as address:
        yield address
