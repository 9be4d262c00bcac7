"""What the query builder does not offer, and why; and in which order and with which sign it offers the rest."""

from __future__ import annotations

from collections.abc import Mapping

# Classes in the order in which they are offered, with the name of the sign beside each; others follow by name.
SIGNS: Mapping[str, str] = {
    "m4sd:State": "place",
    "m4sd:Instrument": "text",
    "m4sd:Policy": "text",
    "m4sd:LegalAct": "text",
    "m4sd:Treaty": "text",
    "m4sd:Provision": "text",
    "m4sd:Finding": "finding",
    "m4sd:Assessment": "finding",
    "m4sd:Study": "finding",
    "m4sd:ReportedFigure": "figure",
    "m4sd:ReportedValue": "figure",
    "org:FormalOrganization": "body",
    "org:Organization": "body",
    "org:OrganizationalUnit": "body",
    "m4sd:CoordinationBody": "body",
    "m4sd:Partnership": "body",
    "org:Post": "body",
    "m4sd:Mechanism": "act",
    "m4sd:Programme": "act",
    "m4sd:Project": "act",
    "m4sd:Activity": "act",
    "m4sd:Event": "act",
    "m4sd:PopulationGroup": "group",
    "m4sd:Framework": "goal",
    "sdgo:Goal": "goal",
    "sdgo:Target": "goal",
    "sdgo:Indicator": "goal",
    "m4sd:Objective": "goal",
    "m4sd:GovernanceDomain": "goal",
    "skos:Concept": "term",
    "dcterms:Location": "place",
    "m4sd:AssertedLink": "link",
    "m4sd:DerivedLink": "link",
    "m4sd:Link": "link",
    "m4sd:DerivationRule": "link",
    "m4sd:Evidence": "source",
    "m4sd:SourceDocument": "source",
    "foaf:Document": "source",
    "foaf:Organization": "body",
}
# Where a property leads to one of these, what it says is asked for directly: date or number, not the node.
THROUGH: Mapping[str, tuple[str, ...]] = {
    "dcterms:PeriodOfTime": ("dcat:startDate", "dcat:endDate"),
    "adms:Identifier": ("skos:notation",),
}
CLASSES: Mapping[str, str] = {
    "adms:Identifier": "its number is asked for through the thing that has it",
    "dcterms:PeriodOfTime": "its dates are asked for through the thing that has the period",
    "oa:TextPositionSelector": "it is a place in a file, which no reader looks for",
    "skos:Collection": "it groups terms for editors",
    "skos:ConceptScheme": "a list of terms is chosen by the property that takes its values from it",
}
PROPERTIES: Mapping[str, str] = {
    "dcterms:license": "it is the same for everything",
    "m4sd:datePrecision": "it qualifies a date and is asked for through none",
    "m4sd:notRecorded": "it points at the ontology and says what no source records",
    "m4sd:onProperty": "it points at the ontology",
    "m4sd:passageDigest": "it is a checksum",
    "m4sd:rank": "it orders terms",
    "m4sd:ruleQuery": "it is a query",
    "m4sd:supportsProperty": "it points at the ontology",
    "m4sd:textDigest": "it is a checksum",
    "m4sd:textFragment": "it is a part of an address",
    "m4sd:textLength": "it measures a file",
    "oa:hasSelector": "it is a place in a file, which no reader looks for",
    "rdf:type": "the class is chosen first",
    "skos:inScheme": "a list of terms is chosen by the property that takes its values from it",
    "skos:topConceptOf": "a list of terms is chosen by the property that takes its values from it",
}
