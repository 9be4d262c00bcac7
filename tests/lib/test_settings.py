"""Settings come from the environment, once, and say what they are for."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from m4sd_graph.errors import SettingError
from m4sd_graph.settings import Settings


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"M4SD_{name.upper()}", raising=False)


def test_defaults_need_no_environment() -> None:
    settings = Settings()
    assert (settings.workspace, settings.releases, settings.release) == (None, Path("releases"), "current")
    assert (settings.host, settings.port, settings.endpoint) == ("127.0.0.1", 8000, None)


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("M4SD_PORT", "8001")
    monkeypatch.setenv("M4SD_RELEASES", "/srv/releases")
    assert (Settings().port, Settings().releases) == (8001, Path("/srv/releases"))


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "http"), ("PORT", "70000"), ("QUERY_LENGTH", "0"), ("THREADS", "-1")]
)
def test_a_wrong_value_names_the_variable(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"M4SD_{name}", value)
    with pytest.raises(SettingError) as caught:
        Settings()
    assert caught.value.place == f"M4SD_{name}"
    assert caught.value.remedy == Settings.model_fields[name.lower()].description


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings().port = 1


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_says_what_it_is_for(name: str) -> None:
    assert (Settings.model_fields[name].description or "").endswith(".")
