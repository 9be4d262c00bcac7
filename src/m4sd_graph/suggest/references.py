"""References by number: "SDG target 10.7", « objectif 23 du Pacte mondial », «задача 10.7 ЦУР», "SDGs 1, 3 and 8"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from m4sd_graph.suggest.vocabulary import Kind

LIST = r"{0}(?:\s*(?:,|;|et|and|и|&)\s*{0})*"
TARGET = r"(?:1[0-7]|[1-9])\.(?:1[0-9]|[1-9]|[a-d])\b"
GOAL = r"(?:1[0-7]|[1-9])\b(?![.,]\d|\.[a-d]\b)"
OBJECTIVE = r"(?:2[0-3]|1\d|[1-9])\b(?![.,]\d)"
SDG = r"(?:SDGs?|ODD|ЦУР)"
COMPACT = r"(?:GCM|Global\s+Compact|Pacte\s+mondial|ПМ|Глобальн\w+\s+договор\w*)"
NUMBERED = r"(?:\s*(?:n[o°º]\.?|№|nos?\.))?\s*"
FORMS: tuple[tuple[Kind, str], ...] = (
    ("target", rf"\b(?:targets?|cibles?|задач\w*|{SDG}){NUMBERED}({LIST.format(TARGET)})"),
    ("goal", rf"\b{SDG}{NUMBERED}({LIST.format(GOAL)})"),
    ("goal", rf"\b(?:sustainable\s+development\s+goals?){NUMBERED}({LIST.format(GOAL)})"),
    ("goal", rf"\bobjectifs?\s+de\s+développement\s+durable{NUMBERED}({LIST.format(GOAL)})"),
    ("goal", rf"\bцел\w*\s+(?:в\s+области\s+)?устойчивого\s+развития{NUMBERED}({LIST.format(GOAL)})"),
    (
        "objective",
        rf"\b(?:objectives?|objectifs?){NUMBERED}({LIST.format(OBJECTIVE)})\s+(?:of|du|in)\s+(?:the\s+)?{COMPACT}",
    ),
    ("objective", rf"\bцел\w*{NUMBERED}({LIST.format(OBJECTIVE)})\s+{COMPACT}"),
    ("objective", rf"\b{COMPACT}\s*[,(:]?\s*(?:objectives?|objectifs?|цел\w*){NUMBERED}({LIST.format(OBJECTIVE)})"),
)
PATTERNS = tuple((kind, re.compile(form, re.IGNORECASE)) for kind, form in FORMS)
NUMBER = re.compile(r"\d+(?:\.(?:\d+|[a-d]))?", re.IGNORECASE)


def references(text: str) -> Iterator[tuple[Kind, str, str]]:
    """Each number that refers to a goal, target or objective: kind, notation, and the words that refer."""
    seen: set[tuple[Kind, str]] = set()
    for kind, pattern in PATTERNS:
        for found in pattern.finditer(text):
            for number in NUMBER.findall(found[1]):
                if (kind, number.lower()) not in seen:
                    seen.add((kind, number.lower()))
                    yield kind, number.lower(), " ".join(found[0].split())
