"""The forms of a matrix: JSON, CSV, the drawing, the workbook; each says what the others say, and nothing runs."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest

from m4sd_graph.coherence.claims import Claims, Options
from m4sd_graph.coherence.evidence import Passage
from m4sd_graph.coherence.forms import Exhibit, as_csv, as_json, as_wide_csv, mark
from m4sd_graph.coherence.heatmap import PANEL, SHADES, heatmap
from m4sd_graph.coherence.matrix import Cell, Frame, matrix_of
from m4sd_graph.coherence.matrix_texts import TEXTS
from m4sd_graph.coherence.trace import Tracer
from m4sd_graph.coherence.workbook import SHEETS, Dossier, workbook
from m4sd_graph.coherence.workbook_texts import ABOUT, HEADS, METHOD
from m4sd_graph.errors import ParameterError
from tests.lib.coherence.invented import A1, EX, ISLAND, LAW, PLAN, REPORT, STRENGTH, T1, T2, WEAKNESS, Row, link
from tests.lib.coherence.invented import claims as island
from tests.lib.workers.test_workbook import sheet

SVG = "{http://www.w3.org/2000/svg}"
EVIL = '=HYPERLINK("https://example.org/","<script>alert(1)</script> & \'more\'")'
LINKS = (
    link("s", STRENGTH, "provides-for", A1, 3),
    link("p", PLAN, "provides-for", T2, 2, "R2", 2),
    link("l", LAW, "names", T1, 3),
    link("g", WEAKNESS, "gap-in", T2, 2),
)
MORE: dict[str, tuple[Row, ...]] = {
    "premises": ((f"{EX}p", f"{EX}s"), (f"{EX}p", f"{EX}x2")),
    "documents": ((f"{EX}s", REPORT), (f"{EX}l", REPORT), (f"{EX}g", REPORT)),
    "concerns": ((WEAKNESS, PLAN),),
    "names": ((LAW, "en", EVIL, None), (LAW, "fr", "Loi", None), (ISLAND, "en", "Island", None)),
}
FRAME = Frame(columns="target")


@pytest.fixture(scope="module")
def claims() -> Claims:
    return island(links=LINKS, **MORE)


def exhibit(claims: Claims, language: str = "en", frame: Frame = FRAME, options: Options | None = None) -> Exhibit:
    matrix = matrix_of(claims, frame, options or Options())
    return Exhibit(claims, frame, matrix, "1.0+abc", language, ("Read with care.",))


def passage(name: str, address: str = "https://example.org/page#:~:text=a,b") -> Passage:
    return Passage(f"{EX}evidence/{name}", REPORT, {"en": "Report"}, address, 5, 9, {}, {"en": f"Says {name}."})


def dossier(claims: Claims, language: str = "en") -> Dossier:
    shown, tracer = exhibit(claims, language), Tracer(claims)
    passages = {f"{EX}{name}": (passage(name),) for name in ("s", "l", "g", "x2")}
    passages[f"{EX}g"] = (passage("g", "javascript:alert(1)"),)
    return Dossier(shown, {one: tracer.chain(one, (REPORT,)) for one in shown.links}, passages)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


# Plain forms


def test_json_has_every_number_with_its_links(claims: Claims) -> None:
    found = as_json(exhibit(claims))
    assert found["filled"] == {"numerator": 2, "denominator": 4}
    assert found["valences"] == {"strength": 1, "gap": 0, "contested": 1, "reported": 0}
    contested = next(cell for cell in found["cells"] if cell["row"] == PLAN)
    assert (contested["grade"], contested["gap_grade"], contested["asserted"]) == (2, 2, False)
    assert [one["link"] for one in contested["links"]] == [f"{EX}p", f"{EX}g"]
    assert contested["links"][0]["documents"] == [REPORT]
    assert contested["links"][0]["rule"] == "R2"
    assert found["options"]["as_of"] is None
    assert (found["origin"], found["notices"]) == ("1.0+abc", ["Read with care."])


def test_csv_has_a_line_for_every_cell_and_names_in_the_language(claims: Claims) -> None:
    english, french = rows(as_csv(exhibit(claims))), rows(as_csv(exhibit(claims, "fr")))
    assert {line["row"]: line["row_label"] for line in french}[LAW] == "Loi"
    assert [line["valence"] for line in english] == [line["valence"] for line in french]
    law = next(line for line in english if line["row"] == LAW)
    assert law["row_label"] == EVIL
    assert (law["column_notation"], law["grade"], law["asserted"], law["chains"]) == ("1.1", "3", "true", "1")
    assert law["links"].split() == [f"{EX}l"]
    assert law["documents"].split() == [REPORT]


def test_the_wide_form_marks_what_is_derived_and_contested(claims: Claims) -> None:
    found = {line["row"]: line for line in rows(as_wide_csv(exhibit(claims)))}
    assert (found[PLAN]["1.2"], found[PLAN]["1.1"], found[LAW]["1.1"]) == ("2*!", "", "3")


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (None, ""),
        (Cell("", "", 1, "low", "gap", 1, True, ()), "1 gap"),
        (Cell("", "", 2, "low", "reported", 1, False, ()), "2* reported"),
        (Cell("", "", 3, "low", "strength", 1, True, ()), "3"),
    ],
)
def test_marks(cell: Cell | None, told: str) -> None:
    assert mark(cell) == told


def test_the_caption_names_options_origin_and_country(claims: Claims) -> None:
    options = Options(as_of=date(2024, 1, 1), grade=2)
    shown = exhibit(claims, "en", Frame(columns="target", countries=frozenset({ISLAND})), options)
    assert shown.title == "Coherence matrix of Island: instruments and SDG targets"
    assert "2024-01-01" in shown.caption[0]
    assert "1.0+abc" in shown.caption[1]
    assert "1 of 1 (1 rows, 1 columns)" in shown.caption[2]
    assert shown.caption[3:] == ("Read with care.",)


def test_every_word_is_there_in_both_languages() -> None:
    for texts in (TEXTS, HEADS, ABOUT):
        assert set(texts["en"]) == set(texts["fr"])
    assert len(METHOD["en"]) == len(METHOD["fr"])
    assert all(len(HEADS["en"][name]) == len(HEADS["fr"][name]) for name in HEADS["en"])


# The drawing


def drawn(shown: Exhibit) -> ElementTree.Element:
    return ElementTree.fromstring(heatmap(shown))


def texts_of(drawing: ElementTree.Element) -> Iterator[str]:
    return ("".join(one.itertext()) for one in drawing.iter(f"{SVG}text"))


def test_the_drawing_says_what_it_is_in_words(claims: Claims) -> None:
    shown = exhibit(claims)
    drawing = drawn(shown)
    assert drawing.get("role") == "img"
    assert drawing.findtext(f"{SVG}title") == shown.title
    described = drawing.findtext(f"{SVG}desc") or ""
    assert "1.0+abc" in described
    assert "Ring: rules derive it." in described
    written = " ".join(texts_of(drawing))
    for line in shown.caption:
        assert line in written
    told = [one.findtext(f"{SVG}title") or "" for one in drawing.iter(f"{SVG}g")]
    assert any("contested, grade 2, confidence medium, derived, n = 1" in line for line in told)


def test_every_cell_has_its_number_its_mark_and_its_pattern(claims: Claims) -> None:
    cells = [group for group in drawn(exhibit(claims)).iter(f"{SVG}g") if group.find(f"{SVG}title") is not None]
    assert len(cells) == 2
    marks = {}
    for cell in cells:
        dot = [one for one in cell.iter(f"{SVG}circle") if one.get("stroke")][-1]
        striped = "stripes" in ElementTree.tostring(cell, "unicode")
        marks[(cell.findtext(f"{SVG}text") or "")] = (dot.get("fill") != "none", striped)
    assert marks == {"3": (True, False), "2": (False, True)}


def test_names_are_escaped_and_nothing_in_them_runs(claims: Claims) -> None:
    drawing = drawn(exhibit(claims))
    assert not [one.tag for one in drawing.iter() if one.tag.removeprefix(SVG) in ("script", "a", "image", "use")]
    assert "<script" not in heatmap(exhibit(claims))
    assert not [key for one in drawing.iter() for key in one.attrib if key.startswith("on") or "href" in key]


def test_long_names_are_wrapped_and_wide_matrices_cut_into_panels() -> None:
    many = [f"{EX}t9{number:02}" for number in range(2 * PANEL + 3)]
    name = "A plan with a name that does not fit and Donaudampfschifffahrtsgesellschaftskapitänsmützenverordnung " * 2
    claims = island(
        links=[link(f"m{n}", PLAN, "names", target) for n, target in enumerate(many)],
        classes=[(target, "http://metadata.un.org/sdg/ontology#Target") for target in many],
        names=[(PLAN, "ru", name, None), *((target, "en", "T", f"9.{n}") for n, target in enumerate(many))],
    )
    drawing = drawn(exhibit(claims, "ru"))
    width = int(drawing.get("width") or 0)
    assert width < 1300
    numbers = [text for text in texts_of(drawing) if re.fullmatch(r"n=\d", text)]
    assert len(numbers) == len(many) + 5
    lines = [text for text in texts_of(drawing) if "Donau" in text or "mützen" in text]
    assert len(lines) >= 3
    assert max(map(len, lines)) < 45


def test_an_empty_matrix_is_drawn_and_says_so(claims: Claims) -> None:
    shown = exhibit(claims, options=Options(reviewed_only=True))
    assert any("No link that counts" in text for text in texts_of(drawn(shown)))
    assert as_json(shown)["filled"] == {"numerator": 0, "denominator": 0}
    assert rows(as_csv(shown)) == []


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_numbers_can_be_read_on_every_shade_and_shades_differ_without_colour() -> None:
    full = {grade: tuple("#" + 2 * c[1:] if len(c) == 4 else c for c in pair) for grade, pair in SHADES.items()}
    for ground, ink in full.values():
        light, dark = sorted((luminance(ground), luminance(ink)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) > 4.5
    grounds = [luminance(full[grade][0]) for grade in (1, 2, 3)]
    assert grounds[0] > 1.4 * grounds[1] > 2 * grounds[2]


# The workbook


def book(claims: Claims, language: str = "en") -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(workbook(dossier(claims, language), "m4sd …")))


def targets(content: zipfile.ZipFile, number: int) -> dict[str, str]:
    """Where the cells of a sheet lead to, by their place."""
    root = ElementTree.fromstring(content.read(f"xl/worksheets/sheet{number}.xml"))
    found: dict[str, Any] = {}
    for one in root.iter():
        if one.tag.endswith("}hyperlink"):
            found[str(one.get("ref"))] = one.get("location") or one.get(
                "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
            )
    return found


def test_the_workbook_has_five_sheets_and_no_formula(claims: Claims) -> None:
    content = book(claims)
    names = re.findall(r'<sheet name="([^"]+)"', content.read("xl/workbook.xml").decode())
    assert tuple(names) == SHEETS
    for number in range(1, 6):
        assert b"<f>" not in content.read(f"xl/worksheets/sheet{number}.xml")
        assert sheet(content, number)


def test_every_number_leads_to_its_links_and_these_to_their_passages(claims: Claims) -> None:
    content = book(claims)
    shown = exhibit(claims)
    grid, chains, evidence = (sheet(content, number) for number in (1, 2, 3))
    leads, onward = targets(content, 1), targets(content, 2)
    numbers = 0
    for row, item in enumerate(shown.matrix.rows, start=1):
        for column, head in enumerate(shown.matrix.columns, start=1):
            cell = shown.matrix.cell(item.iri, head.iri)
            letter = "ABCDEFG"[column]
            assert (letter in grid[row]) == (cell is not None)
            if cell is None:
                continue
            numbers += 1
            assert grid[row][letter] == cell.grade
            first = int(leads[f"{letter}{row + 1}"].removeprefix("chains!A").removeprefix("'chains'!A"))
            lines = chains[first - 1 : first - 1 + len(cell.links)]
            assert [line["I"] for line in lines] == list(cell.links)
            assert {(line["A"], line["B"], line["D"]) for line in lines} == {
                (shown.name(item), head.notation, float(cell.grade))
            }
            for place, line in enumerate(lines, start=first):
                roots = set(str(line["O"]).split("; "))
                stated = [evidence[int(number) - 1] for number in str(line["P"]).split(", ")]
                assert roots == {link for row in stated for link in str(row["B"]).split("; ")}
                assert onward[f"P{place}"].endswith(f"!A{str(line['P']).split(', ')[0]}")
    assert numbers == len(shown.matrix.cells) == 2


def test_texts_that_look_like_formulas_stay_texts_and_strange_addresses_are_no_links(claims: Claims) -> None:
    content = book(claims)
    assert EVIL in [row.get("A") for row in sheet(content, 1)]
    relations = content.read("xl/worksheets/_rels/sheet3.xml.rels").decode()
    assert "javascript" not in relations
    assert "example.org/page" in relations
    assert "javascript:alert(1)" in [row.get("F") for row in sheet(content, 3)]


def test_the_last_sheet_says_release_command_options_licence_and_query(claims: Claims) -> None:
    told = " ".join(str(value) for row in sheet(book(claims), 5) for value in row.values())
    for text in ("1.0+abc", "m4sd …", "CC BY 4.0", "SELECT ?row ?column ?link", "asserted and derived links"):
        assert text in told
    assert "Degré" in str(sheet(book(claims, "fr"), 4))


def test_the_same_matrix_is_the_same_bytes(claims: Claims) -> None:
    assert workbook(dossier(claims), "q") == workbook(dossier(claims), "q")
    assert heatmap(exhibit(claims)) == heatmap(exhibit(claims))


def test_a_language_that_is_none_is_refused(claims: Claims) -> None:
    with pytest.raises(ParameterError, match="no code of a language"):
        as_json(exhibit(claims, "<b>"))
