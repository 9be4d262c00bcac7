"""The words of the pages of collections."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "collections": "Collections",
        "lead": "What the graph holds, as lists with filters; each also as JSON-LD, CSV and Excel.",
        "filters": "Filters",
        "any": "any",
        "sort": "Order",
        "certainty": "According to sources, the day is",
        "certainty_yes": "covered",
        "certainty_unknown": "not settled",
        "certainty_no": "not covered",
        "day": "Day",
        "show": "Show",
        "without": "Without filters",
        "found": "{first}–{last} of {total}",
        "none": "Nothing fits these filters.",
        "undetermined": "{count} more whose sources do not say whether they cover the day: list them",
        "example": "e.g.",
        "first": "First",
        "previous": "Previous",
        "next": "Next",
        "pages": "Pages",
    },
    "fr": {
        "collections": "Collections",
        "lead": "Ce que contient le graphe, en listes à filtres ; chacune aussi en JSON-LD, CSV et Excel.",
        "filters": "Filtres",
        "any": "tous",
        "sort": "Ordre",
        "certainty": "D’après les sources, le jour est",
        "certainty_yes": "couvert",
        "certainty_unknown": "indéterminé",
        "certainty_no": "non couvert",
        "day": "Jour",
        "show": "Afficher",
        "without": "Sans filtres",
        "found": "{first}–{last} sur {total}",
        "none": "Rien ne répond à ces filtres.",
        "undetermined": "{count} de plus dont les sources ne disent pas s’ils couvrent le jour : les lister",
        "example": "p. ex.",
        "first": "Premiers",
        "previous": "Précédents",
        "next": "Suivants",
        "pages": "Pages",
    },
}
