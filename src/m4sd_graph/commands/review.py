"""``m4sd review``: list links to be judged, write decisions, see how far it has come and how far reviewers agree."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from enum import StrEnum
from typing import Annotated

import typer

from m4sd_graph.errors import ParameterError
from m4sd_graph.review.agreement import LEAST, VOTES, Agreement, agreements
from m4sd_graph.review.desk import open_desk
from m4sd_graph.review.notes import notes_from
from m4sd_graph.review.queue import candidates
from m4sd_graph.review.record import DECISIONS, Decision
from m4sd_graph.review.roles import role_named
from m4sd_graph.review.tally import STATUSES, Tally, tally
from m4sd_graph.review.telling import sheet_of, short
from m4sd_graph.review.writing import Written, decide
from m4sd_graph.settings import Settings
from m4sd_graph.workspace import find_workspace

app = typer.Typer(help="Review links against their evidence; works on the workspace.", no_args_is_help=True)


class ReviewFormat(StrEnum):
    """How an answer is printed."""

    text = "text"
    json = "json"


Links = Annotated[list[str], typer.Argument(help="Links: IRI, link:…, or the last part.")]
Role = Annotated[str, typer.Option(help="Your role, of the list vocab/reviewer-role; never a name.")]
Notes = Annotated[list[str] | None, typer.Option("--note", help="Reason, en=… and fr=….")]
Day = Annotated[str, typer.Option("--date", help="Day of the decision, YYYY-MM-DD; today if not given.")]
Form = Annotated[ReviewFormat, typer.Option("--format", help="How to print the answer.")]


@app.command("next")
def next_command(
    role: Annotated[str, typer.Option(help="Only what this role has not decided, without what others did.")] = "",
    rule: Annotated[str, typer.Option(help="Only links of this rule (R1 …), or asserted.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many links to show.")] = 5,
    lang: Annotated[str, typer.Option(help="Language: en or fr.")] = "en",
    form: Form = ReviewFormat.text,
) -> None:
    """List links to be judged with their evidence: asserted first, those on which most rests first, deferred last."""
    desk = open_desk(find_workspace(Settings().workspace))
    code = role_named(role, desk.roles) if role else ""
    sheet = sheet_of(desk, candidates(desk, code, rule), limit, lang)
    if form is ReviewFormat.json:
        _print_json(sheet.as_json(blind=bool(code)))
    else:
        typer.echo(sheet.told(blind=bool(code)), nl=False)


@app.command("accept")
def accept_command(links: Links, role: Role, note: Notes = None, day: Day = "") -> None:
    """Write that the evidence bears the links, with their type and grade."""
    _decide("accepted", links, role, note, day)


@app.command("reject")
def reject_command(links: Links, role: Role, note: Notes = None, day: Day = "") -> None:
    """Write that the evidence does not bear the links; they stay, and count for nothing."""
    _decide("rejected", links, role, note, day)


@app.command("defer")
def defer_command(links: Links, role: Role, note: Notes = None, day: Day = "") -> None:
    """Write that the links cannot be judged yet; an earlier vote of the role is taken back."""
    _decide("deferred", links, role, note, day)


@app.command("status")
def status_command(form: Form = ReviewFormat.text) -> None:
    """Show how many links of each sort have which status, what each role decided, and where votes differ."""
    found = tally(open_desk(find_workspace(Settings().workspace)))
    if form is ReviewFormat.json:
        links = [{"by": rule, "type": type_, **counts} for (rule, type_), counts in found.links.items()]
        _print_json({"links": links, "roles": found.roles, "disputed": found.disputed, "fallen": found.fallen})
    else:
        typer.echo("\n".join(_status(found)))


@app.command("agreement")
def agreement_command(
    least: Annotated[int, typer.Option(min=2, help="Fewest links in common for which kappa is computed.")] = LEAST,
    form: Form = ReviewFormat.text,
) -> None:
    """Compare the first decisions of each two roles on the links that both judged, with Cohen's kappa."""
    found = agreements(open_desk(find_workspace(Settings().workspace)).reviews, least)
    if form is ReviewFormat.json:
        _print_json([asdict(pair) for pair in found])
        return
    for pair in found:
        typer.echo("\n".join(_agreement(pair)))
    if not found:
        typer.echo("No link was judged by two roles; nothing to compare.")


def _decide(decision: Decision, links: Sequence[str], role: str, notes: Sequence[str] | None, day: str) -> None:
    workspace = find_workspace(Settings().workspace)
    found = decide(workspace, links, role=role, decision=decision, day=_day(day), notes=notes_from(notes or ()))
    for written in found:
        typer.echo(_written(written))


def _written(written: Written) -> str:
    text = f"{short(written.review.link)}: {written.before} -> {written.after}, in {written.file}"
    if "rejected" not in (written.before, written.after) or not written.leverage:
        return text
    return f"{text}; the next build decides about {written.leverage} links that rest on it"


def _status(found: Tally) -> list[str]:
    head = f"{'by':10}{'type':16}" + "".join(f"{status:>12}" for status in STATUSES)
    rows = [
        f"{rule:10}{type_:16}" + "".join(f"{counts[status]:12}" for status in STATUSES)
        for (rule, type_), counts in found.links.items()
    ]
    sums = (sum(counts[status] for counts in found.links.values()) for status in STATUSES)
    total = f"{'all':26}" + "".join(f"{count:12}" for count in sums)
    roles = [f"{role}: " + ", ".join(f"{counts[d]} {d}" for d in DECISIONS) for role, counts in found.roles.items()]
    lists = (("votes differ", found.disputed), ("no longer concluded", found.fallen))
    return [head, *rows, total, *roles, *(f"{name}: {short(link)}" for name, links in lists for link in links)]


def _agreement(pair: Agreement) -> list[str]:
    one, other = pair.roles
    value = f"not computed: {pair.reason}" if pair.kappa is None else f"{pair.kappa:.3f}"
    table = [f"  {one} {a}, {other} {b}: {pair.table[a][b]}" for a in VOTES for b in VOTES]
    return [
        f"{one} and {other}: {pair.agreed}/{pair.n} equal; Cohen's kappa {value}",
        *table,
        *(f"  differ: {short(link)}" for link in pair.differ),
    ]


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text) if text else date.today()
    except ValueError:
        raise ParameterError("this is no day of the form YYYY-MM-DD.", place="parameter date") from None
    if day > date.today():
        raise ParameterError("the day of a decision is not in the future.", place="parameter date")
    return day


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
