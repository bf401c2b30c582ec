"""The system's Chromium, and axe-core.

axe-core, which finds what stands in the way of people who use assistive technology, is not part of the checkout:
`npm install --no-save axe-core`, or name the folder of axe.min.js in ALDER_AXE.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
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
