"""The query builder's page: examples to start from, and the words that its script needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from m4sd_graph.describe import labels
from m4sd_graph.namespaces import ID, VOCAB
from m4sd_graph.sparnatural import BUILDER
from m4sd_graph.speech import order, speech
from m4sd_graph.store.protocol import Store

# Languages that Sparnatural itself speaks; readers of others get its English.
SPOKEN = ("en", "fr")
KYRGYZSTAN = f"{ID}country/kyrgyzstan"
COORDINATION = f"{VOCAB}mgi-domain/2"
# What Sparnatural calls the kinds of literals.
DATE, NUMBER = "http://special/Z_Date", "http://special/Z_Number"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Example:
    """A question to start from, with its query in Sparnatural's JSON."""

    title: str
    query: Json


def view(store: Store, lang: str) -> Mapping[str, object]:
    """What the template shows in ``lang``."""
    names = labels(store, (KYRGYZSTAN, COORDINATION))
    return {
        "scripts": ["builder"],
        "examples": tuple(_examples(lang, names)),
        "component_lang": lang if lang in SPOKEN else SPOKEN[0],
        "words": _words(lang),
    }


def _examples(lang: str, names: Mapping[str, Mapping[str, str]]) -> Iterator[Example]:
    _ = speech(lang).gettext

    def named(iri: str) -> Json:
        known = names.get(iri, {})
        label = next((known[code] for code in order(lang) if code in known), iri)
        # Sparnatural puts it into its markup as it is.
        return {"label": label.replace("<", "‹"), "rdfTerm": {"type": "uri", "value": iri}}

    kyrgyzstan = ("Policy-jurisdiction-State", "State", [named(KYRGYZSTAN)])
    since = ("Policy-adopted-startDate", DATE, [{"label": "", "start": "2021-01-01T00:00:00", "stop": None}])
    yield Example(_("Policies of Kyrgyzstan adopted since 2021"), _query("Policy", kyrgyzstan, since))
    yield Example(
        _("Findings on one domain of governance, with their verdict"),
        _query(
            "Finding",
            ("Finding-inDomain-GovernanceDomain", "GovernanceDomain", [named(COORDINATION)]),
            ("Finding-valence-Concept", "Concept", []),
        ),
    )
    yield Example(
        _("Projects and who pays for them"),
        _query("Project", ("Project-fundedBy-FormalOrganization", "FormalOrganization", [])),
    )
    large = [{"label": "≥ 100000", "min": 100000, "max": None}]
    yield Example(
        _("Reported figures of 100,000 and more, with their unit"),
        _query(
            "ReportedFigure",
            ("ReportedFigure-value", NUMBER, large),
            ("ReportedFigure-unitMeasure-Concept", "Concept", []),
        ),
    )


def _query(start: str, *lines: tuple[str, str, list[Json]]) -> Json:
    """A query from one class; each line names a property, what it leads to, and the values that it may have."""
    branches = []
    variables = [f"{start}_1"]
    for number, (name, end, values) in enumerate(lines, start=2):
        end_iri = end if end.startswith("http") else BUILDER + end
        variable = f"{end_iri.rpartition('#')[2].rpartition('/')[2]}_{number}"
        line = {"s": f"{start}_1", "p": BUILDER + name, "o": variable, "sType": BUILDER + start, "oType": end_iri}
        branches.append({"line": {**line, "values": values}, "children": []})
        variables.append(variable)
    shown = [{"termType": "Variable", "value": name} for name in variables]
    return {"distinct": True, "variables": shown, "order": None, "branches": branches}


def _words(lang: str) -> Mapping[str, str]:
    """Messages that the script fills in itself."""
    _ = speech(lang).gettext
    return {
        "loading": _("The builder is loading…"),
        "unloaded": _("The builder could not be loaded. Reload the page, or ask in SPARQL."),
        "empty": _("Choose what you look for; the rows appear here."),
        "running": _("Asking…"),
        "none": _("No row fits. Take away a condition or widen a value."),
        "one": _("1 row"),
        "many": _("{count} rows"),
        "first": _("{shown} of {count} rows are shown; the files hold all of them."),
        "cut": _("The first {count} rows; there may be more. Remove LIMIT in the editor to have all."),
        "failed": _("The query failed: {reason}"),
        "unreachable": _("The service did not answer. Check the connection and try again."),
        "rows": _("Rows of the query"),
        "start": _("Choose what to look for"),
        "run": _("Run the query"),
        "reset": _("Start again"),
        "show": _("Show this column or hide it"),
        "remove": _("Remove this condition"),
        "choice": _("Choice"),
        "value": _("Value"),
        "options": _("Optional or absent"),
    }
