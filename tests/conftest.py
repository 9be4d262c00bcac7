"""The real workspace, built once for all tests that need it served: a release, its services, a client."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.main import Service, create_app
from api.services import Services, open_services
from m4sd_graph.build import Build
from m4sd_graph.catalog import load_catalog
from m4sd_graph.infer import infer
from m4sd_graph.load import Dataset, load_dataset, load_shapes
from m4sd_graph.release import Release
from m4sd_graph.release_writing import write_release
from m4sd_graph.settings import Settings
from m4sd_graph.store.local import LocalStore
from m4sd_graph.validate import Report, validate
from m4sd_graph.workspace import Workspace, find_workspace

with warnings.catch_warnings():
    # Its notice about the successor of httpx is not ours to act on here.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient


@pytest.fixture(scope="session")
def workspace() -> Workspace:
    return find_workspace(Path(__file__).resolve().parents[1])


@pytest.fixture(scope="session")
def inferred(workspace: Workspace) -> Dataset:
    """The data of the workspace and what the rules conclude from them."""
    return infer(load_dataset(workspace), load_catalog().of_kind("rules"))


@pytest.fixture(scope="session")
def release(workspace: Workspace, inferred: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release of the workspace as it stands; whether it is valid is the matter of other tests."""
    return write_release(workspace, Build(inferred, Report(())), tmp_path_factory.mktemp("releases"))


@pytest.fixture(scope="session")
def valid(workspace: Workspace, inferred: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The same with its true report, which takes seconds."""
    report = validate(inferred, load_shapes(workspace))
    return write_release(workspace, Build(inferred, report), tmp_path_factory.mktemp("valid"))


@pytest.fixture(scope="session")
def store(release: Release) -> LocalStore:
    """The release in this process."""
    return release.open_store()


def services_over(release: Release, **settings: Any) -> Services:  # noqa: ANN401 - of any kind
    """What an application over the release works with, for an event loop of its own."""
    return open_services(Settings(releases=release.folder.parent, **{"workers": 1, **settings}))


@pytest.fixture(scope="session")
def client(release: Release) -> Iterator[TestClient]:
    with TestClient(create_app(services_over(release, workers=3)), follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="session")
def services(client: TestClient) -> Services:
    """What the application of ``client`` works with, running on its event loop."""
    assert isinstance(client.app, Service)
    found = client.app.state.services
    assert isinstance(found, Services)
    return found
