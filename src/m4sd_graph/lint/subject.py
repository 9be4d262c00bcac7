"""The query under the linter, as every rule receives it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from m4sd_graph.lint.advice import Advice, Severity
from m4sd_graph.lint.model import Node, Path, Select
from m4sd_graph.lint.places import Places, Token
from m4sd_graph.namespaces import shorten


@dataclass(frozen=True, slots=True)
class Subject:
    """A query that could be read: its text, its model, its tokens, and the prefixes that hold in it."""

    query: str
    select: Select
    places: Places
    prefixes: Mapping[str, str]

    def short(self, iri: str) -> str:
        """The IRI as the query could write it."""
        return shorten(iri, self.prefixes)

    def written(self, path: Path) -> str:
        """A path in the syntax of SPARQL."""
        parts = [self._part(part, path) for part in path.parts]
        match path.kind:
            case "iri":
                return self.short(path.iri)
            case "^":
                return f"^{parts[0]}"
            case "!":
                return "!(…)"
            case "/" | "|":
                return path.kind.join(parts)
            case _:
                return f"{parts[0]}{path.kind}"

    def _part(self, part: Path, whole: Path) -> str:
        bare = part.kind in ("iri", "!") or (whole.kind in "/|" and part.kind not in ("/", "|"))
        return self.written(part) if bare else f"({self.written(part)})"

    def at_path(self, path: Path | Node) -> list[Token]:
        """Where the first property of a path stands."""
        steps = path.walk() if isinstance(path, Path) else ()
        return [token for step in steps if step.iri for token in self.places.predicates(step.iri)]

    def advice(
        self, rule: str, severity: Severity, message: str, fix: str, at: Sequence[Token], replacement: str | None = None
    ) -> Advice:
        """Advice at the first of the tokens, or where the query begins when there is none."""
        line, column = self.places.line_and_column(at[0].start if at else self.places.start)
        return Advice(rule, severity, message, fix, line, column, replacement)


def listed(names: Iterable[str]) -> str:
    """Variables as text, in the order of the alphabet; blank nodes are left out."""
    return ", ".join(f"?{name}" for name in sorted(names) if not name.startswith("_:"))
