"""The evaluation as Markdown and as plain data; every figure with its numerator and denominator."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict

from m4sd_graph.suggest.evaluation import Evaluation, Score
from m4sd_graph.suggest.vocabulary import Kind, Vocabulary

HEADS: Mapping[Kind, str] = {
    "goal": "Goals",
    "target": "Targets",
    "objective": "Objectives of the Global Compact, their actions included",
    "action": "Actions of the Global Compact",
    "entity": "Known things",
}
SINGLE: tuple[Kind, ...] = ("goal", "target", "objective", "action")
HEADING = """\
# Suggestions on the source texts

Written by `m4sd suggest --evaluate FOLDER --output docs/suggest-evaluation.md`. What these figures can tell and what
not: [suggest.md](suggest.md#evaluation)."""
COLUMNS = "| precision, all links | recall, asserted links | recall, all links |"


def as_data(evaluation: Evaluation, origin: str) -> dict[str, object]:
    """The evaluation with every pair of document and thing."""
    return {"graph": origin, **asdict(evaluation)}


def as_markdown(evaluations: Sequence[Evaluation], vocabulary: Vocabulary, origin: str) -> str:
    """A report of the first of ``evaluations``; the others, at other thresholds, in one table."""
    first = evaluations[0]
    lines = [
        HEADING,
        "",
        f"Graph: {origin}. Threshold: {first.threshold}. Texts: {len(first.documents)}"
        + (f"; {len(first.absent)} more were not at hand." if first.absent else "."),
        "",
        *_by_kind(first),
        "",
        "Other thresholds, against all links:",
        "",
        *_by_threshold(evaluations),
        "",
        "Each goal, target, objective and action that was suggested or expected:",
        "",
        *_by_thing(first, vocabulary),
        "",
        *_entities(first, vocabulary),
    ]
    lines += vocabulary.notices_of(thing for score in first.derived for thing in _things(score))
    return "\n".join(lines).rstrip("\n") + "\n"


def _by_kind(evaluation: Evaluation) -> Iterator[str]:
    yield "| kind " + COLUMNS
    yield "|---|---|---|---|"
    for asserted, derived in _pairs(evaluation):
        yield f"| {HEADS[asserted.kind]} | {_precision(derived)} | {_recall(asserted)} | {_recall(derived)} |"
    known = evaluation.elsewhere
    figures = f"{_precision(known)} | {_recall(known)} | {_recall(known)}"
    yield f"| Known things that other documents support too | {figures} |"


def _by_threshold(evaluations: Sequence[Evaluation]) -> Iterator[str]:
    yield "| threshold | " + " | ".join(f"{HEADS[kind].partition(',')[0]}: precision, recall" for kind in HEADS) + " |"
    yield "|---" * (len(HEADS) + 1) + "|"
    for one in sorted(evaluations, key=lambda e: e.threshold):
        cells = " | ".join(f"{_precision(score)}, {_recall(score)}" for score in one.derived)
        yield f"| {one.threshold} | {cells} |"


def _by_thing(evaluation: Evaluation, vocabulary: Vocabulary) -> Iterator[str]:
    numbers = vocabulary.numbers
    yield "| what | no. | name " + COLUMNS
    yield "|---|---|---|---|---|---|"
    for asserted, derived in _pairs(evaluation):
        if derived.kind in SINGLE:
            for thing in sorted(_things(derived), key=lambda t: _order(numbers.get(t, ""))):
                one, other = _of(asserted, thing), _of(derived, thing)
                figures = f"{_precision(other)} | {_recall(one)} | {_recall(other)}"
                name = vocabulary.label(thing, "en")
                yield f"| {derived.kind} | {numbers.get(thing, '')} | {name} | {figures} |"


def _entities(evaluation: Evaluation, vocabulary: Vocabulary) -> Iterator[str]:
    score = next(score for score in evaluation.derived if score.kind == "entity")
    for title, pairs in (("Suggested beyond the graph", score.wrong), ("Missed", score.missed)):
        names = sorted({vocabulary.label(thing, "en") for _, thing in pairs})
        yield f"Known things. {title} ({len(pairs)}): {'; '.join(names) or 'none'}."
        yield ""


def _pairs(evaluation: Evaluation) -> Iterable[tuple[Score, Score]]:
    return zip(evaluation.asserted, evaluation.derived, strict=True)


def _things(score: Score) -> set[str]:
    return {thing for _, thing in (*score.hits, *score.wrong, *score.missed)}


def _of(score: Score, thing: str) -> Score:
    kept = [tuple(pair for pair in pairs if pair[1] == thing) for pairs in (score.hits, score.wrong, score.missed)]
    return Score(score.kind, *kept)


def _precision(score: Score) -> str:
    return _share(len(score.hits), score.suggested)


def _recall(score: Score) -> str:
    return _share(len(score.hits), score.expected)


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole} = {part / whole:.2f}" if whole else "0/0, undefined"


def _order(number: str) -> tuple[tuple[int, str], ...]:
    parts = number.replace("(", ".").replace(")", "").replace(" ", ".").split(".")
    return tuple((int(part), "") if part.isdigit() else (99, part) for part in parts)
