"""A link with its evidence, told so that it can be judged: in English or French."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from m4sd_graph.coherence.axes import item_of
from m4sd_graph.coherence.evidence import Grounds, Passage, grounds_of
from m4sd_graph.coherence.naming import Naming, clean, naming, sentence
from m4sd_graph.coherence.trace import Step
from m4sd_graph.namespaces import ID, RULE, SKOS
from m4sd_graph.review.desk import Desk
from m4sd_graph.review.queue import Candidate
from m4sd_graph.review.record import LINK
from m4sd_graph.speech import spoken

TEXTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "head": "{number}. {link} (links that rest on it: {leverage})",
        "deferred": "Deferred before.",
        "disputed": "Reviewers disagree.",
        "derived": "Concluded by rule {rule} ({title}) from:",
        "shown": "Links to be judged: {count}, shown: {shown}.",
        "nothing": "No link is waiting.",
    },
    "fr": {
        "head": "{number}. {link} (liens qui en dépendent : {leverage})",
        "deferred": "Reporté auparavant.",
        "disputed": "Les relecteurs ne s’accordent pas.",
        "derived": "Conclu par la règle {rule} ({title}) de :",
        "shown": "Liens à juger : {count}, montrés : {shown}.",
        "nothing": "Aucun lien n’attend.",
    },
}
RULES = f"SELECT ?rule ?title WHERE {{ ?rule a ?kind ; <{SKOS}notation> ?code ; <{SKOS}prefLabel> ?title \
FILTER(STRSTARTS(STR(?rule), '{RULE}')) }}"


@dataclass(frozen=True)
class Sheet:
    """Candidates with the steps, passages and names that belong to them; ``count``: how many there are in all."""

    candidates: Sequence[Candidate]
    count: int
    steps: Mapping[str, Step]
    grounds: Grounds
    words: Naming
    rules: Mapping[str, Mapping[str, str]]

    def told(self, *, blind: bool) -> str:
        """The sheet as text; ``blind``: without what others decided."""
        texts = spoken(TEXTS, self.words.spoken)
        if not self.candidates:
            return texts["nothing"] + "\n"
        notices = self.grounds.named.notes.get(self.words.spoken) or self.grounds.named.notes.get("en", ())
        lines = [
            line for number, one in enumerate(self.candidates, 1) for line in (*self._candidate(one, number, blind), "")
        ]
        return "\n".join([*notices, *lines, texts["shown"].format(shown=len(self.candidates), count=self.count), ""])

    def as_json(self, *, blind: bool) -> dict[str, object]:
        """The sheet for programs; texts by language."""
        return {"count": self.count, "links": [self._plain(one, blind) for one in self.candidates]}

    def _candidate(self, one: Candidate, number: int, blind: bool) -> Iterator[str]:
        texts = spoken(TEXTS, self.words.spoken)
        yield texts["head"].format(number=number, link=short(one.step.link), leverage=one.leverage)
        marks = [texts[name] for name in ("deferred", "disputed") if getattr(one, name)]
        yield from (f"   {line}" for line in [*self._step(one.step, blind), *marks])
        for premise in self._premises(one.step):
            yield f"   - {short(premise.link)}"
            yield from (f"     {line}" for line in self._step(premise, blind))

    def _step(self, step: Step, blind: bool) -> Iterator[str]:
        yield sentence(self.words.say("says", **self.words.claim(step)))
        facets = self.words.facets(step)
        yield ", ".join((facets["grade"], facets["confidence"], *(() if blind else (facets["review"],)))) + "."
        if step.rule is not None:
            title = self.words.text(self.rules.get(step.rule, {}))
            yield spoken(TEXTS, self.words.spoken)["derived"].format(rule=step.rule, title=title)
            return
        for passage in self.grounds.passages.get(step.link, ()):
            yield from self._passage(passage)
        if step.link in self.grounds.remarks:
            yield self.words.say("remark", text=self.words.text(self.grounds.remarks[step.link]))

    def _passage(self, passage: Passage) -> Iterator[str]:
        yield self.words.say("passage", title=self.words.title(passage), place=self.words.place(passage))
        yield self.words.say("paraphrase", text=self.words.text(passage.paraphrase))
        yield self.words.say("read", address=passage.address) if passage.address else self.words.say("no address")

    def _premises(self, step: Step) -> list[Step]:
        """All that a derived link rests on, what it follows from directly first."""
        return [self.steps[link] for link in _below(step.link, self.steps)]

    def _plain(self, one: Candidate, blind: bool) -> dict[str, object]:
        found: dict[str, object] = {"leverage": one.leverage, "deferred": one.deferred, **self._facts(one.step, blind)}
        premises = [self._facts(premise, blind) for premise in self._premises(one.step)]
        return found | ({} if blind else {"disputed": one.disputed}) | {"premises": premises}

    def _facts(self, step: Step, blind: bool) -> dict[str, object]:
        facts: dict[str, object] = {
            name: getattr(step, name) for name in ("link", "source", "type", "target", "grade", "confidence", "rule")
        }
        passages = self.grounds.passages.get(step.link, ())
        facts["evidence"] = [
            {name: getattr(passage, name) for name in Passage.__slots__ if getattr(passage, name) not in (None, "")}
            for passage in passages
        ]
        return facts | ({} if blind else {"review": step.review})


def sheet_of(desk: Desk, found: Sequence[Candidate], limit: int, language: str) -> Sheet:
    """The first ``limit`` of ``found`` with all that is needed to judge them; ParameterError for no language code."""
    shown = found[:limit]
    steps = {one.step.link: one.step for one in shown}
    for one in shown:
        _gather(desk, one.step, steps)
    asserted = [link for link, step in steps.items() if step.rule is None]
    things = {end for step in steps.values() for end in (step.source, step.target)}
    items = {thing: item_of(desk.tables, thing) for thing in things}
    return Sheet(
        shown, len(found), steps, grounds_of(desk.store, asserted, things), naming(items, language), _rules(desk)
    )


def short(link: str) -> str:
    """How a link is called on the command line."""
    return f"link/{clean(link.removeprefix(LINK))}" if link.startswith(LINK) else clean(link.removeprefix(ID))


def _gather(desk: Desk, step: Step, steps: dict[str, Step]) -> None:
    for premise in step.premises:
        if premise not in steps:
            steps[premise] = desk.step(premise)
            _gather(desk, steps[premise], steps)


def _below(link: str, steps: Mapping[str, Step]) -> Iterable[str]:
    found: dict[str, None] = {}
    waiting = list(steps[link].premises)
    while waiting:
        premise = waiting.pop(0)
        if premise not in found and premise != link:
            found[premise] = None
            waiting += steps[premise].premises
    return found


def _rules(desk: Desk) -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for row in desk.store.select(RULES).rows:
        found.setdefault(row["rule"].value.removeprefix(RULE), {})[row["title"].language] = row["title"].value
    return found
