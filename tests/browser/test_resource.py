"""The page of a thing in a real browser: evidence beside the fact, and the neighbourhood drawn when it is asked for."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessible import violations
from tests.browser.conftest import Open

POLICY = "/id/instrument/kg-migration-policy-concept-2021-2030.html"
# Whether what is drawn reaches over the given part of the frame's width.
SPREAD = """least => {
  let [left, right, width] = [Infinity, -Infinity, 1];
  for (const canvas of document.querySelectorAll(".drawing canvas")) {
    width = canvas.width;
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    for (let at = 3; at < data.length; at += 4) {
      if (data[at] > 0) {
        const x = ((at - 3) / 4) % canvas.width;
        left = Math.min(left, x);
        right = Math.max(right, x);
      }
    }
  }
  return right - left > least * width;
}"""


def drawn(page: Page) -> Page:
    """The page once its neighbourhood is drawn."""
    page.get_by_role("button", name="Draw the neighbourhood").click()
    expect(page.locator(".drawing canvas").first).to_be_visible()
    return page


def test_evidence_opens_beside_the_fact(open_page: Open) -> None:
    page = open_page(POLICY)
    popover = page.locator("#evidence-popover")
    expect(popover).to_be_hidden()
    reference = page.locator("a.ref").first
    reference.focus()
    expect(popover).to_be_visible()
    card = page.locator(str(reference.get_attribute("href")))
    assert popover.inner_text().split() == card.inner_text().split()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(popover).to_be_hidden()


def test_a_reference_leads_to_its_evidence_without_script(open_page: Open) -> None:
    page = open_page(POLICY, script=False)
    page.locator("a.ref").first.click()
    expect(page.locator(".evidence:target")).to_be_visible()
    expect(page.locator(".evidence a[href*=':~:text=']").first).to_be_attached()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_neighbourhood_is_spread_out_and_told_as_a_list(open_page: Open, width: int) -> None:
    """Things drawn on top of each other would leave most of the frame empty."""
    page = drawn(open_page(POLICY, width))
    page.wait_for_function(SPREAD, arg=0.5, timeout=5_000)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_label("How far").select_option("2")
    expect(page.locator(".neighbourhood [role=status]")).to_contain_text("more neighbours are not drawn")
    page.get_by_text("The same as a list").click()
    expect(page.locator(".neighbourhood details li").nth(20)).to_be_visible()


def test_enter_leads_to_the_chosen_thing(open_page: Open) -> None:
    page = drawn(open_page(POLICY))
    page.locator(".drawing").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".neighbourhood [role=status]")).to_contain_text("Selected")
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(re.compile(POLICY.removesuffix(".html")))
