"""What the file says beside a finding: the values of the learner concerned, of nobody else, and as short as can be.

Beside a finding stands what the reference tables hold for its record: categories of an aim, its level, its dates.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from tests.integration.rules.test_checking_a_return import KNOWN, aim, learner, write
from tests.support import ilr_files, text_tables
from tests.support.few_rules import check_by, rules_of

import alder
from alder.model.ids import ULN
from alder.rules import finding_details
from alder.rules.findings import Finding, shown_rows
from alder.sources.ilr.check import check
from alder.sources.ilr.rules import ilr
from alder.sources.ilr.rules.record_tables import SHAPE

if TYPE_CHECKING:
    from alder.rules.report import Findings


OTHER = str(ULN(1000000027))
Found = Callable[..., list[Finding]]


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Found:
    """The findings of one rule, which alone judges, in a file of these learners and destinations."""

    def check(rule: str, *people: tuple[str, ilr_files.Record]) -> list[Finding]:
        check_by(monkeypatch, {rule})
        return [f for f in alder.check(write(tmp_path, *people)) if f.rule == rule]

    return check


def destination(ref: str, began: str) -> tuple[str, ilr_files.Record]:
    outcome = [("OutType", "EMP"), ("OutCode", "1"), ("OutStartDate", began), ("OutCollDate", began)]
    return "LearnerDestinationandProgression", [("LearnRefNumber", ref), ("ULN", KNOWN), ("DPOutcome", outcome)]


def closed(**changes: str) -> ilr_files.Record:
    ended = {"FundModel": "35", "CompStatus": "2", "LearnActEndDate": "2020-10-01", "Outcome": "1"}
    return aim(**ended | changes)


def test_a_destination_is_shown_with_its_own_learner(found: Found) -> None:
    people = [learner("LEFT1", closed()), learner("LEFT2", closed(), ULN=OTHER)]
    (one, two) = found("R107", *people, destination("left1", "2020-09-01"))
    assert (one.learner_ref, one.fields["OutStartDate"]) == ("LEFT1", "2020-09-01")
    assert (two.learner_ref, two.fields["OutStartDate"]) == ("LEFT2", None)


def test_a_destination_whose_learner_is_not_in_the_file_is_shown_with_nobody(found: Found) -> None:
    (only,) = found("R107", learner("LEFT1", closed()), destination("ELSEWHERE", "2020-11-01"))
    assert only.fields["OutStartDate"] is None


def test_records_with_the_same_number_say_where_the_others_stand(found: Found) -> None:
    one, two, three = found("R59", learner("SAME1"), learner("SAME2"), learner("SAME3"), learner("OWN", ULN=OTHER))
    assert one.fields == {"ULN": KNOWN, "also on line": f"{two.line}, {three.line}"}
    assert two.fields["also on line"] == f"{one.line}, {three.line}"


def test_references_are_the_same_in_any_letters(found: Found) -> None:
    one, two = found("R06", learner("Same"), learner("SAME", ULN=OTHER))
    assert (one.fields["also on line"], two.fields["also on line"]) == (str(two.line), str(one.line))


def test_very_many_others_are_not_all_named(found: Found, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding_details, "MOST_BESIDE", 2)
    findings = found("R59", *(learner(f"SAME{n}") for n in range(5)))
    assert findings[0].fields["also on line"] == f"{findings[1].line}, {findings[2].line} …"
    assert findings[4].fields["also on line"] == f"{findings[0].line}, {findings[1].line} …"


@pytest.mark.parametrize(
    ("models", "shown"),
    [
        (["70"], "70"),
        (["70", "70"], "70, 70"),
        (["70", "70", "70"], "70 (3 times)"),
        (["70", "70", "35"], "70, 70"),
    ],
)
def test_the_same_value_over_and_over_is_said_once(found: Found, models: list[str], shown: str) -> None:
    aims = [aim(FundModel=model, AimSeqNumber=str(n)) for n, model in enumerate(models, 1)]
    (finding,) = found("R91", learner("FUND1", *aims))
    assert finding.fields["FundModel"] == shown


LOANS = (("SOF", "105"), ("ADL", "1"), ("LDM", "034"))


def test_of_many_records_those_are_shown_that_the_rule_is_about(found: Found) -> None:
    """The aim of a learner who is too young for a loan has three funding records; the loan is one of them."""
    (finding,) = found("DateOfBirth_26", learner("LOAN1", aim(*LOANS, FundModel="99"), DateOfBirth="2005-01-01"))
    assert finding.fields["LearnDelFAMType"] == "ADL"


def test_where_a_record_is_missing_those_that_are_there_are_shown(found: Found) -> None:
    (finding,) = found("LearnDelFAMType_01", learner("NONE1", aim(("LDM", "034"), ("HHS", "1"), FundModel="35")))
    assert finding.fields["LearnDelFAMType"] == "LDM, HHS"


def test_the_first_start_is_shown_where_a_rule_counts_from_it(found: Found) -> None:
    aims = [aim(LearnStartDate="2020-09-01"), aim(AimSeqNumber="2", LearnStartDate="2020-10-01")]
    ref, record = learner("WISH1", *aims)
    at = next(n for n, (name, _) in enumerate(record) if name == "LearningDelivery")
    record.insert(at, ("ContactPreference", [("ContPrefType", "RUI"), ("ContPrefCode", "1")]))
    record.insert(at + 1, ("ContactPreference", [("ContPrefType", "RUI"), ("ContPrefCode", "6")]))
    (finding,) = found("ContPrefType_03", (ref, record))
    assert finding.fields == {"ContPrefType": "RUI", "ContPrefCode": "1", "LearnStartDate": "2020-09-01"}


def test_what_the_service_says_of_the_learner_names_no_aim(found: Found) -> None:
    custody = aim(("SOF", "105"), ("LDM", "034"), FundModel="35")
    (young,) = found("DateOfBirth_14", learner("YOUNG1", custody, DateOfBirth="2005-01-01"))
    assert (young.entity, young.aim_seq, young.fields["AimSeqNumber"]) == ("Learner", None, "1")
    (unknown,) = found("LearnDelFAMType_04", learner("CODE1", aim(("SOF", "999"), ("ASL", "1"))))
    assert (unknown.aim_seq, unknown.fields["AimSeqNumber"]) == (None, "1")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "empty"),
        ("", "empty"),
        ("M", "M"),
        ("High Road", "High Road"),
        (" M ", '" M "'),
        ("High  Road", '"High  Road"'),
        ("M\xa0", '"M<no-break space>"'),
        ("M\t", '"M<tab>"'),
        ("\u202eM", '"<U+202E>M"'),
    ],
)
def test_blanks_and_signs_without_ink_are_visible(value: str | None, said: str) -> None:
    assert finding_details.shown(value) == said


def test_a_value_with_blanks_is_shown_with_them_in_every_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check_by(monkeypatch, {"R59"})
    told = alder.check(write(tmp_path, learner("BLANK1", Sex=" M ")))
    assert 'Sex = " M "' in told.listing()
    for ending in ("csv", "html"):
        told.write(tmp_path / f"f.{ending}")
    assert 'Sex="" M ""' in (tmp_path / "f.csv").read_text(encoding="utf-8-sig")
    assert "Sex = &#34; M &#34;" in (tmp_path / "f.html").read_text(encoding="utf-8")


def test_a_rule_about_records_that_do_not_meet_is_a_mistake_of_its_writer() -> None:
    from alder.sources.ilr.rules import ilr

    described = object.__new__(finding_details._Described)
    described.shape, described.judged = ilr.shape, ilr.shape.tables["source_file"]
    with pytest.raises(LookupError, match="no record of dp_outcome belongs to one of source_file"):
        described._met(ilr.shape.tables["dp_outcome"])


CATEGORIES = """
    LearnAimRef | CategoryRef | EffectiveFrom | EffectiveTo
    60000001    | 22          | 2010-08-01    |
    60000001    | 19          | 2010-08-01    | 2019-07-31
    60000002    | 19          | 2010-08-01    |
