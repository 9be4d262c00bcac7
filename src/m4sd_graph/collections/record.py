"""Collections of what was observed, reported, linked and cited."""

from __future__ import annotations

from m4sd_graph.collections import columns as c
from m4sd_graph.collections import filters as f
from m4sd_graph.collections.model import Collection, Column, Filter, Sort
from m4sd_graph.namespaces import ID, RULE

ANY_COUNTRY = "m4sd:jurisdiction|^m4sd:participatesIn|m4sd:benefits|dcterms:spatial|prov:wasGeneratedBy/m4sd:assesses"
FROM_STATE = "m4sd:jurisdiction|m4sd:benefits|dcterms:spatial|sdmx-dimension:refArea|prov:wasGeneratedBy/m4sd:assesses"
REPORT = (c.DOCUMENTS, c.DESCRIPTION)

ASSESSMENTS = Collection(
    "assessments",
    {"en": "Assessments", "fr": "Évaluations"},
    {
        "en": "Dated examinations of a state or territory against a framework.",
        "fr": "Examens datés d’un État ou territoire au regard d’un cadre.",
    },
    classes=("m4sd:Assessment",),
    columns=(
        c.LABEL,
        Column("assesses", "m4sd:assesses", "thing", shown=True),
        Column("usesFramework", "m4sd:usesFramework", "thing", shown=True),
        *c.PERIOD,
        c.IMPLEMENTED_BY,
        Column("source", "dcterms:source", "thing"),
        Column("wasInformedBy", "prov:wasInformedBy", "thing"),
        c.NOT_RECORDED,
        c.DOCUMENTS,
        c.OTHER_LABELS,
        c.DESCRIPTION,
    ),
    filters=(
        f.country("m4sd:assesses"),
        f.document("mgi-kyrgyzstan-second-profile", "dcterms:source"),
        f.text("profile"),
    ),
    sorts=(
        c.BY_LABEL,
        Sort("startDate", "dcterms:temporal/dcat:startDate", "value", {"en": "Start", "fr": "Début"}),
        c.BY_ID,
    ),
)
FINDINGS = Collection(
    "findings",
    {"en": "Findings", "fr": "Constats"},
    {
        "en": "Strengths and gaps that assessments found, by domain.",
        "fr": "Forces et lacunes relevées par les évaluations, par domaine.",
    },
    classes=("m4sd:Finding",),
    columns=(
        c.LABEL,
        c.NOTATION,
        Column("valence", "m4sd:valence", "thing", shown=True),
        Column("inDomain", "m4sd:inDomain", "thing", shown=True),
        c.CONCERNS,
        *c.ADDRESSES,
        Column("assessment", "prov:wasGeneratedBy", "thing"),
        Column("country", "prov:wasGeneratedBy/m4sd:assesses", "thing"),
        *REPORT,
    ),
    filters=(
        f.country("prov:wasGeneratedBy/m4sd:assesses"),
        f.domain("m4sd:inDomain", "6"),
        f.concept("valence", "m4sd:valence", "valence", {"en": "Strength or gap", "fr": "Force ou lacune"}, "gap"),
        f.topic("remittances"),
        f.sdg(f.LINKED),
        f.gcm(f.LINKED),
        f.ASSESSMENT,
        f.document("mgi-kyrgyzstan-second-profile"),
        f.text("missing"),
    ),
    sorts=(
        c.BY_CODE,
        c.BY_LABEL,
        Sort("inDomain", "m4sd:inDomain/skos:notation", "code", {"en": "Domain", "fr": "Domaine"}),
        c.BY_ID,
    ),
)
FIGURES = Collection(
    "figures",
    {"en": "Figures", "fr": "Chiffres"},
    {
        "en": "Numbers that documents report, each with measure, unit, area, period and base; never averaged.",
        "fr": "Nombres que rapportent des documents, avec mesure, unité, zone, période et base ; jamais moyennés.",
    },
    classes=("m4sd:ReportedFigure",),
    columns=(
        c.LABEL,
        Column("valueQualifier", "m4sd:valueQualifier", "thing", shown=True),
        Column("value", "prov:value", "number", shown=True),
        Column("unit", "sdmx-attribute:unitMeasure", "thing", shown=True),
        Column("measuredConcept", "m4sd:measuredConcept", "thing"),
        Column("refArea", "sdmx-dimension:refArea", "thing", shown=True),
        Column("startDate", "sdmx-dimension:refPeriod/dcat:startDate", "date", shown=True),
        Column("endDate", "sdmx-dimension:refPeriod/dcat:endDate", "date", shown=True),
        Column("baseNote", "m4sd:baseNote", "texts"),
        c.CONCERNS,
        Column("divergesFrom", "m4sd:divergesFrom", "thing"),
        Column("incompatibleWith", "m4sd:incompatibleWith", "thing"),
        c.NOT_RECORDED,
        *REPORT,
    ),
    filters=(
        f.country("sdmx-dimension:refArea"),
        f.concept("measure", "m4sd:measuredConcept", "measure", {"en": "Measure", "fr": "Mesure"}, "networks-launched"),
        f.concept("unit", "sdmx-attribute:unitMeasure", "unit", {"en": "Unit", "fr": "Unité"}, "networks"),
        f.document("m4sd-kyrgyzstan-page"),
        f.text("networks"),
    ),
    sorts=(
        c.BY_LABEL,
        Sort("value", "prov:value", "value", {"en": "Value", "fr": "Valeur"}),
        Sort("startDate", "sdmx-dimension:refPeriod/dcat:startDate", "value", {"en": "Start", "fr": "Début"}),
        c.BY_ID,
    ),
)
LINKS = Collection(
    "links",
    {"en": "Links", "fr": "Liens"},
    {
        "en": "How one thing bears on another: asserted with evidence, or derived by a rule from premises.",
        "fr": "Comment une chose touche à une autre : affirmé avec preuve, ou déduit de prémisses par une règle.",
    },
    classes=("m4sd:AssertedLink", "m4sd:DerivedLink"),
    columns=(
        Column("linkSource", "m4sd:linkSource", "thing", shown=True),
        Column("linkType", "m4sd:linkType", "thing", shown=True),
        Column("linkTarget", "m4sd:linkTarget", "thing", shown=True),
        Column("grade", "m4sd:grade", "number", shown=True),
        Column("confidence", "m4sd:confidence", "thing", shown=True),
        Column("reviewStatus", "m4sd:reviewStatus", "thing"),
        Column("pathLength", "m4sd:pathLength", "number"),
        Column("byRule", "m4sd:byRule", "thing", shown=True),
        Column("premise", "m4sd:premise", "thing"),
        c.DOCUMENTS,
    ),
    filters=(
        f.BASIS,
        f.concept("type", "m4sd:linkType", "link-type", {"en": "Type", "fr": "Type"}, "provides-for"),
        f.GRADE,
        f.CONFIDENCE,
        f.country(f"m4sd:linkSource/({ANY_COUNTRY})"),
        f.sdg("m4sd:linkTarget", "8.8"),
        f.gcm("m4sd:linkTarget"),
        f.instance("rule", "m4sd:byRule", "?v a m4sd:DerivationRule .", RULE, {"en": "Rule", "fr": "Règle"}, "R1"),
        Filter(
            "from",
            "thing",
            "m4sd:linkSource",
            {"en": "From", "fr": "De"},
            "Prefixed name or IRI of the thing that the link begins at.",
            "programme:m4sd-phase-3",
            "?link m4sd:linkSource ?v .",
            (ID,),
        ),
        f.document("m4sd-kyrgyzstan-page"),
        f.text("trafficking", f"(m4sd:linkSource|m4sd:linkTarget)/({f.NAMES})"),
    ),
    sorts=(
        c.BY_ID,
        Sort("grade", "m4sd:grade", "value", {"en": "Grade", "fr": "Degré"}),
        Sort("linkSource", "m4sd:linkSource/skos:prefLabel", "label", {"en": "From", "fr": "De"}),
        Sort("linkTarget", "m4sd:linkTarget/skos:notation", "code", {"en": "To", "fr": "Vers"}),
    ),
)
SOURCES = Collection(
    "sources",
    {"en": "Source documents", "fr": "Documents sources"},
    {
        "en": "Documents that statements rest on: where they are, who published them and when.",
        "fr": "Documents sur lesquels reposent les énoncés : où ils sont, qui les a publiés et quand.",
    },
    classes=("m4sd:SourceDocument",),
    columns=(
        c.LABEL,
        Column("publisher", "dcterms:publisher", "thing", shown=True),
        Column("issued", "dcterms:issued", "date", shown=True),
        Column("datePrecision", "m4sd:datePrecision", "thing"),
        Column("language", "dcterms:language", "text", shown=True),
        c.PAGE,
        Column("access", "m4sd:access", "thing"),
        Column("notation", "skos:notation", "text"),
        Column("rights", "dcterms:rights", "texts"),
        c.NOT_RECORDED,
    ),
    filters=(
        f.country(f"^oa:hasSource/^m4sd:hasEvidence/({FROM_STATE})?"),
        f.instance(
            "publisher",
            "dcterms:publisher",
            "?document dcterms:publisher ?v .",
            f"{ID}org/",
            {"en": "Publisher", "fr": "Éditeur"},
            "iom",
        ),
        f.concept(
            "access", "m4sd:access", "source-access", {"en": "Access to the text", "fr": "Accès au texte"}, "located"
        ),
        f.text("profile"),
    ),
    sorts=(c.BY_LABEL, Sort("issued", "dcterms:issued", "value", {"en": "Publication", "fr": "Publication"}), c.BY_ID),
)
EVIDENCE = Collection(
    "evidence",
    {"en": "Evidence", "fr": "Preuves"},
    {
        "en": "Passages that support statements: the place in the document and what it says in our own words.",
        "fr": "Passages à l’appui d’énoncés : la place dans le document et ce qu’il dit, dans nos propres mots.",
    },
    classes=("m4sd:Evidence",),
    columns=(
        Column("paraphrase", "m4sd:paraphrase", "texts", shown=True),
        Column("hasSource", "oa:hasSource", "thing", shown=True),
        Column("locator", "m4sd:locator", "texts"),
        Column("start", "oa:hasSelector/oa:start", "number"),
        Column("end", "oa:hasSelector/oa:end", "number"),
        Column("supportsProperty", "m4sd:supportsProperty", "thing"),
        Column("textFragment", "m4sd:textFragment", "text"),
    ),
    filters=(
        f.country(f"^m4sd:hasEvidence/({FROM_STATE})?"),
        f.document("m4sd-kyrgyzstan-page", "oa:hasSource"),
        f.text("migrants", "m4sd:paraphrase"),
    ),
    sorts=(
        c.BY_ID,
        Sort(
            "start", "oa:hasSelector/oa:start", "value", {"en": "Place in the document", "fr": "Place dans le document"}
        ),
    ),
)
ALL = (ASSESSMENTS, FINDINGS, FIGURES, LINKS, SOURCES, EVIDENCE)
