"""What the parent tells the warm process: what to serve, and within which bounds."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

# The longest message between parent and warm process, in bytes.
MESSAGE = 1 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """Where the data is.

    Either the folder of releases and the name of one, or ``files``; ``union``: the default graph of files is the union
    of all their graphs, else it holds only the triples outside of named graphs.
    """

    releases: str = ""
    release: str = ""
    files: tuple[str, ...] = ()
    union: bool = True


@dataclass(frozen=True, slots=True)
class Orders:
    """What the parent tells the warm process: the source, and the bounds of workers (bytes, characters, brackets)."""

    source: Source
    memory: int
    result: int
    length: int
    depth: int
    services: tuple[str, ...]

    def to_json(self) -> str:
        """As a message."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Orders:
        """From a message."""
        members = json.loads(text)
        source = Source(**{**members["source"], "files": tuple(members["source"]["files"])})
        return cls(**{**members, "source": source, "services": tuple(members["services"])})
