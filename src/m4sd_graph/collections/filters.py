"""The filters that collections share."""

from __future__ import annotations

from collections.abc import Mapping

from m4sd_graph.collections.model import Filter
from m4sd_graph.namespaces import ID, M4SD, SDG, VOCAB

COUNTRIES = "VALUES ?kind { m4sd:State dcterms:Location } ?v a ?kind ."
IN_PLACE = "dcterms:spatial/dcterms:isPartOf*"
ADDRESSED = "(m4sd:addresses|m4sd:addressesIndirectly)"
LINKED = "^m4sd:linkSource/m4sd:linkTarget"
NAMES = "skos:prefLabel|skos:altLabel|skos:notation"


def country(path: str, example: str = "KGZ") -> Filter:
    """Members that belong to a country or territory."""
    return Filter(
        "country",
        "thing",
        path,
        {"en": "Country or place", "fr": "Pays ou lieu"},
        "ISO 3166 code, short name, prefixed name or IRI of a country or place.",
        example,
        COUNTRIES,
        (f"{ID}country/", f"{ID}place/"),
    )


def concept(
    name: str, path: str, scheme: str, title: Mapping[str, str], example: str, *, description: str = ""
) -> Filter:
    """Members that carry a concept of one of our schemes."""
    space = f"{VOCAB}{scheme}/"
    told = description or f"Code, prefixed name or IRI of a concept of the scheme {scheme}."
    return Filter(name, "thing", path, title, told, example, f"?v skos:inScheme <{VOCAB}{scheme}> .", (space,))


def instance(name: str, path: str, pattern: str, space: str, title: Mapping[str, str], example: str) -> Filter:
    """Members that are related to a thing of some class."""
    told = f"Short name, prefixed name or IRI; short names are those of {space}"
    return Filter(name, "thing", path, title, told, example, pattern, (space,))


def type_in(scheme: str, example: str, path: str = "dcterms:type") -> Filter:
    """Members of a type."""
    return concept("type", path, scheme, {"en": "Type", "fr": "Type"}, example)


def class_among(example: str, *names: str) -> Filter:
    """Members of one of our classes."""
    words = {name.partition(":")[2]: name for name in names}
    told = f"Class: {', '.join(words)}."
    return Filter("class", "word", "rdf:type", {"en": "Class", "fr": "Classe"}, told, example, words=words)


def sdg(path: str, example: str = "8") -> Filter:
    """Members that bear on a goal or target; a goal stands for its targets too."""
    return Filter(
        "sdg",
        "thing",
        f"{path}/sdgo:isTargetOf?",
        {"en": "SDG goal or target", "fr": "Objectif ou cible de développement durable"},
        "Code, prefixed name or IRI of a goal or target; a goal stands for its targets too. Derived links count.",
        example,
        f"?v skos:inScheme <{SDG.rstrip('/')}> .",
        (SDG,),
    )


def gcm(path: str, example: str = "6") -> Filter:
    """Members that bear on an objective of the Global Compact, or on a commitment or action below it."""
    return concept(
        "gcm",
        f"{path}/skos:broader*",
        "gcm",
        {"en": "Objective of the Global Compact", "fr": "Objectif du Pacte mondial"},
        example,
        description="Code (6, 6/f or 6(f)), prefixed name or IRI; an objective stands for its actions too. "
        "Derived links count.",
    )


def topic(example: str) -> Filter:
    """Members that concern a topic."""
    return concept("topic", "m4sd:concerns", "topic", {"en": "Topic", "fr": "Thème"}, example)


def level(example: str = "national") -> Filter:
    """Members of a level of governance."""
    titles = {"en": "Level", "fr": "Niveau"}
    return concept("level", "m4sd:governanceLevel", "governance-level", titles, example)


def status(example: str) -> Filter:
    """Members of a status."""
    return concept("status", "adms:status", "status", {"en": "Status", "fr": "État"}, example)


def group(example: str) -> Filter:
    """Members made for a group of people."""
    titles = {"en": "Target group", "fr": "Groupe visé"}
    return instance("group", "m4sd:targetGroup", "?v a m4sd:PopulationGroup .", f"{ID}group/", titles, example)


def domain(path: str, example: str) -> Filter:
    """Members in a domain of migration governance, or in a part of it."""
    titles = {
        "en": "Domain of the Migration Governance Indicators",
        "fr": "Domaine des indicateurs de gouvernance des migrations",
    }
    return concept("domain", f"{path}/skos:broader*", "mgi-domain", titles, example)


def document(example: str, path: str = "m4sd:hasEvidence/oa:hasSource") -> Filter:
    """Members that a document supports."""
    titles = {"en": "Source document", "fr": "Document source"}
    return instance("source", path, "?v a m4sd:SourceDocument .", f"{ID}document/", titles, example)


def day(name: str, title: Mapping[str, str], example: str, adoption: str) -> Filter:
    """Members whose period covers a day, as far as sources tell; ``adoption``: a date that may stand for its start."""
    told = "Day (YYYY-MM-DD) that the period covers, as far as sources tell; see `certainty`."
    return Filter(name, "day", adoption, title, told, example)


def in_force(example: str, adoption: str = "m4sd:adopted") -> Filter:
    """Instruments that cover a day."""
    return day("inForce", {"en": "In force on", "fr": "En vigueur le"}, example, adoption)


def running(example: str) -> Filter:
    """Activities that cover a day."""
    return day("runningOn", {"en": "Running on", "fr": "En cours le"}, example, "m4sd:established")


def text(example: str, path: str = NAMES) -> Filter:
    """Members whose names hold all words of a text."""
    told = "Words that a name holds, in any language and order; case and accents do not matter."
    return Filter("text", "text", path, {"en": "Words in names", "fr": "Mots dans les noms"}, told, example)


GRADE = Filter(
    "grade",
    "number",
    "m4sd:grade",
    {"en": "Grade", "fr": "Degré"},
    "Grade of the alignment: 3 the same object is named, 2 in substance, 1 a contributing means.",
    "3",
)
ASSESSMENT = Filter(
    "assessment",
    "thing",
    "prov:wasGeneratedBy",
    {"en": "Assessment", "fr": "Évaluation"},
    f"Short name, prefixed name or IRI; short names are those of {ID}assessment/",
    "kg-mgi-second-profile",
    "?v a m4sd:Assessment .",
    (f"{ID}assessment/",),
)
BASIS = Filter(
    "basis",
    "word",
    "rdf:type",
    {"en": "Basis", "fr": "Fondement"},
    "`asserted` by a source, or `derived` by a rule.",
    "asserted",
    words={"asserted": f"{M4SD}AssertedLink", "derived": f"{M4SD}DerivedLink"},
)
CONFIDENCE = concept("confidence", "m4sd:confidence", "confidence", {"en": "Confidence", "fr": "Confiance"}, "medium")
