"""What a browser calls itself, in words: so that people know again where they are signed in."""

from __future__ import annotations

_NAMES = {
    "Edg/": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser/": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "Chrome/": "Chrome",
    "CriOS/": "Chrome",
    "Safari/": "Safari",
}
"""The first that is there counts: most browsers name others after themselves."""
_SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "CrOS": "ChromeOS",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}
_LONGEST = 60


def browser_in_words(agent: str) -> str:
    """Chrome on Windows; what the browser says itself, in short, where it is none of those that are known."""
    name = next((words for mark, words in _NAMES.items() if mark in agent), "")
    system = next((words for mark, words in _SYSTEMS.items() if mark in agent), "")
    if name:
        return f"{name} on {system}" if system else name
    return agent[:_LONGEST] or "Not named"
