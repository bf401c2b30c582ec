"""One clock for all that the site and workspaces write down and go by, which the demo alone sets back."""

from __future__ import annotations

import re
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "alder"
OTHER_CLOCKS = re.compile(r"timezone\.(now|localdate\(\))|datetime\.now\(|date\.today\(")


def found(what: re.Pattern[str], *folders: str) -> set[str]:
    files = [file for folder in folders for file in (SOURCE / folder).rglob("*.py")]
    return {str(file.relative_to(SOURCE)) for file in files if what.search(file.read_text(encoding="utf-8"))}


def test_the_site_and_workspaces_ask_no_other_clock() -> None:
    beside = {"workspaces/notebook_gateway.py"}  # a program of its own, beside the site
    assert found(OTHER_CLOCKS, "web", "workspaces") == beside, "ask `alder.wall_clock`"


def test_only_the_demo_tells_a_history() -> None:
    assert {file.split("/")[0] for file in found(re.compile(r"\bset_to\("), ".")} <= {"demo", "wall_clock.py"}
