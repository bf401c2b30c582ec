"""The book can be listed, searched, filtered and counted."""

from __future__ import annotations

import pytest

from alder.errors import UsageError
from alder.model.period import AcademicYear
from alder.rules.findings import Severity
from alder.sources.ilr import rule_list
from alder.sources.ilr.rules import ilr
from alder.sources.ilr.rules.book import MISSING
from alder.sources.ilr.xml import form

LATEST = AcademicYear(2025)


def codes(*words: str, year: AcademicYear = LATEST, **asked) -> list[str]:
    return [e.code for e in rule_list.search(rule_list.entries(year), words, **asked)]


def test_a_year_lists_its_own_rules_once_each():
    listed = [e.code for e in rule_list.entries(LATEST)]
    assert len(listed) == len(set(listed)) == len(ilr.for_year(LATEST).rules)
    assert listed == sorted(listed, key=str.casefold)
    assert "DOMICILE_01" not in listed
    assert "DOMICILE_01" in codes(year=AcademicYear(2020))


def test_every_word_must_be_found_in_code_sentence_or_fields():
    assert codes("support number", "mistyped") == ["SSN_02"]
    assert codes("SSN_02") == ["SSN_02"]
    assert codes("support number", "qqq") == []


def test_rules_are_narrowed_by_field_record_and_severity():
    assert codes(field="pcolab") == ["PCOLAB_01"]
    assert set(codes(entity="learnerhe")) == {"FINTYPE_01", "FINTYPE_02", "LearnerHE_02", "TTACCOM_01"}
    warnings = codes(severity=Severity.WARNING)
    assert "NETFEE_02" in warnings
    assert "NETFEE_01" not in warnings


def test_a_severity_is_that_of_the_year():
    severity = {y: {e.code: e.severity for e in rule_list.entries(AcademicYear(y))} for y in (2020, 2025)}
    assert severity[2020]["GROSSFEE_03"] is Severity.ERROR
    assert severity[2025]["GROSSFEE_03"] is Severity.WARNING


def test_a_rule_is_available_when_its_tables_are_at_hand():
    waiting = {e.code: e.needs for e in rule_list.entries(LATEST) if not e.is_available}
    assert waiting["HEPostCode_01"] == ("the list of postcodes",)
    at_hand = {e.code for e in rule_list.entries(LATEST, held={"postcode"}) if e.is_available}
    assert "HEPostCode_01" in at_hand
    assert codes("HEPostCode", available=True) == ["HEPostCode_02"]
    assert codes("HEPostCode", available=False) == ["HEPostCode_01"]


def test_a_name_that_does_not_exist_is_answered_with_the_nearest():
    with pytest.raises(UsageError, match="no field of a rule called PCOLLAB") as caught:
        codes(field="PCOLLAB")
    assert "PCOLAB" in caught.value.where
    with pytest.raises(UsageError, match="no kind of record called Lerner"):
        codes(entity="Lerner")
    with pytest.raises(UsageError, match="no rules for 2030/31"):
        rule_list.entries(AcademicYear(2030))


def test_what_is_checked_of_the_form_follows_from_the_fields_of_the_year():
    with_form = {e.code: e for e in rule_list.entries(LATEST, with_form=True)}
    assert with_form["FD_ULN_AR"].entity == "Learner"
    assert with_form["FD_LearnerFAM_EO"].kind == "form"
    assert "FD_UCASSCHEMECODE_AP" in with_form
    assert "FD_UCASAPPID_AP" not in with_form
    assert "FD_UCASAPPID_AP" in form.codes_in(AcademicYear(2020))
    assert "FD_DateOfBirth_AL" not in with_form
    assert "FD_DateOfBirth_DT" in with_form


@pytest.mark.parametrize("year", rule_list.years(), ids=str)
def test_counts_add_up(year: AcademicYear):
    counted = rule_list.count(year)
    assert counted.errors + counted.warnings == counted.available + counted.unavailable == counted.rules
    assert counted.form == len(form.codes_in(year)) > 400
    assert form.codes_in(year) < form.codes()
    assert counted.is_full == (year.label in ("2020/21", "2025/26"))


def test_what_is_missing_is_missing_and_has_a_reason():
    assert not set(MISSING) & (set(ilr.codes) | form.codes())
    assert all(reason.endswith(".") for reason in MISSING.values())
    assert len(MISSING) <= 15
