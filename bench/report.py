"""What the benchmark found, as Markdown for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass

from bench.load import Sample

# Answers per second, ours over a peer's: by peer and mix.
RATE_TARGETS = {
    "oxigraph": {"small": 0.6, "medium": 1.2, "cached": 1.5},
    "rdflib-endpoint": {"small": 25.0, "medium": 25.0, "large": 25.0, "cached": 25.0},
}
BURNING_TARGET = 3.0
OURS = "ours"


@dataclass(frozen=True, slots=True)
class Burn:
    """Small queries of a steady client alone, and while two runaway queries of another burn."""

    idle: Sample
    burning: Sample

    @property
    def ratio(self) -> float:
        """How many times longer the 95th percentile is."""
        return self.burning.p95 / self.idle.p95 if self.idle.p95 else float("inf")


@dataclass(frozen=True, slots=True)
class Ratio:
    """Ours over a peer in answers per second; ``met`` is None where no target is set."""

    mix: str
    peer: str
    value: float
    target: float | None

    @property
    def met(self) -> bool | None:
        """Whether the target is reached."""
        return None if self.target is None else self.value >= self.target


@dataclass(frozen=True, slots=True)
class Report:
    """A run: its conditions in words, medians by mix and server, connections by mix and server, burns by server."""

    conditions: str
    samples: Mapping[str, Mapping[str, Sample]]
    connections: Mapping[str, Mapping[str, int]]
    burns: Mapping[str, Burn]

    def ratios(self) -> tuple[Ratio, ...]:
        """Ours over each peer, mix by mix; none when ours was not measured."""
        return tuple(self._ratios())

    def markdown(self) -> str:
        """The tables."""
        parts = [self.conditions, "\n".join(self._rate_rows())]
        parts += ["\n".join(self._ratio_rows())] if self.ratios() else []
        parts += ["\n".join(self._burn_rows())] if self.burns else []
        return "\n\n".join(parts) + "\n"

    def as_json(self) -> dict[str, object]:
        """Every figure, unrounded."""
        return {
            "conditions": self.conditions,
            "mixes": {
                mix: {name: {**asdict(s), "connections": self.connections[mix][name]} for name, s in by_name.items()}
                for mix, by_name in self.samples.items()
            },
            "ratios": [{**asdict(r), "met": r.met} for r in self.ratios()],
            "burning": {name: {**asdict(b), "ratio": b.ratio} for name, b in self.burns.items()},
        }

    def _ratios(self) -> Iterator[Ratio]:
        for mix, by_name in self.samples.items():
            for peer in (name for name in by_name if name != OURS and OURS in by_name):
                theirs = by_name[peer].rate
                value = by_name[OURS].rate / theirs if theirs else float("inf")
                yield Ratio(mix, peer, value, RATE_TARGETS.get(peer, {}).get(mix))

    def _rate_rows(self) -> Iterator[str]:
        yield "| mix | server | connections | answers/s | p50 ms | p95 ms | p99 ms | processor ms | errors |"
        yield "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
        for mix, by_name in self.samples.items():
            for name, s in by_name.items():
                figures = " | ".join(map(number, (s.rate, s.p50, s.p95, s.p99, s.processor)))
                yield f"| {mix} | {name} | {self.connections[mix][name]} | {figures} | {s.errors} |"

    def _ratio_rows(self) -> Iterator[str]:
        yield "| mix | ours over | ratio | target | met |"
        yield "| --- | --- | ---: | ---: | --- |"
        for r in self.ratios():
            target = "" if r.target is None else f"≥ {r.target:g}"
            yield f"| {r.mix} | {r.peer} | {number(r.value)} | {target} | {yes_or_no(r.met)} |"

    def _burn_rows(self) -> Iterator[str]:
        yield "| small queries, steady client | p95 ms idle | p95 ms while two runaways burn | ratio | target | met |"
        yield "| --- | ---: | ---: | ---: | ---: | --- |"
        for name, b in self.burns.items():
            errors = b.idle.errors + b.burning.errors
            failed = f" ({errors} errors)" if errors else ""
            verdict = f"< {BURNING_TARGET:g} | {yes_or_no(b.ratio < BURNING_TARGET)}" if name == OURS else "|"
            yield f"| {name}{failed} | {number(b.idle.p95)} | {number(b.burning.p95)} | {number(b.ratio)} | {verdict} |"


def number(value: float) -> str:
    """Three figures that matter, with thousands apart."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def yes_or_no(met: bool | None) -> str:
    """A verdict for a table."""
    return {True: "yes", False: "no", None: ""}[met]
