"""The columns and orders that collections share."""

from __future__ import annotations

from m4sd_graph.collections.model import Column, Sort

LABEL = Column("label", "skos:prefLabel", "texts", shown=True)
OTHER_LABELS = Column("altLabel", "skos:altLabel", "texts")
DESCRIPTION = Column("description", "dcterms:description", "texts")
DEFINITION = Column("definition", "skos:definition", "texts", shown=True)
NOTATION = Column("notation", "skos:notation", "text", shown=True)
KIND = Column("kind", "dcterms:type", "thing", shown=True)
CLASSIFICATION = Column("classification", "org:classification", "thing", shown=True)
STATUS = Column("status", "adms:status", "thing")
JURISDICTION = Column("jurisdiction", "m4sd:jurisdiction", "thing", shown=True)
LEVEL = Column("governanceLevel", "m4sd:governanceLevel", "thing")
PERIOD = (
    Column("startDate", "dcterms:temporal/dcat:startDate", "date", shown=True),
    Column("endDate", "dcterms:temporal/dcat:endDate", "date", shown=True),
)
# A day is often known to the month or the year only: the columns bound the time within which it lies.
ADOPTED = (
    Column("adoptedFrom", "m4sd:adopted/dcat:startDate", "date"),
    Column("adoptedUntil", "m4sd:adopted/dcat:endDate", "date"),
)
SIGNED = (
    Column("signedFrom", "m4sd:signed/dcat:startDate", "date", shown=True),
    Column("signedUntil", "m4sd:signed/dcat:endDate", "date", shown=True),
)
ESTABLISHED = (
    Column("establishedFrom", "m4sd:established/dcat:startDate", "date", shown=True),
    Column("establishedUntil", "m4sd:established/dcat:endDate", "date", shown=True),
)
ADOPTED_BY = Column("adoptedBy", "m4sd:adoptedBy", "thing")
ADOPTED_THROUGH = Column("adoptedThrough", "m4sd:adoptedThrough", "thing")
IMPLEMENTS = Column("implements", "m4sd:implements", "thing")
RESPONSIBLE = Column("responsibleBody", "m4sd:responsibleBody", "thing")
TARGET_GROUP = Column("targetGroup", "m4sd:targetGroup", "thing")
CONCERNS = Column("concerns", "m4sd:concerns", "thing")
ADDRESSES = (
    Column("addresses", "m4sd:addresses", "thing"),
    Column("addressesIndirectly", "m4sd:addressesIndirectly", "thing"),
)
PLACE = Column("spatial", "dcterms:spatial", "thing", shown=True)
PART_OF = Column("isPartOf", "dcterms:isPartOf", "thing", shown=True)
FUNDED_BY = Column("fundedBy", "m4sd:fundedBy", "thing")
IMPLEMENTED_BY = Column("implementedBy", "m4sd:implementedBy", "thing")
INFORMED_BY = Column("wasInformedBy", "prov:wasInformedBy", "thing")
OFFICIAL_NUMBER = Column("officialNumber", "eli:id_local", "text")
HOMEPAGE = Column("homepage", "foaf:homepage", "thing")
PAGE = Column("page", "foaf:page", "thing")
SAME_AS = Column("exactMatch", "skos:exactMatch", "thing")
NOT_RECORDED = Column("notRecorded", "m4sd:notRecorded", "thing")
DOCUMENTS = Column("documents", "m4sd:hasEvidence/oa:hasSource", "thing")
# What stands at the end of every thing that sources tell of.
TOLD = (CONCERNS, NOT_RECORDED, DOCUMENTS, OTHER_LABELS, DESCRIPTION)

BY_LABEL = Sort("label", "skos:prefLabel", "label", {"en": "Name", "fr": "Nom"})
BY_CODE = Sort("notation", "skos:notation", "code", {"en": "Code", "fr": "Code"})
BY_START = Sort("startDate", "dcterms:temporal/dcat:startDate", "value", {"en": "Start", "fr": "Début"})
BY_END = Sort("endDate", "dcterms:temporal/dcat:endDate", "value", {"en": "End", "fr": "Fin"})
BY_ADOPTION = Sort("adopted", "m4sd:adopted/dcat:startDate", "value", {"en": "Adoption", "fr": "Adoption"})
BY_ID = Sort("id", "", "id", {"en": "Address (IRI)", "fr": "Adresse (IRI)"})
