"""A trace as a Mermaid flowchart: things are boxes, links are arrows, passages stand beside what they ground."""

from __future__ import annotations

from collections.abc import Iterator

from m4sd_graph.coherence.explain import Explained
from m4sd_graph.coherence.naming import Naming, clean, naming, sentence
from m4sd_graph.coherence.trace import Chain, Step
from m4sd_graph.coherence.words import numbered

# Signs that mean something to Mermaid, by its own way of writing them.
ESCAPED = {"#": "#35;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "`": "#96;", ";": "#59;"}


def mermaid(explained: Explained, language: str = "en") -> str:
    """Return the flowchart: a group per chain, asserted links solid, derived ones dashed with their rule."""
    words = naming(explained.items, language)
    lines = ["flowchart LR"]
    for number, chain in enumerate(explained.trace.chains, start=1):
        lines += [f"  {line}" for line in _chain(explained, chain, number, words)]
    if not explained.trace.chains:
        lines.append(f'  none["{_escaped(words.sentences["none"])}"]')
    lines += ["  classDef passage fill:#fff,stroke:#666,stroke-dasharray:2 3"]
    return "\n".join(lines) + "\n"


def _chain(explained: Explained, chain: Chain, number: int, words: Naming) -> Iterator[str]:
    numbers = numbered(chain)
    ends = dict.fromkeys(end for step in chain.steps for end in (step.source, step.target))
    nodes = {end: f"c{number}n{place}" for place, end in enumerate(ends, start=1)}
    yield f'subgraph c{number}["{number}"]'
    for end, node in nodes.items():
        yield f'  {node}["{_escaped(sentence(words.thing(end)))}"]'
    for step in chain.steps:
        yield f"  {nodes[step.source]} {_arrow(step, numbers, words)} {nodes[step.target]}"
        for place, passage in enumerate(explained.passages(step), start=1):
            told = f"{numbers[step.link]}. {words.title(passage)}, {words.place(passage)}"
            node = f"{nodes[step.source]}s{numbers[step.link]}p{place}"
            yield f'  {node}["{_escaped(told)}"]:::passage -.- {nodes[step.source]}'
    yield "end"


def _arrow(step: Step, numbers: dict[str, int], words: Naming) -> str:
    told = f"{numbers[step.link]}. {words.claim(step)['type']}"
    facets = [str(step.grade)] if step.grade is not None else []
    facets += [step.rule] if step.rule is not None else []
    label = _escaped(f"{told} ({', '.join(facets)})" if facets else told)
    return f'{"-.->" if step.rule is not None else "-->"}|"{label}"|'


def _escaped(text: str) -> str:
    found = clean(text)
    return "".join(ESCAPED.get(char, char) for char in found)
