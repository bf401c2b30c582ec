"""The rules of iCalendar (RFC 5545), asked of a file of events."""

from __future__ import annotations

import re

_MOMENT = re.compile(r"\d{8}T\d{6}Z")
_ONCE = ("UID", "DTSTAMP", "DTSTART", "SUMMARY")


def events(content: bytes) -> list[dict[str, str]]:
    """The events of a file, each as its properties with their values unescaped."""
    assert content.endswith(b"\r\n")
    lines = content.split(b"\r\n")[:-1]
    for line in lines:
        assert len(line) <= 75, "a line is too long"
        assert line, "a line is blank"
        assert not re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line), "a control character"
        line.decode()  # no character is torn apart
    whole = re.sub(r"\r\n[ \t]", "", content.decode()).split("\r\n")[:-1]
    assert whole[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert whole[-1] == "END:VCALENDAR"
    assert sum(line.startswith("PRODID:") for line in whole) == 1
    found: list[dict[str, str]] = []
    current: dict[str, str] | None = None
    for line in whole[2:-1]:
        name, _, value = line.partition(":")
        assert re.fullmatch(r"[A-Z-]+(;VALUE=[A-Z]+)?", name), line
        if line == "BEGIN:VEVENT":
            assert current is None
            current = {}
        elif line == "END:VEVENT":
            assert current is not None
            assert set(_ONCE) <= current.keys()
            found.append(current)
            current = None
        elif current is not None:
            assert name not in current, f"{name} twice"
            current[name] = _plain(value)
    for event in found:
        for name in ("DTSTAMP", "DTSTART", "LAST-MODIFIED"):
            assert _MOMENT.fullmatch(event[name]), event[name]
    assert len({event["UID"] for event in found}) == len(found)
    return found


def _plain(value: str) -> str:
    assert not re.search(r"(?<!\\)(?:\\\\)*\\[^nN;,\\]", value), value
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], value)
