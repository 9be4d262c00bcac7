"""What the analyses, rows, columns and statuses are called, as messages."""

from __future__ import annotations

from collections.abc import Mapping

from m4sd_graph.speech import speech

Words = Mapping[str, str]


def analyses_of(lang: str) -> Mapping[str, tuple[str, str]]:
    """The title of each analysis and what it answers."""
    _ = speech(lang).gettext
    return {
        "matrix": (_("Matrix"), _("Which policies, bodies and programmes lead to which goals and targets?")),
        "status": (_("Status"), _("Which targets are covered, contested, an evidenced gap, or silent?")),
        "gaps": (_("Gaps"), _("What is missing, and is that stated, not recorded, or has nobody said anything?")),
        "trace": (_("Trace"), _("Why is this linked to that? Every chain of links, down to the passages.")),
        "what-if": (_("What if"), _("What would a new plan or link change? Nothing is stored.")),
        "compare": (_("Compare"), _("Two countries, two days or two releases side by side, never a ranking.")),
        "measures": (_("Measures"), _("Each with numerator, denominator and list; undefined is not zero.")),
        "robustness": (_("Robustness"), _("What is left of each figure without derived links, or one document?")),
        "mechanisms": (
            _("Mechanisms of coherence"),
            _("Which bodies and instruments are evidence for each domain of SDG indicator 17.14.1?"),
        ),
    }


def kinds_of(lang: str) -> Words:
    """What rows and columns are called; those of columns under ``columns …``."""
    _ = speech(lang).gettext
    return {
        "instrument": _("Policies and instruments"),
        "mechanism": _("Mechanisms"),
        "body": _("Bodies"),
        "programme": _("Programmes and projects"),
        "finding": _("Findings"),
        "domain": _("Domains of migration governance"),
        "country": _("Countries"),
        "columns goal": _("SDGs"),
        "columns target": _("SDG targets"),
        "columns objective": _("objectives of the Global Compact"),
        "columns action": _("actions of the Global Compact"),
        "columns domain": _("domains of migration governance"),
    }


def valences_of(lang: str) -> Words:
    """What a cell says."""
    _ = speech(lang).gettext
    return {
        "strength": _("supported"),
        "contested": _("contested"),
        "gap": _("gap"),
        "reported": _("reported on"),
    }


def statuses_of(lang: str) -> Words:
    """How a member of a reference set stands."""
    _ = speech(lang).gettext
    return {
        "covered": _("covered"),
        "contested": _("contested"),
        "evidenced gap": _("evidenced gap"),
        "silent": _("silent"),
    }


def tables_of(lang: str) -> Words:
    """What the tables of figures are called: parts of the status, sorts of gaps, statements beside a comparison."""
    _ = speech(lang).gettext
    return {
        "members": _("Members, with the number of links"),
        "statuses": _("Statuses"),
        "robustness": _("Robustness"),
        "targets": _("Members of the reference set that nothing covers"),
        "findings": _("Findings of gap without a reviewed response"),
        "body": _("Measures without a body in charge"),
        "funding": _("Measures without funding"),
        "period": _("Measures without a period"),
        "indicator": _("Measures without an indicator"),
        "counterpart": _("Commitments without a national counterpart"),
        "lapsed": _("Instruments cited as a strength after they had ended"),
    }


def caveats_of(lang: str) -> Words:
    """What cannot be compared, by the reason that the library gives."""
    _ = speech(lang).gettext
    return {
        "not assessed": _("Not assessed: no finding of an assessment is recorded, so silence tells nothing"),
        "no period recorded": _("No period is recorded, so the day makes no difference"),
        "no assessment by this day": _("No assessment had been made by these days: neither strength nor gap counts"),
        "not in the first set": _("Members of the reference set in the second only"),
        "not in the second set": _("Members of the reference set in the first only"),
    }
