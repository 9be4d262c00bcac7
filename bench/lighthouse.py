"""Lighthouse on each type of page of a running service, with Debian's Chromium.

    python -m bench.lighthouse http://127.0.0.1:8000

Prints the four scores of every page, out of 100, and what costs points. Needs chromium and, once, network access:
``npm ci --prefix bench/lighthouse``.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "lighthouse"
PROGRAM = HERE / "node_modules/.bin/lighthouse"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
FLAGS = (
    "--headless=new --no-sandbox --no-first-run --disable-quic --disable-sync --disable-component-update "
    "--disable-background-networking"
)
PAGES = (
    "/",
    "/search?q=migration",
    "/browse",
    "/browse/timeline",
    "/id/instrument/kg-migration-policy-concept-2021-2030.html",
    "/policies.html",
    "/questions?format=html",
    "/coherence/matrix",
    "/sparql",
    "/builder",
    "/validation",
    "/catalog.html",
    "/docs",
)
SECONDS = 180


def main() -> None:
    """Run Lighthouse on the pages and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address", help="where the service answers, such as http://127.0.0.1:8000")
    parser.add_argument("pages", nargs="*", default=PAGES, help="paths; without, one of each type")
    parser.add_argument("--form", choices=("mobile", "desktop"), default="mobile")
    asked = parser.parse_args()
    chromium = shutil.which("chromium")
    if chromium is None or not PROGRAM.exists():
        sys.exit("Lighthouse or chromium is missing. Run: npm ci --prefix bench/lighthouse; apt-get install chromium")
    print("| page | " + " | ".join(CATEGORIES) + " | what costs points |\n|---|" + "---|" * 5)
    for path in asked.pages:
        report = measure(asked.address + path, asked.form, chromium)
        scores = " | ".join(f"{100 * report['categories'][name]['score']:.0f}" for name in CATEGORIES)
        print(f"| {path} | {scores} | {', '.join(costs(report))} |", flush=True)


def measure(address: str, form: str, chromium: str) -> Mapping[str, Any]:
    """The report of one page."""
    command = [str(PROGRAM), address, "--output=json", "--quiet", f"--chrome-flags={FLAGS}"]
    command += [f"--only-categories={','.join(CATEGORIES)}", *(["--preset=desktop"] if form == "desktop" else [])]
    surroundings = {**os.environ, "CHROME_PATH": chromium}
    done = subprocess.run(command, env=surroundings, check=True, capture_output=True, timeout=SECONDS)
    report: Mapping[str, Any] = json.loads(done.stdout)
    return report


def costs(report: Mapping[str, Any]) -> Iterator[str]:
    """The audits with weight that a page does not pass, and what was measured."""
    audits = report["audits"]
    for name in CATEGORIES:
        for part in report["categories"][name]["auditRefs"]:
            audit = audits[part["id"]]
            if part["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                yield f"{part['id']} {audit.get('displayValue', '')}".strip()


if __name__ == "__main__":
    main()
