"""A service of the real release on a loopback port, and Debian's Chromium to read its pages with."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
# Debian packs the engine of its Chromium without the windows too, which takes two thirds of the time.
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
# Nothing here may ask anything of the network: neither the pages nor the browser itself.
OFFLINE = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
Open = Callable[..., Page]
LONGEST = ("test_phone.py", "test_desktop.py", "test_editor.py", "test_builder.py")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Last come the tests in the browser: Playwright keeps an event loop in its process, so that no test may follow
    that runs its own. Of these the longest files begin, so that no process is left alone with one."""

    def place(item: pytest.Item) -> int:
        name = item.path.name
        here = LONGEST.index(name) if name in LONGEST else len(LONGEST)
        return here if item.path.is_relative_to(HERE) else -1

    items.sort(key=place)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; its tests are skipped where it is missing, but not on CI."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("chromium is missing: .ci/run installs it.")
        pytest.skip("no chromium on this machine: apt-get install chromium-headless-shell (or chromium)")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=list(OFFLINE))
        yield started
        started.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service of the release that ``make test`` built."""
    with serving(tmp_path_factory.mktemp("site"), {"M4SD_RELEASES": str(ROOT / "releases")}) as address:
        yield address


@contextmanager
def serving(folder: Path, settings: dict[str, str]) -> Iterator[str]:
    """Serve with these settings, and end the service afterwards."""
    port = free_port()
    log = (folder / "log").open("w")
    command = [str(Path(sys.executable).parent / "m4sd"), "serve", "--port", str(port)]
    service = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings}, stdout=log, stderr=log)
    try:
        wait_for(f"http://127.0.0.1:{port}/health", service)
        yield f"http://127.0.0.1:{port}"
    finally:
        service.terminate()
        service.wait(20)
        log.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str, service: subprocess.Popen[bytes], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and service.poll() is None:
        try:
            with urlopen(address) as answer:
                assert answer.status == 200
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the service did not start; see its log.")


@pytest.fixture(scope="session")
def returning(browser: Browser) -> Callable[[int, bool, bool], BrowserContext]:
    """Readers who come back: one for each width, with or without script, by night or by day."""

    @cache
    def reader(width: int, script: bool, dark: bool) -> BrowserContext:
        return context_of(browser, width, script, dark)

    return reader


def context_of(browser: Browser, width: int, script: bool, dark: bool) -> BrowserContext:
    return browser.new_context(
        viewport={"width": width, "height": 900},
        java_script_enabled=script,
        color_scheme="dark" if dark else "light",
        locale="en-GB",
    )


@pytest.fixture
def open_page(browser: Browser, site: str, returning: Callable[[int, bool, bool], BrowserContext]) -> Iterator[Open]:
    """Opens addresses of the site; afterwards no page may have asked another host or logged an error.

    ``again``: for a reader who comes back, whose browser has the scripts and fonts already.
    """
    problems: list[str] = []
    opened_here: list[Page | BrowserContext] = []

    def note(message: ConsoleMessage, address: str) -> None:
        # That the page itself is an error is what the browser says of every 404.
        expected = message.text.startswith("Failed to load resource") and message.location["url"] == address
        if message.type in ("error", "warning") and not expected:
            problems.append(message.text)

    def opened(
        path: str,
        width: int = 1280,
        *,
        script: bool = True,
        dark: bool = False,
        wait: bool = True,
        again: bool = False,
    ) -> Page:
        context = returning(width, script, dark) if again else context_of(browser, width, script, dark)
        page = context.new_page()
        opened_here.append(page if again else context)
        page.on("console", lambda m: note(m, site + path))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("request", lambda r: None if r.url.startswith((site, "data:", "blob:")) else problems.append(r.url))
        page.goto(site + path, wait_until="networkidle" if wait and script else "load")
        return page

    yield opened
    for one in opened_here:
        one.close()
    assert problems == []
