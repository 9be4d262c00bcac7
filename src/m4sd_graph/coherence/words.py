"""A trace in words: a numbered explanation that can be followed without knowing the graph, in English or French."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields

from m4sd_graph.coherence.claims import NOT_CLAIMS, Options
from m4sd_graph.coherence.explain import FIRST, Explained
from m4sd_graph.coherence.naming import Naming, basis, naming, sentence
from m4sd_graph.coherence.trace import Chain, Step, Trace
from m4sd_graph.coherence.words_texts import CODES
from m4sd_graph.speech import spoken


def told(explained: Explained, language: str = "en") -> str:
    """Return the explanation as text, a line each; raise ParameterError for what is no code of a language."""
    words = naming(explained.items, language)
    trace = explained.trace
    lines = [*_notices(explained, words), *_head(trace, words), ""]
    if trace.chains:
        for number, chain in enumerate(trace.chains, start=1):
            lines += [*_chain(explained, chain, number, words), ""]
    else:
        lines += [*_none(trace, words), ""]
    return "\n".join(lines)


def notices(explained: Explained, words: Naming) -> tuple[str, ...]:
    """What must be said first: that the language is another, and what must accompany the names."""
    other = () if words.asked == words.spoken else (words.say("language", asked=words.asked),)
    return (*other, *explained.notices(words.spoken))


def step_sentence(step: Step, words: Naming) -> str:
    """What a step says, as one sentence; of a derived one, that it follows."""
    return sentence(words.say("says" if step.rule is None else "therefore", **words.claim(step)))


def reason(explained: Explained, step: Step, numbers: dict[str, int], words: Naming) -> str:
    """Why the rule of a derived ``step`` applies, by its premises; ``numbers``: those of the steps of its chain."""
    rule = step.rule or ""
    premises = [known for known in _premises(explained, step) if known.link in numbers]
    first = next((p for p in premises if basis(p) != "crosswalk"), None)
    if rule not in words.sentences or first is None:
        return words.text(explained.rules[rule].definition) if rule in explained.rules else ""
    crosswalk = [p for p in premises if basis(p) == "crosswalk"]
    return words.say(
        rule,
        source=words.thing(step.source),
        target=words.thing(step.target),
        first=words.thing(first.source),
        unit=words.thing(first.target),
        carried=_steps([first], numbers, words),
        crosswalk=", ".join(str(numbers[step.link]) for step in crosswalk),
    )


def numbered(chain: Chain) -> dict[str, int]:
    """The number of each step of a chain, by link."""
    return {step.link: number for number, step in enumerate(chain.steps, start=1)}


def options_told(options: Options, words: Naming) -> str:
    """What counts under ``options``."""
    said = []
    for name in (option.name for option in fields(Options)):
        value = getattr(options, name)
        if value != getattr(Options(), name):
            shown = ", ".join(sorted(value)) if isinstance(value, frozenset) else value
            said.append(words.say(f"options {name}", value=spoken(CODES, words.spoken).get(str(shown), shown)))
    return ", ".join(said) or words.sentences["options none"]


def _notices(explained: Explained, words: Naming) -> list[str]:
    said = notices(explained, words)
    return [*said, ""] if said else []


def _head(trace: Trace, words: Naming) -> Iterator[str]:
    yield words.say("from", end=words.end(trace.source))
    yield words.say("to", end=words.end(trace.target))
    yield words.say("counted", options=options_told(trace.options, words), longest=trace.longest)
    if trace.chains:
        yield words.say("found", chains=len(trace.chains), searched=trace.searched)


def _chain(explained: Explained, chain: Chain, number: int, words: Naming) -> Iterator[str]:
    end, count = chain.conclusion, len(explained.trace.chains)
    kind = words.sentences["kind asserted" if end.rule is None else "kind derived"]
    yield words.say("chain", number=number, count=count, length=end.length, kind=kind, **words.facets(end))
    numbers = numbered(chain)
    for step in chain.steps:
        first, *rest = _step(explained, step, numbers, words)
        yield f"  {numbers[step.link]}. {first}"
        yield from (f"     {line}" for line in rest)
    if chain.documents:
        yield "  " + words.say("rests", documents="; ".join(words.name(document) for document in chain.documents))


def _step(explained: Explained, step: Step, numbers: dict[str, int], words: Naming) -> Iterator[str]:
    yield step_sentence(step, words)
    if step.rule is not None:
        yield from derived(explained, step, numbers, words)
        return
    yield words.say(basis(step), **words.facets(step))
    if not explained.passages(step):
        yield words.sentences["no passage"]
    for passage in explained.passages(step):
        yield words.say("passage", title=words.title(passage), place=words.place(passage))
        if passage.paraphrase:
            yield words.say("paraphrase", text=words.text(passage.paraphrase))
        read = words.say("read", address=passage.address)
        yield read if passage.address else words.sentences["no address"]
    if step.link in explained.grounds.remarks:
        yield words.say("remark", text=words.text(explained.grounds.remarks[step.link]))


def derived(explained: Explained, step: Step, numbers: dict[str, int], words: Naming) -> Iterator[str]:
    """From which steps a derived ``step`` follows by which rule, and why the rule applies."""
    premises = [known for known in _premises(explained, step) if known.link in numbers]
    rule = explained.rules.get(step.rule or "")
    yield words.say(
        "derived",
        premises=_steps(premises, numbers, words),
        rule=step.rule,
        title=words.text(rule.title) if rule else "",
        **words.facets(step),
    )
    yield words.say("because", reason=reason(explained, step, numbers, words))


def _premises(explained: Explained, step: Step) -> list[Step]:
    return [explained.steps[premise] for premise in step.premises if premise in explained.steps]


def _steps(steps: Sequence[Step], numbers: dict[str, int], words: Naming) -> str:
    told_numbers = sorted(numbers[step.link] for step in steps)
    return words.say("step" if len(told_numbers) == 1 else "steps", numbers=", ".join(map(str, told_numbers)))


def _none(trace: Trace, words: Naming) -> Iterator[str]:
    yield words.sentences["none"]
    yield words.say("searched", searched=trace.searched)
    sides = (("outgoing", trace.outgoing), ("incoming", trace.incoming), ("left out", trace.left_out))
    for name, links in sides:
        if name == "left out" and not links:
            continue
        yield words.say(name, count=len(links))
        if len(links) > FIRST:
            yield words.say("first", count=FIRST)
        yield from (f"  - {link_told(step, words)}{_why(step, name, words)}" for step in links[:FIRST])
    yield words.sentences["silence"]


def link_told(step: Step, words: Naming) -> str:
    """One link in one line."""
    return words.say("item", **words.claim(step), **words.facets(step), basis=words.basis(step))


def _why(step: Step, side: str, words: Naming) -> str:
    if side != "left out":
        return ""
    return f": {words.sentences['why ' + why_left_out(step)]}"


def why_left_out(step: Step) -> str:
    """Why a link that joins both ends is not counted: its type, its review, or the options."""
    if step.type in NOT_CLAIMS:
        return step.type
    return "rejected" if step.review == "rejected" else "options"
