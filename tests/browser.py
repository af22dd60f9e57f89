"""A real browser for tests: a page that must run without errors and ask nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, sync_playwright

from tests.programs import required


@contextmanager
def browsing(*own: str) -> Iterator[Page]:
    """A page of 1280 × 720; a script error, or a request that does not begin as ``own``, fails."""
    options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=required("chromium"), args=options)
        page = browser.new_context(viewport={"width": 1280, "height": 720}).new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        # A refusal in words is an answer, but Chromium reports its status as an error.
        page.on("console", lambda m: wrong.append(m.text) if _is_fault(m) else None)
        page.on(
            "request", lambda r: None if r.url.startswith((*own, "data:")) else wrong.append(r.url)
        )
        yield page
        browser.close()
    assert wrong == []


def _is_fault(message: ConsoleMessage) -> bool:
    return message.type == "error" and "status of 409" not in message.text


def barriers(page: Page) -> list[str]:
    """What axe finds that seriously keeps somebody from using the page."""
    found = Axe().run(page).response["violations"]
    return [v["id"] for v in found if v["impact"] in ("serious", "critical")]
