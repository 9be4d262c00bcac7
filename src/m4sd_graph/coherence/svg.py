"""A trace as an SVG drawing to print: a row per step, from its source to its target, with what grounds it below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap

from m4sd_graph.coherence.explain import Explained
from m4sd_graph.coherence.naming import Naming, clean, naming, sentence
from m4sd_graph.coherence.trace import Chain, Step
from m4sd_graph.coherence.words import derived, notices, numbered

# Lengths in pixels; the narrow letters of a sans-serif face take about half their size.
WIDTH, MARGIN, BOX, GAP = 960, 24, 320, 24
SIZE, LINE, PAD = 14, 19, 10
LETTER = 0.55
INK, PALE, PAPER = "#1a1a1a", "#555", "#fff"
ASSERTED, DERIVED = "#0b5394", "#7a4a00"


@dataclass(frozen=True, slots=True)
class Block:
    """A drawn part: its height and its elements, drawn from the top left corner."""

    height: int
    elements: tuple[str, ...]


def svg(explained: Explained, language: str = "en") -> str:
    """Return the drawing; asserted arrows are solid and blue, derived ones dashed and brown, told in words too."""
    words = naming(explained.items, language)
    trace = explained.trace
    title = f"{sentence(words.end(trace.source))} → {words.end(trace.target)}"
    said = words.say("found", chains=len(trace.chains), searched=trace.searched)
    about = said if trace.chains else words.sentences["none"]
    blocks = [_text(clean(title), SIZE + 2, INK, bold=True), _text(about, SIZE, PALE)]
    blocks += [_text(clean(notice), SIZE, PALE) for notice in notices(explained, words)]
    for number, chain in enumerate(trace.chains, start=1):
        blocks += _chain(explained, chain, number, words)
    return _page(blocks, clean(title), about, words.asked if words.asked == words.spoken else words.spoken)


def _page(blocks: Sequence[Block], title: str, about: str, language: str) -> str:
    height = 2 * MARGIN + sum(block.height for block in blocks)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
        f'role="img" aria-labelledby="title desc" xml:lang="{language}" font-family="sans-serif">',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="desc">{escape(about)}</desc>',
        f'<rect width="{WIDTH}" height="{height}" fill="{PAPER}"/>',
    ]
    top = MARGIN
    for block in blocks:
        lines += [f'<g transform="translate({MARGIN} {top})">', *block.elements, "</g>"]
        top += block.height
    return "\n".join([*lines, "</svg>"]) + "\n"


def _chain(explained: Explained, chain: Chain, number: int, words: Naming) -> Iterator[Block]:
    end = chain.conclusion
    kind = words.sentences["kind asserted" if end.rule is None else "kind derived"]
    count = len(explained.trace.chains)
    head = words.say("chain", number=number, count=count, length=end.length, kind=kind, **words.facets(end))
    rule = f'<line x1="0" y1="8" x2="{WIDTH - 2 * MARGIN}" y2="8" stroke="{PALE}"/>'
    yield Block(2 * PAD, (rule,))
    yield _text(head, SIZE, INK, bold=True)
    numbers = numbered(chain)
    for step in chain.steps:
        yield _step(step, numbers[step.link], words)
        for line in _grounds(explained, step, numbers, words):
            yield _text(line, SIZE - 2, PALE, indent=GAP + PAD)
        yield Block(PAD, ())


def _grounds(explained: Explained, step: Step, numbers: dict[str, int], words: Naming) -> Iterator[str]:
    if step.rule is not None:
        yield from derived(explained, step, numbers, words)
        return
    for passage in explained.passages(step):
        review = sentence(words.facets(step)["review"])
        yield f"{words.say('passage', title=words.title(passage), place=words.place(passage))} {review}."
        yield words.text(passage.paraphrase)
    if not explained.passages(step):
        yield words.sentences["no passage"]


def _step(step: Step, number: int, words: Naming) -> Block:
    parts = words.claim(step)
    source, target = (_wrapped(sentence(parts[end]), BOX - 2 * PAD, SIZE) for end in ("source", "target"))
    facets = words.facets(step)
    above = [parts["type"], *_wrapped(facets["grade"].partition(" (")[0], _between(), SIZE - 2)]
    below = [facets["confidence"], words.basis(step)]
    height = max(2 * PAD + LINE * max(len(source), len(target)), 2 * PAD + LINE * (len(above) + len(below)))
    right = WIDTH - 2 * MARGIN - BOX
    colour = DERIVED if step.rule is not None else ASSERTED
    elements = (
        f'<text x="0" y="{height // 2 + 5}" font-size="{SIZE}" fill="{colour}" font-weight="bold">{number}</text>',
        *_box(GAP, source, height),
        *_box(right, target, height),
        *_arrow(GAP + BOX, right, height // 2, colour, dashed=step.rule is not None),
        *_centred(above, height // 2 - LINE * len(above) + LINE // 2, colour),
        *_centred(below, height // 2 + LINE, colour),
    )
    return Block(height + PAD // 2, elements)


def _between() -> int:
    return WIDTH - 2 * MARGIN - GAP - 2 * BOX


def _box(left: int, lines: Sequence[str], height: int) -> Iterator[str]:
    yield f'<rect x="{left}" y="0" width="{BOX}" height="{height}" rx="4" fill="{PAPER}" stroke="{INK}"/>'
    top = (height - LINE * len(lines)) // 2 + SIZE
    for place, line in enumerate(lines):
        x, y = left + PAD, top + LINE * place
        yield f'<text x="{x}" y="{y}" font-size="{SIZE}" fill="{INK}">{escape(line)}</text>'


def _arrow(start: int, end: int, y: int, colour: str, *, dashed: bool) -> Iterator[str]:
    dashes = ' stroke-dasharray="6 4"' if dashed else ""
    yield f'<line x1="{start}" y1="{y}" x2="{end - 8}" y2="{y}" stroke="{colour}" stroke-width="2"{dashes}/>'
    yield f'<path d="M{end - 9} {y - 5} L{end} {y} L{end - 9} {y + 5} Z" fill="{colour}"/>'


def _centred(lines: Sequence[str], top: int, colour: str) -> Iterator[str]:
    middle = GAP + BOX + _between() // 2
    for place, line in enumerate(lines):
        y = top + LINE * place
        yield (
            f'<text x="{middle}" y="{y}" font-size="{SIZE - 2}" fill="{colour}" text-anchor="middle">'
            f"{escape(line)}</text>"
        )


def _text(text: str, size: int, colour: str, *, indent: int = 0, bold: bool = False) -> Block:
    lines = _wrapped(text, WIDTH - 2 * MARGIN - indent, size)
    weight = ' font-weight="bold"' if bold else ""
    elements = tuple(
        f'<text x="{indent}" y="{size + LINE * place}" font-size="{size}" fill="{colour}"{weight}>{escape(line)}</text>'
        for place, line in enumerate(lines)
    )
    return Block(LINE * len(lines) + 3, elements)


def _wrapped(text: str, width: int, size: int) -> list[str]:
    return wrap(text, max(8, int(width / (size * LETTER)))) or [""]
