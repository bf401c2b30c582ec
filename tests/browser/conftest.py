"""The system's Chromium, and axe-core.

axe-core, which finds what stands in the way of people who use assistive technology, is not part of the checkout:
`npm install --no-save axe-core`, or name the folder of axe.min.js in ALDER_AXE.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from asyncio import AbstractEventLoop
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from tests.browser import made_site
from tests.support.made_once import made_once
from tests.support.site import served, site_in

ROOT = Path(__file__).parents[2]


LEFT_OFF_BY_PLAYWRIGHT = (
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)
"""Features of Chromium that Playwright leaves off: of two lists the last counts, so they stand here again."""
SUGGESTIONS = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup")
"""What the address bar suggests is a page in a process of its own, made for each window: as dear as the window."""


@pytest.fixture(scope="session")
def _chromium() -> Iterator[tuple[Any, AbstractEventLoop]]:
    """One browser for all tests of a process, and the loop in which Playwright waits for it."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("needs Chromium (Debian: apt-get install chromium)")
    api = pytest.importorskip("playwright.sync_api", reason="needs playwright, which requirements/lock.txt has")
    with api.sync_playwright() as playwright:
        without = f"--disable-features={','.join((*LEFT_OFF_BY_PLAYWRIGHT, *SUGGESTIONS))}"
        launched = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", without])
        loop = asyncio.get_running_loop()
        asyncio._set_running_loop(None)
        yield launched, loop
        asyncio._set_running_loop(loop)
        launched.close()


@pytest.fixture(scope="module")
def browser(_chromium: tuple[Any, AbstractEventLoop]) -> Iterator[Any]:
    """The browser, as good as new for each file.

    Between its calls Playwright has the thread say that its loop runs. That is so for these files alone: others begin
    loops of their own. What these ask of Django meanwhile waits for nothing, which Django cannot know.
    """
    launched, loop = _chromium
    asyncio._set_running_loop(loop)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "on")
        yield launched
        for context in launched.contexts:
            context.close()
    asyncio._set_running_loop(None)


@pytest.fixture(scope="module")
def axe() -> str:
    folders = [os.environ.get("ALDER_AXE"), str(ROOT / "node_modules" / "axe-core")]
    for folder in filter(None, folders):
        if (Path(folder) / "axe.min.js").is_file():
            return (Path(folder) / "axe.min.js").read_text(encoding="utf-8")
    pytest.skip("needs axe-core: npm install --no-save axe-core, or name its folder in ALDER_AXE")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The store of `made_site`, which is that of this process as long as a module's tests last."""
    made = made_once(tmp_path_factory, "site", _make_site)
    store = tmp_path_factory.mktemp("served") / "store"
    shutil.copytree(made / "store", store)
    with site_in(store):
        yield store


def _make_site(folder: Path) -> None:
    with site_in(folder / "store"):
        made_site.main(folder / "store")


@pytest.fixture(scope="module")
def base(store: Path) -> Iterator[str]:
    """The site of this process on that store."""
    with served() as address:
        yield address


PageOf = Callable[..., Any]


@pytest.fixture(scope="module")
def page_of(browser: Any) -> PageOf:
    """A page so wide in a browser so set, as good as new: a window of its own would cost more than most tests do."""
    pages: dict[tuple[tuple[str, Any], ...], Any] = {}

    def found(width: int, **settings: Any) -> Any:
        key = tuple(sorted(settings.items()))
        if key not in pages:
            pages[key] = browser.new_context(**settings).new_page()
        page = pages[key]
        page.context.clear_cookies()
        page.emulate_media(media="null")
        page.set_viewport_size({"width": width, "height": 900})
        return page

    return found


def listen(page: Any, said: list[str], ended: ExitStack) -> None:
    """Until the end, what the browser complains of is said."""

    def hear(event: str, note: Callable[[Any], None]) -> None:
        page.on(event, note)
        ended.callback(page.remove_listener, event, note)

    hear("console", lambda message: said.append(message.text))
    hear("pageerror", lambda error: said.append(str(error)))


Visit = Callable[..., Any]


@pytest.fixture
def heard(page_of: PageOf) -> Iterator[PageOf]:
    """Such a page; its `said` is what the browser complains of until the test is over."""
    with ExitStack() as ended:

        def found(width: int, **settings: Any) -> Any:
            page = page_of(width, **settings)
            page.said = []
            listen(page, page.said, ended)
            return page

        yield found


@pytest.fixture
def visit(base: str, heard: PageOf) -> Visit:
    """Opens an address of the site. A test that opens a second one with the same settings leaves the first."""

    def opened(address: str, width: int = 1280, **settings: Any) -> Any:
        page = heard(width, **settings)
        answered = page.goto(address if address.startswith("http") else base + address)
        assert answered.status < 500, address
        return page

    return opened
