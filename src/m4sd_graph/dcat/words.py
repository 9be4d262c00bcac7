"""What the catalogue says in words, by language."""

from __future__ import annotations

from collections.abc import Mapping

Words = Mapping[str, str]

PUBLISHER: Words = {"en": "m4sd-graph maintainers", "fr": "responsables de m4sd-graph"}
TITLE: Words = {
    "en": "Migration policies, institutions and partnerships, linked to the SDGs",
    "fr": "Politiques, institutions et partenariats migratoires, reliés aux ODD",
}
DESCRIPTION: Words = {
    "en": "An open knowledge graph of migration policies, institutions, partnerships, programmes and assessment "
    "findings, linked to the objectives of the Global Compact for Migration and to targets of the Sustainable "
    "Development Goals. Every statement has evidence: a document, the place in it and a paraphrase. Links that a rule "
    "derives are kept apart from those that a source supports.",
    "fr": "Un graphe de connaissances ouvert des politiques, institutions, partenariats, programmes et constats "
    "d’évaluation en matière de migration, reliés aux objectifs du Pacte mondial sur les migrations et aux cibles des "
    "objectifs de développement durable. Chaque énoncé a sa preuve : un document, la place dans celui-ci et une "
    "paraphrase. Les liens déduits par une règle sont distingués de ceux qu’appuie une source.",
}
CATALOGUE_TITLE: Words = {"en": "Catalogue of m4sd-graph", "fr": "Catalogue de m4sd-graph"}
CATALOGUE_DESCRIPTION: Words = {
    "en": "The graph, its tables and its releases, with every download, its size and digest, and the services that "
    "answer queries over it.",
    "fr": "Le graphe, ses tableaux et ses versions, avec chaque fichier, sa taille et son empreinte, et les services "
    "qui répondent aux requêtes.",
}
KEYWORDS: Mapping[str, tuple[str, ...]] = {
    "en": (
        "migration policy",
        "migration governance",
        "policy coherence",
        "Sustainable Development Goals",
        "Global Compact for Migration",
        "knowledge graph",
    ),
    "fr": (
        "politique migratoire",
        "gouvernance des migrations",
        "cohérence des politiques",
        "objectifs de développement durable",
        "Pacte mondial sur les migrations",
        "graphe de connaissances",
    ),
}
RELEASE: Words = {"en": "release {}", "fr": "version {}"}
WHOLE: Words = {"en": "The whole graph as {}", "fr": "Le graphe entier en {}"}
PACKED: Words = {"en": "The whole graph as {}, by gzip", "fr": "Le graphe entier en {}, par gzip"}
GRAPHS_DESCRIPTION: Words = {
    "en": "All named graphs of release {}.",
    "fr": "Tous les graphes nommés de la version {}.",
}
UNION_DESCRIPTION: Words = {
    "en": "The triples of all named graphs of release {}, without the names of the graphs.",
    "fr": "Les triplets de tous les graphes nommés de la version {}, sans les noms des graphes.",
}
TABLE: Words = {"en": "{}: table of m4sd-graph", "fr": "{} : tableau de m4sd-graph"}
TABLE_DESCRIPTION: Words = {
    "en": "{} One row for each, with labels in English and French.",
    "fr": "{} Une ligne pour chacun, avec des libellés en anglais et en français.",
}
SPARQL_TITLE: Words = {"en": "SPARQL endpoint of m4sd-graph", "fr": "Point d’accès SPARQL de m4sd-graph"}
SPARQL_DESCRIPTION: Words = {
    "en": "Answers SPARQL 1.1 queries over the current release. Status 200 means the whole result.",
    "fr": "Répond aux requêtes SPARQL 1.1 sur la version en cours. Le statut 200 signifie que le résultat est entier.",
}
API_TITLE: Words = {"en": "Web API of m4sd-graph", "fr": "API web de m4sd-graph"}
API_DESCRIPTION: Words = {
    "en": "Every thing by its IRI, collections with filters and pages, and ready-made questions, as JSON-LD, JSON, "
    "CSV or other forms.",
    "fr": "Chaque chose par son IRI, des collections avec filtres et pages, et des questions toutes prêtes, en "
    "JSON-LD, JSON, CSV ou d’autres formats.",
}
CITATION: Words = {
    "en": "m4sd-graph maintainers ({year}). {title}. Release {version}. {iri}",
    "fr": "m4sd-graph maintainers ({year}). {title}. Version {version}. {iri}",
}
TAXONOMY: Words = {"en": "Data themes of the EU", "fr": "Thèmes de données de l’UE"}
ONTOLOGY: Words = {
    "en": "m4sd ontology of migration governance and policy coherence",
    "fr": "ontologie m4sd de la gouvernance des migrations et de la cohérence des politiques",
}


def filled(words: Words, *values: str) -> dict[str, str]:
    """``words`` with the values in their places."""
    return {language: text.format(*values) for language, text in words.items()}


def filled_each(words: Words, values: Words) -> dict[str, str]:
    """``words`` with, in each language, the value of that language in its place."""
    return {language: text.format(values[language]) for language, text in words.items() if language in values}
