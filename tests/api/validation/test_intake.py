"""``POST /validation``: one's own data beside the release; told where and how to mend it; nothing stored."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import rdflib
from starlette.testclient import TestClient

from m4sd_graph.intake import MOST_BYTES, MOST_ROWS
from m4sd_graph.intake.cells import XLSX
from m4sd_graph.release import Release

JSON = {"Accept": "application/json"}
HEAD = """@prefix m4sd: <https://w3id.org/m4sd/ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://w3id.org/m4sd/id/org/kg-example> a m4sd:CoordinationBody ; skos:prefLabel "Example"@en"""
KYRGYZSTAN = "https://w3id.org/m4sd/id/country/kyrgyzstan"
ROW = "id,class,name@en,jurisdiction\nhttps://w3id.org/m4sd/id/org/kg-example,Coordination Body,Example,{}\n"
ENTITY = b"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="http://a.example/">
<rdf:value>&x;</rdf:value></rdf:Description></rdf:RDF>"""


def packed(**parts: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("_", "/"), text)
    return content.getvalue()


def test_findings_name_rule_reason_and_remedy_and_nothing_is_kept(client: TestClient, release: Release) -> None:
    before = sorted(path for path in release.folder.rglob("*") if path.is_file())
    answer = client.post("/validation", content=f"{HEAD} .", headers={"Content-Type": "text/turtle", **JSON})
    told = answer.json()
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert not told["conforms"]
    assert told["things"] == 1
    assert all(one["message"]["en"] and one["why"]["en"] for one in told["findings"])
    assert {one["record"] for one in told["findings"]} == {"https://w3id.org/m4sd/id/org/kg-example"}
    assert sorted(path for path in release.folder.rglob("*") if path.is_file()) == before


def test_what_refers_to_the_release_is_known_and_a_slip_is_not(client: TestClient) -> None:
    def unknown(country: str) -> list[str]:
        data = f"{HEAD} ; m4sd:jurisdiction <{country}> ."
        told = client.post("/validation", content=data, headers={"Content-Type": "text/turtle", **JSON}).json()
        return [one["value"] for one in told["findings"] if "neither the graph" in one["why"]["en"]]

    assert unknown(KYRGYZSTAN) == []
    assert unknown(f"{KYRGYZSTAN}x") == [f"{KYRGYZSTAN}x"]


def test_a_spreadsheet_is_told_cell_by_cell(client: TestClient) -> None:
    file = {"file": ("bodies.csv", ROW.format("Kyrgistan").encode(), "text/csv")}
    told = client.post("/validation", files=file, headers=JSON).json()
    assert "bodies!D2" in {one["file"] for one in told["findings"]}


def test_a_spreadsheet_becomes_turtle(client: TestClient) -> None:
    file = {"file": ("bodies.csv", ROW.format("Kyrgyzstan").encode(), "text/csv")}
    answer = client.post("/validation", files=file, data={"want": "data"})
    graph = rdflib.Graph().parse(data=answer.text, format="turtle")
    assert answer.headers["content-type"].startswith("text/turtle")
    assert rdflib.URIRef(KYRGYZSTAN) in set(graph.objects())


def test_a_template_names_what_is_required_first(client: TestClient) -> None:
    answer = client.get("/validation/template.xlsx?class=m4sd:Programme")
    assert answer.headers["content-type"] == XLSX
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        texts = book.read("xl/sharedStrings.xml").decode()
    assert texts.index("skos:prefLabel@en") < texts.index("skos:altLabel")
    sent = client.post("/validation", files={"file": ("t.xlsx", answer.content, XLSX)}, headers=JSON)
    assert (sent.status_code, sent.json()["things"]) == (200, 0)


def test_the_form_answers_with_a_page(client: TestClient) -> None:
    answer = client.post("/validation", files={"text": (None, f"{HEAD} .")}, headers={"Accept": "text/html"})
    assert "Your data does not conform." in answer.text
    assert "Your data was not stored." in answer.text


def test_a_hostile_label_is_text(client: TestClient) -> None:
    data = f'{HEAD}, "<script>alert(1)</script>"@fr .'
    answer = client.post("/validation", files={"text": (None, data)}, headers={"Accept": "text/html"})
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize(
    ("content", "kind", "status", "said"),
    [
        (b"<a> <b", "text/turtle", 400, "body:1:"),
        (b"", "text/turtle", 400, "nothing in it"),
        (b"x" * (MOST_BYTES + 1), "text/turtle", 413, str(MOST_BYTES)),
        (b"hello", "application/octet-stream", 415, "text/turtle"),
        (ENTITY, "application/rdf+xml", 400, "entities"),
        (b'{"@context": "http://127.0.0.1:9/c.jsonld", "id": "http://a"}', "application/ld+json", 400, "context"),
        (b"\xff\xfe\x00", "text/csv", 400, "UTF-8"),
        (b"a,b\n1,2\n", "text/csv", 400, "id"),
        (b"id,class\n" + b"x,Policy\n" * (MOST_ROWS + 2), "text/csv", 400, str(MOST_ROWS)),
        (b"PK no archive", XLSX, 400, "workbook"),
        (packed(xl_workbook="0" * 60_000_000), XLSX, 400, "unpacks"),
        (b"[" * 100_000, "text/turtle", 400, "body:1"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=y", 400, "form"),
    ],
)
def test_bad_input_gets_one_clear_message(
    client: TestClient, content: bytes, kind: str, status: int, said: str
) -> None:
    answer = client.post("/validation", content=content, headers={"Content-Type": kind, **JSON})
    assert answer.status_code == status, answer.text
    assert said in answer.text
    assert "Traceback" not in answer.text


def test_unknown_class_and_wish(client: TestClient) -> None:
    missing = client.get("/validation/template.xlsx?class=m4sd:Nothing", headers=JSON)
    wish = client.post("/validation?want=gold", content="# \n", headers={"Content-Type": "text/turtle", **JSON})
    assert (missing.status_code, wish.status_code) == (404, 400)
    assert "m4sd:Programme" in missing.json()["remedy"]


def test_a_formula_is_its_value(client: TestClient, tmp_path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "f.xlsx") as book:
        sheet = book.add_worksheet("things")
        sheet.write_row(0, 0, ("id", "class", "name@en"))
        sheet.write_row(1, 0, ("https://w3id.org/m4sd/id/org/kg-example", "Coordination Body"))
        sheet.write_formula(1, 2, '=HYPERLINK("http://evil.example")', None, "Shown")
    sent = {"file": ("f.xlsx", (tmp_path / "f.xlsx").read_bytes(), XLSX)}
    data = client.post("/validation", files=sent, data={"want": "data"}).text
    assert '"Shown"@en' in data
    assert "evil" not in data
