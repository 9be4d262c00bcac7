"""Names that try to be markup or script stand on every page as text, and nothing of them runs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from m4sd_graph.workspace import Workspace
from tests.browser.conftest import serving
from tests.lib import worlds

EVIL = "</script><script>window.ran=1</script><img src=x onerror=window.ran=2>\"'><svg/onload=window.ran=3>{{7*7}}"
WRITTEN = EVIL.replace("\\", "\\\\").replace('"', '\\"')
HOSTILE = f"""
@prefix org: <http://www.w3.org/ns/org#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
body:evil a m4sd:CoordinationBody ; skos:prefLabel "{WRITTEN}"@en , "{WRITTEN}"@fr ; skos:altLabel "evilcouncil"@en ;
  m4sd:jurisdiction country:evilland ; skos:definition "{WRITTEN}"@en .
country:evilland a m4sd:State ; skos:prefLabel "{WRITTEN}"@en ; skos:notation "EVL" .
<https://w3id.org/m4sd/id/instrument/evil> a m4sd:Policy ; skos:prefLabel "{WRITTEN}"@en ;
  m4sd:jurisdiction country:evilland ; m4sd:responsibleBody body:evil .
"""
PATHS = (
    "/id/org/evil.html",
    "/id/country/evilland.html",
    "/id/instrument/evil.html?lang=fr",
    "/search?q=evilcouncil",
    "/policies?format=html",
    "/browse/countries",
    "/browse/timeline",
    "/browse/network",
    "/sparql?format=html&query=SELECT+%3Fname+%7B+%3Fs+skos%3AprefLabel+%3Fname+%7D",
    "/sparql?format=html&query=SELECT+*+%7B+%3Cscript%3Ealert(1)%3C/script%3E",
    "/id/%3Cscript%3Ewindow.ran%3D4%3C%2Fscript%3E",
    "/search?q=%3Cimg+src%3Dx+onerror%3Dwindow.ran%3D5%3E",
)


@pytest.fixture(scope="module")
def hostile(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("hostile")
    worlds.publish(workspace, folder / "releases", worlds.dataset(workspace, extra=HOSTILE))
    with serving(folder, {"M4SD_RELEASES": str(folder / "releases")}) as address:
        yield address


@pytest.mark.parametrize("path", PATHS)
def test_a_hostile_name_is_text(browser: Browser, hostile: str, path: str) -> None:
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(hostile + path, wait_until="networkidle")
    assert page.evaluate("window.ran") is None
    assert page.locator("main img[src=x], main svg[onload], main script:not([type])").count() == 0
    context.close()


def test_a_hostile_name_is_shown_whole(browser: Browser, hostile: str) -> None:
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(f"{hostile}/id/org/evil.html", wait_until="networkidle")
    expect(page.get_by_role("heading", level=1)).to_have_text(EVIL)
    page.get_by_role("button", name="Draw the neighbourhood").click()
    expect(page.locator(".drawing canvas").first).to_be_visible()
    field = page.get_by_role("searchbox").or_(page.get_by_role("combobox")).first
    field.fill("evilcoun")
    expect(page.get_by_role("option").first).to_contain_text("<script>")
    assert page.evaluate("window.ran") is None
    context.close()
