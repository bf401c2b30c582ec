"""The system's Chromium, and axe-core.

axe-core, which finds what stands in the way of people who use assistive technology, is not part of the checkout:
`npm install --no-save axe-core`, or name the folder of axe.min.js in ALDER_AXE.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("needs Chromium (Debian: apt-get install chromium)")
    api = pytest.importorskip("playwright.sync_api", reason="needs playwright, which requirements/lock.txt has")
    with api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def axe() -> str:
    folders = [os.environ.get("ALDER_AXE"), str(ROOT / "node_modules" / "axe-core")]
    for folder in filter(None, folders):
        if (Path(folder) / "axe.min.js").is_file():
            return (Path(folder) / "axe.min.js").read_text(encoding="utf-8")
    pytest.skip("needs axe-core: npm install --no-save axe-core, or name its folder in ALDER_AXE")


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of `made_site`."""
    store = tmp_path_factory.mktemp("served")
    subprocess.run([sys.executable, "-m", "tests.browser.made_site", str(store)], cwd=ROOT, check=True)
    return store


@pytest.fixture(scope="session")
def base(store: Path) -> Iterator[str]:
    """`alder serve` on that store. One server for all modules that look at the site."""
    command = [sys.executable, "-m", "alder", "serve", "--port", "0", "--processes", "1", "--no-worker"]
    served = subprocess.Popen(
        [*command, "--store", str(store)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert served.stdout is not None
    yield served.stdout.readline().split()[-1]
    served.terminate()
    served.wait()
    served.stdout.close()


Visit = Callable[..., Any]


@pytest.fixture
def visit(browser: Any, base: str) -> Iterator[Visit]:
    """Opens an address of the site; `said` of the page is what the browser complains of."""
    contexts: list[Any] = []

    def opened(address: str, width: int = 1280, **settings: Any) -> Any:
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}, **settings))
        page = contexts[-1].new_page()
        page.said = []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        answered = page.goto(address if address.startswith("http") else base + address)
        assert answered.status < 500, address
        return page

    yield opened
    for context in contexts:
        context.close()
