"""Documentation is tested: generated pages are up to date, links lead somewhere."""

import difflib
import re
from collections.abc import Mapping
from pathlib import Path

from docs import generate

DOCS = Path(generate.__file__).parent
ROOT = DOCS.parent
PAGES = [*sorted(DOCS.rglob("*.md")), *(p for p in sorted(ROOT.glob("*.md")))]


def test_generated_pages_are_up_to_date() -> None:
    wanted = generate.pages()
    stale = list(generate.differing(wanted))
    assert not stale, f"write them with: make docs\n{''.join(_differences(wanted, stale))}"


def _differences(wanted: Mapping[str, str], stale: list[str]) -> list[str]:
    """The first lines that differ, so that whoever reads a log of CI sees which they are."""
    lines: list[str] = []
    for path in stale:
        file = generate.REFERENCE / path
        held = file.read_text(encoding="utf-8") if file.is_file() else ""
        lines += difflib.unified_diff(
            held.splitlines(True), wanted.get(path, "").splitlines(True), f"{path} on disk", f"{path} wanted", n=0
        )
    return lines[:40]


def test_the_examples_in_the_package_are_those_of_the_cases() -> None:
    stale = list(generate.packaged())
    assert not stale, "write them with: make docs"


def test_links_lead_somewhere() -> None:
    lost = [
        f"{page.relative_to(ROOT)} links to {target}"
        for page in PAGES
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not re.match(r"https?://|mailto:", target) and not (page.parent / target).exists()
    ]
    assert not lost
