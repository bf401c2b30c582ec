"""Every loader of tables answers every harm as the page in the docs says, and takes in silence only what is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.harmed.answers import PAGE, UNSEEN, answer, loaders, page
from tests.harmed.faults import FAULTS

NOT_SEEN = """
hesa: EntryProfile                          two fields of text
hesa: Course / Qualification / Module       two fields of text
leo: LEO.Geography                          codes of areas, read as text
leo: LEO.IDBR_LOOKUP                        two fields of text
graduate_outcomes: CORE (C22072 delivery)   two fields of text
bootcamp_deliverable                        numbers of contracts and codes of deliverables have no one form
lad_change                                  authorities of two years have codes of the same form
"""
"""Loaders that cannot see two columns changed about, and why."""


def answers() -> dict[str, dict[str, str]]:
    """The tables of the page: the answer to each harm, by loader."""
    found: dict[str, dict[str, str]] = {}
    for part in PAGE.read_text(encoding="utf-8").split("\n## ")[1:]:
        name, _, table = part.partition("\n")
        found[name] = dict(re.findall(r"^\| (.+?) \| (.+) \|$", table.partition("|---|---|\n")[2], re.MULTILINE))
    return found


def test_the_page_has_every_loader():
    assert list(answers()) == list(loaders())


@pytest.mark.parametrize("name", loaders())
def test_a_loader_answers_each_harm_as_the_page_says(name: str, tmp_path: Path):
    said = {fault: answer(name, fault, tmp_path / str(n)) for n, fault in enumerate(FAULTS)}
    assert {fault: text for fault, text in said.items() if text} == answers()[name]


def test_a_harm_that_nobody_sees_is_named_with_its_reason():
    unseen = {name.split(": the ")[0].split(": which ")[0] for name, said in answers().items() if UNSEEN in str(said)}
    assert unseen == {re.split(r"\s{2,}", line)[0] for line in NOT_SEEN.strip().splitlines()}


def test_what_every_loader_refuses_or_repairs():
    for said in answers().values():
        assert said["A gzipped file cut short"] == "Refused: `this file is damaged: its contents do not unpack`"
        assert "stands twice" in said["A column that stands twice"]
        assert said["A byte order mark"] == "Loaded like the sound file."
        assert said["Latin-1"].endswith("It was read as Windows-1252.")
        assert "spreadsheet" in said.get("Dates as numbers of days", "spreadsheet")
        zeros = said.get("Codes without their leading zeros", "put back")
        assert zeros.startswith("Refused") or "put back" in zeros


def test_the_page_is_written_from_the_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    one = next(iter(loaders()))
    monkeypatch.setattr("tests.harmed.answers.loaders", lambda: {one: loaders()[one]})
    assert page(tmp_path).partition("\n## ")[2] in PAGE.read_text(encoding="utf-8")
