"""Documentation is tested: golden pages are up to date, links lead somewhere, a declaration touches no page of git."""

import dataclasses
import difflib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from alder.cli.commands import cli
from alder.derive import variables
from alder.measures import measures
from docs import generate

DOCS = Path(generate.__file__).parent
ROOT = DOCS.parent
BY_HAND = [
    *(page for page in sorted(DOCS.rglob("*.md")) if generate.WHOLE not in page.parents),
    *sorted(ROOT.glob("*.md")),
    ROOT / "tests" / "golden" / "harmed-files.md",
]
KINDS = ("checks", "measures", "policies", "reference-tables", "rules", "sources", "variables")


@pytest.fixture(scope="module")
def wanted() -> dict[str, str]:
    return generate.pages()


def test_golden_pages_are_up_to_date(wanted: dict[str, str]) -> None:
    stale = list(generate.golden(wanted))
    assert not stale, f"write them with: make docs\n{''.join(_differences(wanted, stale))}"


def _differences(wanted: Mapping[str, str], stale: list[Path]) -> list[str]:
    """The first lines that differ, so that whoever reads a log of CI sees which they are."""
    lines: list[str] = []
    for file in stale:
        path = file.relative_to(generate.GOLDEN).as_posix()
        held = file.read_text(encoding="utf-8")
        lines += difflib.unified_diff(
            held.splitlines(True), wanted.get(path, "").splitlines(True), f"{path} on disk", f"{path} wanted", n=0
        )
    return lines[:40]


def test_git_keeps_one_page_of_each_kind(wanted: dict[str, str]) -> None:
    """One of each kind shows a reviewer what becomes of pages; more would change with whatever is declared."""
    golden = {file.relative_to(generate.GOLDEN).as_posix() for file in generate.GOLDEN.rglob("*.md")}
    assert golden <= wanted.keys(), "nobody writes these any more"
    assert sorted(path.partition("/")[0] for path in golden if "/" in path) == list(KINDS)
    assert {path.partition("/")[0] for path in wanted if "/" in path} == set(KINDS)


def test_who_declares_a_variable_or_a_measure_changes_no_golden_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(variables, "_known", dict(variables._known))
    monkeypatch.setattr(measures, "_known", dict(measures._known))
    variables.add(dataclasses.replace(variables["level"], name="made_up_variable"))
    measures.add(dataclasses.replace(measures["enrolments"], name="made_up_measure"))
    now = generate.pages()
    assert "variables/made_up_variable.md" in now
    assert "made_up_variable" in now["measures/made_up_measure.md"]
    assert not list(generate.golden(now))


def test_the_examples_in_the_package_are_those_of_the_cases() -> None:
    stale = list(generate.packaged())
    assert not stale, "write them with: make docs"


def links(text: str) -> Iterator[tuple[str, str]]:
    """The links of a page to other pages, and to parts of a page: path and anchor."""
    for target, anchor in re.findall(r"\]\(([^)#\s]*)(?:#([^)]*))?\)", text):
        if not re.match(r"https?://|mailto:", target):
            yield target, anchor


def anchors(text: str) -> set[str]:
    """The anchors that GitHub makes of headings."""
    heads = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_links_of_pages_written_by_hand_lead_somewhere() -> None:
    lost = []
    for page in BY_HAND:
        said = page.read_text(encoding="utf-8")
        for target, anchor in links(said):
            file = page.parent / target if target else page
            if not file.exists() or (anchor and anchor not in anchors(file.read_text(encoding="utf-8"))):
                lost.append(f"{page.relative_to(ROOT)} links to {target}#{anchor}")
    assert not lost


def test_links_of_generated_pages_lead_to_one_another_or_to_a_page_written_by_hand(wanted: dict[str, str]) -> None:
    lost = []
    for path, said in wanted.items():
        for target, anchor in links(said):
            file = (generate.WHOLE / path).parent / target if target else generate.WHOLE / path
            file = file.resolve()
            inside = generate.WHOLE in file.parents
            text = wanted.get(file.relative_to(generate.WHOLE).as_posix()) if inside else None
            if not inside and file.is_file():
                text = file.read_text(encoding="utf-8")
            if text is None or (anchor and anchor not in anchors(text)):
                lost.append(f"{path} links to {target}#{anchor}")
    assert not lost


EXPLAINED = re.compile(r"alder explain ((?:[a-z]+ ){0,3}?[A-Za-z][\w-]*)(?=[`.,;)\"'\n]| or | and |$)")


def test_whatever_a_text_says_to_explain_can_be_explained() -> None:
    """What stands in capitals alone is for the reader to fill in."""
    said: dict[str, Path] = {}
    for page in [*BY_HAND, *ROOT.glob("src/**/*.py"), *ROOT.glob("src/**/*.j2")]:
        for name in EXPLAINED.findall(page.read_text(encoding="utf-8")):
            if not re.search(r"\b[A-Z]+$", name):
                said.setdefault(name, page)
    assert len(said) > 20, "the search above finds what it looks for no more"
    refused = []
    for name, page in said.items():
        if CliRunner().invoke(cli, ["explain", *name.split()]).exit_code:
            refused.append(f"{page.relative_to(ROOT)}: alder explain {name}")
    assert not refused


GENERATED = (
    r"reference/(?:rules|measures|variables|sources|commands|filters|questions|policies|reference-tables|screener|"
    r"form-of-a-file|harmed-files|measures-from-deliveries)\b"
)


def test_no_text_names_a_page_that_is_no_longer_a_file() -> None:
    """A reader is sent to a command or to an address of the site."""
    texts = [*BY_HAND, *ROOT.glob("src/**/*.py"), *ROOT.glob("src/**/*.j2"), *ROOT.glob("benchmarks/**/*.py")]
    found = re.compile(rf"docs/generated/|docs/{GENERATED}|\]\([^)]*{GENERATED}")
    said = {page.relative_to(ROOT).as_posix(): found.findall(page.read_text(encoding="utf-8")) for page in texts}
    assert not {page: names for page, names in said.items() if names}