"""
LEVELS = """
    LearnAimRef | LearnAimRefType | NotionalNVQLevelv2
    60000001    | 0006            | 2
    60000002    | 0006            | 2
"""
OPEN = """
    LearnAimRef | ValidityCategory | StartDate
    60000001    | NONE             | 2019-08-01
"""
TITLE = "The categories of learning aims (LARS): CategoryRef"


def listed(text: str, name: str) -> dict[str, pa.Table]:
    schema = SHAPE.references[name].schema
    rows = pa.Table.from_pylist(text_tables.rows(text))
    empty = pa.nulls(rows.num_rows)
    columns = [rows[f.name] if f.name in rows.schema.names else empty for f in schema]
    return {name: pa.table([c.cast(f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)}


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    """Of three learners in custody, two of them on an aim that LARS puts into a category."""
    marks = (("SOF", "105"), ("LDM", "034"))
    people = [learner(f"OF{n}", aim(*marks, LearnAimRef=f"6000000{n}", FundModel="35")) for n in (1, 2, 3)]
    tables: dict[str, pa.Table] = {}
    for name, text in (("lars_category", CATEGORIES), ("lars_delivery", LEVELS), ("lars_validity", OPEN)):
        tables |= listed(text, name)
    with pytest.MonkeyPatch.context() as patch:
        check_by(patch, rules_of("LearnAimRef", "LearnDelFAMType") | {"R59"})
        return check(write(tmp_path_factory.mktemp("custody"), *people), references=tables)


def test_a_finding_says_what_the_list_holds_for_its_record(findings: Findings) -> None:
    """Of the security licence (category 22), and of all its categories; the other learners do not break the rule."""
    said = [(f.learner_ref, dict(f.held)) for f in findings if f.rule == "LearnAimRef_56"]
    assert said == [("OF1", {TITLE: "19\n22"})]


def test_a_record_that_a_list_lacks_is_said_to_have_no_row(findings: Findings) -> None:
    said = [(f.learner_ref, list(f.held.values())) for f in findings if f.rule == "LearnAimRef_89"]
    assert said == [("OF1", ["NONE, 2019-08-01, empty", "19\n22"]), ("OF2", [None, "19"]), ("OF3", [None, None])]
    assert "           no row for this record\n" in findings.listing()


def test_a_rule_that_only_asks_whether_there_is_a_row_has_nothing_to_quote(findings: Findings) -> None:
    assert [(f.learner_ref, dict(f.held)) for f in findings if f.rule == "LearnAimRef_01"] == [("OF3", {})]


def test_every_report_quotes_the_list_but_the_services_own(findings: Findings, tmp_path: Path) -> None:
    assert f"         {TITLE[:40]}" in findings.listing()
    assert "           19\n           22\n" in findings.listing()
    (told,) = (f for f in json.loads(findings.to_json())["findings"] if f["rule"] == "LearnAimRef_56")
    assert told["reference_rows"] == {TITLE: ["19", "22"]}
    findings.write(tmp_path / "findings.html")
    page = (tmp_path / "findings.html").read_text()
    assert f"<b>{TITLE}</b><br>19<br>22</div>" in page
    findings.write(tmp_path / "findings.csv")
    assert "CategoryRef" not in (tmp_path / "findings.csv").read_text()


def test_a_finding_of_a_rule_without_a_list_quotes_none(findings: Findings) -> None:
    without = [f for f in findings if not any(p in SHAPE.references for p in _parameters(f.rule))]
    assert "R59" in {f.rule for f in without}
    assert all(not f.held for f in without)


def _parameters(code: str) -> set[str]:
    return {p for r in ilr if r.code == code for p in r.parameters}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (None, ["no row for this record"]),
        ("a", ["a"]),
        ("a\nb", ["a", "b"]),
        ("a\nb\nc", ["a", "b", "and 1 more"]),
    ],
)
def test_a_report_shows_so_many_rows(monkeypatch: pytest.MonkeyPatch, text: str | None, shown: list[str]) -> None:
    monkeypatch.setattr("alder.rules.findings.MOST_ROWS", 2)
    assert shown_rows(text) == shown
