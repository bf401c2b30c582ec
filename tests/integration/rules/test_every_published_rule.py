"""Every published rule is judged, is a matter of reading, or is said to be missing."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from alder.model.period import AcademicYear
from alder.rules.findings import Severity
from alder.sources.ilr.rules import ilr
from alder.sources.ilr.rules.book import MISSING
from alder.sources.ilr.xml import form


@pytest.fixture(scope="module")
def published(shared: Path) -> list[dict[str, str]]:
    with (shared / "ilr" / "rules.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_every_published_rule_is_accounted_for(published):
    known = {c.casefold() for c in (*ilr.codes, *form.codes(), *MISSING)}
    assert sorted(r["rule"] for r in published if r["rule"].casefold() not in known) == []


def test_no_rule_has_a_code_of_its_own_making(published):
    assert set(ilr.codes) <= {r["rule"] for r in published}


@pytest.mark.parametrize(("year", "columns"), [(2020, ("severity_older", "severity_2526")), (2025, ("severity_2526",))])
def test_a_rule_is_an_error_or_a_warning_as_published(published, year, columns):
    said = {r["rule"]: next((r[c] for c in columns if r[c]), "Error") for r in published}
    held = {r.code: r.severity_in(AcademicYear(year)) for r in ilr.for_year(AcademicYear(year)).rules}
    # Up to 2020/21 an older table of messages says it; where that is silent, the one of 2025/26.
    differs = {c for c, severity in held.items() if (severity is Severity.WARNING) != (said[c] == "Warning")}
    assert differs == set()


@pytest.mark.parametrize("year", [2020, 2025])
def test_a_rule_of_a_full_book_holds_in_its_year(published, year):
    live = {
        r["rule"]
        for r in published
        if (r["in_code_2021"] == "yes" if year == 2020 else r["status_2526"] in ("active", "new", "changed"))
    }
    here = {r.code for r in ilr.for_year(AcademicYear(year)).rules}
    # The form of fields has a book of its own. A list of the codes of 2025/26 is not at hand for LearnFAMType_01.
    waits = {c for c in live if c in MISSING or c.casefold() in {f.casefold() for f in form.codes()}}
    assert here - live == set()
    assert live - here - waits <= ({"LearnFAMType_01"} if year == 2025 else set())


def test_the_form_of_fields_covers_what_is_published_of_it(published):
    codes = {r["rule"] for r in published if r["group"] == "FieldDefinition"}
    # A text has no range; and one name is printed with another letter.
    assert codes - form.codes_in(AcademicYear(2025)) == {"FD_UCASPERID_AR", "FD_Tlout_AL"}
