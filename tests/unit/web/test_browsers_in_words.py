"""People know a browser by its name and the machine that it runs on."""

from __future__ import annotations

import pytest

from alder.web.accounts.browser_names import browser_in_words

_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
AGENTS = f"""
Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_WEBKIT} Chrome/150.0 Safari/537.36 | Chrome on Windows
Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_WEBKIT} Chrome/150.0 Safari/537.36 Edg/150.0 | Edge on Windows
Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 | Firefox on Linux
Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/19 Safari/605 | Safari on macOS
Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 CriOS/150 Mobile Safari/604 | Chrome on iPhone
Mozilla/5.0 (Linux; Android 16; K) {_WEBKIT} SamsungBrowser/28.0 Chrome/130.0 Safari/537 | Samsung Internet on Android
curl/8.9 | curl/8.9
 | Not named
"""


@pytest.mark.parametrize(
    ("agent", "words"), [tuple(part.strip() for part in line.split("|")) for line in AGENTS.strip("\n").splitlines()]
)
def test_a_browser_in_words(agent: str, words: str) -> None:
    assert browser_in_words(agent) == words
