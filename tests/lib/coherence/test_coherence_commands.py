"""``m4sd coherence`` as a user calls it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from m4sd_graph.coherence.analysis import Analysis
from m4sd_graph.coherence.gap_sorts import GAP_SORTS
from m4sd_graph.coherence.gaps import FACETS
from m4sd_graph.coherence.measures import MEASURES
from m4sd_graph.coherence.status import standings
from m4sd_graph.commands.choices import Choices, read_analysis
from m4sd_graph.commands.coherence import app
from m4sd_graph.errors import M4SDError, NotFoundError, ParameterError
from m4sd_graph.release import Release

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def analysis(release: Release) -> Iterator[Analysis]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("M4SD_RELEASES", str(release.folder.parent))
        patch.delenv("M4SD_ENDPOINT", raising=False)
        yield read_analysis()


@pytest.fixture
def run(release: Release, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("M4SD_RELEASES", str(release.folder.parent))
    monkeypatch.delenv("M4SD_ENDPOINT", raising=False)

    def invoke(*arguments: str) -> Result:
        result = CliRunner().invoke(app, list(arguments))
        if isinstance(result.exception, M4SDError):
            raise result.exception
        return result

    return invoke


def parsed(result: Result) -> Any:  # noqa: ANN401 - JSON
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_status_shows_the_pair_and_the_four_lists(run: Run) -> None:
    said = run("status").output
    assert "1/33" in said
    assert "18/33" in said
    assert "evidenced gap 2/33: 1.3; 4.4" in said
    assert "silent 13/33" in said


def test_status_as_json_has_numerator_denominator_and_lists(run: Run) -> None:
    found = parsed(run("status", "--reference", "gcm", "--sources", "finding", "--format", "json"))
    derived = found["coverage"]["with_derived"]
    assert (derived["numerator"], derived["denominator"]) == (13, 23)
    assert len(derived["counted"]) == 13
    assert found["reference"]["name"] == "gcm"
    assert sum(share["numerator"] for share in found["statuses"].values()) == 23
    assert found["members"][0]["support"]


def test_the_country_goes_by_its_code_and_the_document_by_its_name(run: Run) -> None:
    profile = "mgi-kyrgyzstan-second-profile"
    found = parsed(run("status", "--country", "kg", "--without", profile, "--format", "json"))
    assert found["coverage"]["with_derived"]["numerator"] == 1


def test_names_are_in_the_asked_language(run: Run) -> None:
    assert "Cibles des ODD" in run("status", "--lang", "fr").output


def test_gaps_say_how_we_know(run: Run) -> None:
    found = parsed(run("gaps", "--country", "KGZ", "--format", "json"))
    assert set(found) == {"reference", *GAP_SORTS}
    assert {gap["ground"] for gap in found["targets"]["found"]} == {"stated", "no statement"}
    assert {gap["ground"] for gap in found["body"]["found"]} == {"not recorded", "no statement"}
    assert found["lapsed"][0]["ended"] == "2021-12-31"
    assert found["counterpart"]["share"]["denominator"] == 23
    assert all(found[facet]["share"]["of"] for facet in FACETS)


def test_gaps_as_tables(run: Run) -> None:
    said = run("gaps", "targets", "findings").output
    assert "targets: 15/33: 2 stated, 0 not recorded, 13 no statement" in said
    assert "F34" in said
    assert "lapsed" not in said


def test_every_measure_prints_and_has_a_record(run: Run) -> None:
    said = run("measures").output
    assert all(name in said for name in MEASURES)
    assert "not assessed" in said
    assert "gap-response: reviewed: 0/11; with candidates: 5/11" in said
    found = parsed(run("measures", "--format", "json"))
    assert set(found) == {"reference", *MEASURES}
    ticks = {one["target"]: one["ticks"] for one in found["reinforcement"]}
    assert ticks["http://metadata.un.org/sdg/5.2"] == [True, True, True, True]
    undefined = [one for one in found["time-fit"] if one["value"] is None]
    assert undefined
    assert all(one["missing"] for one in undefined)


def test_a_measure_explains_itself(run: Run) -> None:
    said = run("measures", "overlap", "--explain").output
    assert "Jaccard" in said
    assert "Fragmentation" not in said


def test_robustness_names_the_document_that_matters(run: Run) -> None:
    said = run("robustness").output
    assert "10/33" in said
    assert "1/33 without mgi-kyrgyzstan-second-profile" in said


@pytest.mark.parametrize(
    ("values", "error", "told"),
    [
        ({"reference": "all"}, ParameterError, "sdg-crosswalk"),
        ({"sources": "everyone"}, ParameterError, "finding"),
        ({"chaining": "goal"}, ParameterError, "objective"),
        ({"confidence": "full"}, ParameterError, "medium"),
        ({"as_of": "2023-02-30"}, ParameterError, "YYYY-MM-DD"),
        ({"country": ["XX"]}, NotFoundError, "kyrgyzstan"),
        ({"country": ["a\x00b"]}, NotFoundError, "kyrgyzstan"),
        ({"without": ["nothing"]}, NotFoundError, "gfmd-migof"),
    ],
)
def test_choices_refuse_what_they_do_not_know(
    analysis: Analysis, values: dict[str, Any], error: type[M4SDError], told: str
) -> None:
    with pytest.raises(error, match=told):
        standings(analysis.claims, Choices(**values).scope(analysis))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("gaps", "colours"), "funding"),
        (("gaps", "counterpart", "--commitments", "all"), "gcm"),
        (("measures", "index"), "reinforcement"),
    ],
)
def test_commands_refuse_what_they_do_not_know(run: Run, arguments: tuple[str, ...], told: str) -> None:
    with pytest.raises(ParameterError, match=told):
        run(*arguments)


def test_a_grade_beyond_the_scale_is_refused(run: Run) -> None:
    assert run("status", "--threshold", "4").exit_code == 2
