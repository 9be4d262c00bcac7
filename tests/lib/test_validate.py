"""A report names record, file, shape, reason and fix, worst first."""

from __future__ import annotations

import pytest
import rdflib

from m4sd_graph.load import Dataset, load_dataset, load_shapes, parse_turtle
from m4sd_graph.namespaces import ONTOLOGY
from m4sd_graph.validate import Finding, Report, read_report, run_shacl, validate
from m4sd_graph.workspace import Workspace
from tests.lib.support import SHAPE, dataset, turtle, write

EX = "https://example.org/"
COUNTED = """
ex:Whole a sh:NodeShape ; sh:targetNode <https://w3id.org/m4sd/ontology> ; sh:sparql ex:Whole-one ;
  sh:severity sh:Violation .
ex:Whole-one a sh:SPARQLConstraint ; sh:severity sh:Violation ;
  sh:message "Merge them."@en , "Les fusionner."@fr ; sh:description "Two are one."@en , "Deux font un."@fr ;
  sh:select '''SELECT DISTINCT $this ?value WHERE {
    ?value <http://www.w3.org/2004/02/skos/core#notation> ?code .
    ?other <http://www.w3.org/2004/02/skos/core#notation> ?code FILTER(STR(?other) < STR(?value)) }''' .
"""


def shapes(text: str = SHAPE) -> rdflib.Graph:
    return rdflib.Graph().parse(data=turtle(text), format="turtle")


def test_what_conforms_has_no_findings(tiny: Workspace) -> None:
    report = validate(load_dataset(tiny), load_shapes(tiny))
    assert report == Report(())
    assert report.conforms


def test_a_finding_says_record_file_shape_reason_and_fix(tiny: Workspace) -> None:
    write(tiny.root, "data/international/nameless.ttl", 'ex:nameless a skos:Concept ; skos:notation "2" .')
    [finding] = validate(load_dataset(tiny), load_shapes(tiny)).findings
    assert finding == Finding(
        severity="Violation",
        record=f"{EX}nameless",
        file="data/international/nameless.ttl",
        shape=f"{EX}Named-label",
        path="http://www.w3.org/2004/02/skos/core#prefLabel",
        value="",
        message=finding.message,
        why=finding.why,
        component="http://www.w3.org/ns/shacl#MinCountConstraintComponent",
    )
    assert dict(finding.message) == {"en": "Give it a label.", "fr": "Lui donner un libellé."}
    assert dict(finding.why) == {"en": "A name is read aloud.", "fr": "Un nom se lit à voix haute."}


def test_the_worst_come_first_and_are_counted() -> None:
    report = validate(dataset(a="ex:a a skos:Concept . ex:b a skos:Concept ."), shapes())
    assert [f.severity for f in report.findings] == ["Violation", "Violation", "Warning", "Warning"]
    assert [f.record for f in report.findings[:2]] == [f"{EX}a", f"{EX}b"]
    assert report.counts() == {"Violation": 2, "Warning": 2, "Info": 0}
    assert not report.conforms


def test_a_warning_does_not_stand_in_the_way() -> None:
    report = validate(dataset(a='ex:a a skos:Concept ; skos:prefLabel "A"@en .'), shapes())
    assert (report.counts()["Warning"], report.conforms) == (1, True)


def test_a_check_of_the_whole_graph_names_the_offender_in_both_languages() -> None:
    data = dataset(a='ex:a skos:notation "1" . ex:b skos:notation "1" .', b=f"<{ONTOLOGY}> a ex:Ontology .")
    [finding] = validate(data, shapes(COUNTED)).findings
    assert (finding.record, finding.shape) == (f"{EX}b", f"{EX}Whole-one")
    assert dict(finding.message) == {"en": "Merge them.", "fr": "Les fusionner."}
    assert dict(finding.why) == {"en": "Two are one.", "fr": "Deux font un."}


def test_a_part_is_found_in_the_file_of_its_whole() -> None:
    data = dataset(a="<https://example.org/a#position> a skos:Concept .")
    known = Dataset(data.graphs, {f"{EX}a": "data/a.ttl"})
    assert {f.file for f in validate(known, shapes()).findings} == {"data/a.ttl"}


def test_a_record_without_a_file_is_reported_all_the_same() -> None:
    report = run_shacl(dataset(a="ex:a a skos:Concept .").to_rdflib(), shapes())
    assert {f.file for f in read_report(report, shapes(), {}).findings} == {""}


def test_what_breaks_two_parts_of_a_constraint_is_one_finding() -> None:
    twice = "ex:Once a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:property ex:Once-p . ex:Once-p sh:path ex:p ; "
    data = dataset(a='ex:a ex:p "a"@en , "b"@en .')
    [finding] = validate(data, shapes(twice + "sh:uniqueLang true ; sh:maxCount 1 .")).findings
    assert finding.component == "http://www.w3.org/ns/shacl#MaxCountConstraintComponent"


@pytest.mark.parametrize("value", ['"2020-13-41"^^xsd:date', '"x"^^xsd:integer'])
@pytest.mark.filterwarnings("ignore")
def test_a_malformed_value_is_a_finding(value: str) -> None:
    kind = value.partition("^^")[2]
    typed = (
        "ex:Typed a sh:NodeShape ; sh:targetSubjectsOf ex:p ; sh:property ex:Typed-p ."
        f"ex:Typed-p sh:path ex:p ; sh:datatype {kind} ."
    )
    data = Dataset({"urn:g": tuple(parse_turtle(turtle(f"ex:a ex:p {value} ."), "x"))})
    [finding] = validate(data, shapes(typed)).findings
    assert finding.value == value.partition('"^^')[0].strip('"')
