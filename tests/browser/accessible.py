"""What axe-core finds on a page: violations of WCAG 2.2 A and AA, and of its best practices."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from playwright.sync_api import Error, Page

AXE = Path(__file__).resolve().parents[2] / "web/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Only what is wrong is gathered, and style sheets are not loaded once more: that takes half of the time.
RUN = """rules => axe.run(document, {
    runOnly: {type: "tag", values: rules}, resultTypes: ["violations"], preload: false
}).then(found => found.violations.flatMap(
    rule => rule.nodes.map(node => [rule.id, `${node.target}`, node.failureSummary.replace(/\\s+/g, " ")].join(": "))
))"""


def violations(page: Page) -> list[str]:
    """One line per finding: the rule, the place on the page, and what would mend it."""
    page.evaluate(_axe())
    try:
        return _found(page)
    except Error:
        # A script took away meanwhile what axe was about to name: what counts is the page as it is now.
        return _found(page)


def _found(page: Page) -> list[str]:
    found: list[str] = page.evaluate(RUN, RULES)
    return found


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")
