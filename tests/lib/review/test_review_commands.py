"""``m4sd review`` as a reviewer uses it, in a copy of the workspace."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from m4sd_graph.namespaces import ID
from m4sd_graph.review.desk import open_desk
from m4sd_graph.review.queue import candidates, leverage
from m4sd_graph.workspace import Workspace
from tests.lib.support import Outcome, contents, one_error

Command = Callable[..., Outcome]
F09 = "kg-mgi2-f09--gcm-19-b"
ANALYST = ("--role", "policy analyst")


def waiting(cli: Command, *options: str) -> list[dict[str, object]]:
    outcome = cli("review", "next", "--limit", "1000", "--format", "json", *options)
    assert outcome.code == 0, outcome.err
    found: list[dict[str, object]] = json.loads(outcome.out)["links"]
    return found


def test_asserted_links_come_first_and_those_on_which_most_rests(copy: Workspace) -> None:
    desk = open_desk(copy)
    found = candidates(desk)
    assert len(found) == len(desk.links)
    keys = [(one.step.rule is not None, -one.leverage, one.step.link) for one in found]
    assert keys == sorted(keys)
    assert found[0].leverage == max(leverage(desk)[link] for link in desk.links)


def test_leverage_counts_what_rests_on_a_link_over_all_steps(copy: Workspace) -> None:
    desk = open_desk(copy)
    above: dict[str, set[str]] = {link: set() for link in desk.links}
    for link, premise in desk.tables.premises.iter_rows():
        above[premise].add(link)

    def resting(link: str) -> set[str]:
        return above[link] | {far for near in above[link] for far in resting(near)}

    assert leverage(desk) == {link: len(resting(link)) for link in desk.links}


def test_next_shows_the_evidence_ready_to_judge(copy: Workspace, cli: Command) -> None:
    shown = cli("review", "next", "--rule", "asserted", "--limit", "1000").out
    entry = next(part for part in shown.split("\n\n") if f"link/{F09} " in part)
    for text in (
        "Finding F09 (Council on Migration) provides for action 19(b) of the Global Compact",
        "grade 2 of 3 (the same object in substance), confidence medium, not yet reviewed by a person.",
        "Source: Migration Governance Second Profile: The Kyrgyz Republic, characters 8572–8737.",
        "In our words: ",
        "Read it: https://migrationdataportal.org/overviews/mgi/kyrgyzstan-second-profile#:~:text=",
        "Remark of the curators: The action speaks of coherent policies",
    ):
        assert text in entry


def test_a_derived_link_is_shown_with_all_it_rests_on(copy: Workspace, cli: Command) -> None:
    found = waiting(cli, "--rule", "R2")
    assert {one["rule"] for one in found} == {"R2"}
    for one in found:
        premises = one["premises"]
        assert isinstance(premises, list)
        assert [premise for premise in premises if premise["rule"] is None]
        assert all(premise["evidence"] for premise in premises if premise["rule"] is None)


def test_french_is_spoken(copy: Workspace, cli: Command) -> None:
    outcome = cli("review", "next", "--rule", "R2", "--limit", "1", "--lang", "fr")
    assert "Conclu par la règle R2 (Passage aux cibles des ODD) de :" in outcome.out
    assert outcome.out.endswith("\nLiens à juger : 98, montrés : 1.\n")


def test_what_is_decided_waits_no_longer_and_what_is_deferred_comes_last(copy: Workspace, cli: Command) -> None:
    first, second, *_ = (str(one["link"]) for one in waiting(cli))
    assert cli("review", "accept", first, *ANALYST).code == 0
    assert cli("review", "defer", second, *ANALYST).code == 0
    left = [str(one["link"]) for one in waiting(cli)]
    assert first not in left
    assert left[-1] == second


def test_a_second_reviewer_is_not_told_what_the_first_decided(copy: Workspace, cli: Command) -> None:
    cli("review", "reject", F09, *ANALYST, "--note", "en=Not there.", "--note", "fr=Absent.")
    assert f"{ID}link/{F09}" not in {one["link"] for one in waiting(cli, *ANALYST)}
    (seen,) = (one for one in waiting(cli, "--role", "statistician") if one["link"] == f"{ID}link/{F09}")
    assert "review" not in seen
    assert "disputed" not in seen
    shown = cli("review", "next", "--limit", "1000", "--role", "statistician").out
    assert "rejected" not in shown
    assert "Not there." not in shown


def test_decisions_say_what_they_did(copy: Workspace, cli: Command) -> None:
    outcome = cli("review", "reject", f"link:{F09}", *ANALYST, "--date", "2026-01-05")
    assert outcome.out.startswith(f"link/{F09}: unreviewed -> rejected, in data/countries/kgz/")
    assert "the next build decides about" in outcome.out
    assert cli("fmt", "--check").code == 0


def test_status_counts_by_sort_and_role_and_names_disputes(copy: Workspace, cli: Command) -> None:
    before = json.loads(cli("review", "status", "--format", "json").out)
    assert before["roles"] == {}
    cli("review", "accept", F09, "kg-mgi2-f10--gcm-19-d", *ANALYST)
    cli("review", "reject", F09, "--role", "statistician")
    after = json.loads(cli("review", "status", "--format", "json").out)
    (counts,) = (one for one in after["links"] if (one["by"], one["type"]) == ("asserted", "provides-for"))
    (old,) = (one for one in before["links"] if (one["by"], one["type"]) == ("asserted", "provides-for"))
    assert (counts["reviewed"], counts["rejected"], counts["unreviewed"]) == (1, 0, old["unreviewed"] - 1)
    assert after["roles"] == {
        "policy-analyst": {"accepted": 2, "rejected": 0, "deferred": 0},
        "statistician": {"accepted": 0, "rejected": 1, "deferred": 0},
    }
    assert after["disputed"] == [f"{ID}link/{F09}"]
    assert f"votes differ: link/{F09}" in cli("review", "status").out


def test_agreement_of_two_roles(copy: Workspace, cli: Command) -> None:
    links = [str(one["link"]) for one in waiting(cli, "--rule", "asserted")][:20]
    cli("review", "accept", *links[:15], *ANALYST)
    cli("review", "reject", *links[15:], *ANALYST)
    cli("review", "accept", *links[:12], links[15], "--role", "statistician")
    cli("review", "reject", *links[12:15], *links[16:], "--role", "statistician")
    shown = cli("review", "agreement").out
    assert "policy-analyst and statistician: 16/20 equal; Cohen's kappa 0.529\n" in shown
    assert "  policy-analyst accepted, statistician rejected: 3\n" in shown
    assert shown.count("  differ: link/") == 4
    assert "not computed: fewer than 21 links" in cli("review", "agreement", "--least", "21").out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("accept", "no-such", *ANALYST), "there is no such link"),
        (("accept", F09, "--role", "Jane Doe"), "no role of a reviewer"),
        (("accept", F09, *ANALYST, "--date", "2026-13-01"), "YYYY-MM-DD"),
        (("accept", F09, *ANALYST, "--date", "2999-01-01"), "not in the future"),
        (("reject", F09, *ANALYST, "--note", "en=Only English."), "English and in French"),
        (("next", "--rule", "R9"), "no link is of this rule"),
        (("next", "--lang", "not a language"), "no code of a language"),
        (("next", "--role", "boss"), "no role of a reviewer"),
    ],
)
def test_bad_input_is_one_clear_line_and_writes_nothing(
    arguments: tuple[str, ...], message: str, copy: Workspace, cli: Command
) -> None:
    before = contents(copy.root)
    outcome = cli("review", *arguments)
    assert outcome.code == 2
    assert message in one_error(outcome)
    assert contents(copy.root) == before
