"""Documentation is tested: generated pages are up to date, links lead somewhere."""

import re
from pathlib import Path

import pytest

from docs import generate

DOCS = Path(generate.__file__).parent
ROOT = DOCS.parent
PAGES = [*sorted(DOCS.rglob("*.md")), *(p for p in sorted(ROOT.glob("*.md")))]


def test_generated_pages_are_up_to_date() -> None:
    stale = list(generate.differing(generate.pages()))
    assert not stale, "write them with: make docs"


def test_the_examples_in_the_package_are_those_of_the_cases() -> None:
    stale = list(generate.packaged())
    assert not stale, "write them with: make docs"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if not re.match(r"https?://|mailto:", target):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
