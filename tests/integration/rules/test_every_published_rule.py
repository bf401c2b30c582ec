"""Every published rule is judged, is a matter of reading, or is said to be missing."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from alder.model.period import AcademicYear
from alder.sources.ilr import form
from alder.sources.ilr.rules import ilr
from alder.sources.ilr.rules.missing import MISSING


@pytest.fixture(scope="module")
def published(shared: Path) -> list[dict[str, str]]:
    with (shared / "ilr" / "rules.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_every_published_rule_is_accounted_for(published):
    known = {c.casefold() for c in (*ilr.codes, *form.codes(), *MISSING)}
    assert sorted(r["rule"] for r in published if r["rule"].casefold() not in known) == []


def test_no_rule_has_a_code_of_its_own_making(published):
    assert set(ilr.codes) <= {r["rule"] for r in published}


def test_the_form_of_fields_covers_what_is_published_of_it(published):
    codes = {r["rule"] for r in published if r["group"] == "FieldDefinition"}
    # A text has no range; and one name is printed with another letter.
    assert codes - form.codes_in(AcademicYear(2025)) == {"FD_UCASPERID_AR", "FD_Tlout_AL"}
