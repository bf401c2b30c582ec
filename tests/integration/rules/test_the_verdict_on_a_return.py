"""Priya's return keeps every rule, and the service would refuse it all the same: what she is told first."""

from __future__ import annotations

import csv
import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.integration.rules.test_checking_a_return import NAME, aim, learner, run, write
from tests.support.few_rules import FEW, check_by

import alder
from alder.model.period import AcademicYear, ReturnNumber
from alder.rules.report import Findings
from alder.rules.result import REFUSED
from alder.sources.ilr.rules import ilr
from alder.synth import write_returns

SCHEMA = "Would be refused: content breaks the official schema. 426 of 548 rules ran."
LATER = str(date.today() + timedelta(days=2))
"""A day that is still to come when the test runs, also where midnight goes by before."""

WRONG = [
    ("an element out of order", ("<Sex>F</Sex>", ""), ("<Ethnicity>", "<Sex>F</Sex><Ethnicity>"), NAME, SCHEMA),
    ("an element that nobody knows", ("<Sex>", "<Nickname>Ash</Nickname><Sex>"), None, NAME, SCHEMA),
    ("a campus in other letters", ("<Ethnicity>", "<CampID>A1</CampID><Ethnicity>"), None, NAME, SCHEMA),
    ("a field of another year", ("<LearningDelivery>", "<OTJHours>1</OTJHours><LearningDelivery>"), None, NAME, SCHEMA),
    ("an attribute", ("<Sex>", '<Sex source="form">'), None, NAME, SCHEMA),
    ("text between the fields", ("<Sex>F</Sex>", "<Sex>F</Sex>checked"), None, NAME, SCHEMA),
    ("a field in another namespace", ("<Sex>F</Sex>", '<Sex>F</Sex><Sex xmlns="urn:own">F</Sex>'), None, NAME, SCHEMA),
    (
        "prepared on a day to come",
        ("<FilePreparationDate>2020-12-01", f"<FilePreparationDate>{LATER}"),
        None,
        NAME,
        "Would be refused: content breaks Header_2. 426 of 548 rules ran.",
    ),
    (
        "the number of another provider in the name",
        None,
        None,
        NAME.replace("10000001", "10000002"),
        "Would be refused: content breaks Header_3. 426 of 548 rules ran.",
    ),
    (
        "the year of another return in the name",
        None,
        None,
        NAME.replace("2021", "1920", 1),
        "Would be refused: name breaks Filename_4. 426 of 548 rules ran.",
    ),
    (
        "a copy under another name",
        None,
        None,
        "return.xml",
        "Would be refused: name breaks Filename_1. 426 of 548 rules ran.",
    ),
]  # fmt: skip


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A return is judged by few rules of what stands in it, and by all of its header and name, and its schema."""
    check_by(monkeypatch, {*FEW, "Filename_3"})


def as_of_all(said: str) -> str:
    """What is said of a return that was judged by few rules, with as many as a whole book runs."""
    return re.sub(r"\d+ of 548 rules ran", "426 of 548 rules ran", said)


def wrong(folder: Path, *changes: tuple[str, str] | None, name: str) -> Path:
    path = write(folder, learner("SOUND1"), name=name)
    text = path.read_text(encoding="utf-8")
    for change in filter(None, changes):
        text = text.replace(*change)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(("first", "second", "name", "headline"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG])
def test_a_return_that_keeps_the_rules_and_would_be_refused(
    first: tuple[str, str] | None,
    second: tuple[str, str] | None,
    name: str,
    headline: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    few: None,
) -> None:
    path = wrong(tmp_path, first, second, name=name)
    status, said, _ = run(path, capsys=capsys)
    assert (status, as_of_all(said.splitlines()[0])) == (REFUSED, headline)
    assert "the service refuses such a file, as far as is public" in " ".join(said.split())
    assert "No errors in records." in said
    assert "alder load" not in said


def test_the_store_takes_such_returns_all_the_same(tmp_path: Path) -> None:
    for number, (_, first, second, name, _) in enumerate(WRONG):
        (folder := tmp_path / str(number)).mkdir()
        wrong(folder, first, second, name=name)
    report = alder.open(tmp_path / "store").load(tmp_path)
    assert (len(report.files), report.exit_code) == (len(WRONG), 0)


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    return alder.check(wrong(tmp_path_factory.mktemp("refused"), ("<Sex>", "<Nickname>Ash</Nickname><Sex>"), name=NAME))


def test_every_report_begins_with_the_verdict(refused: Findings, tmp_path: Path) -> None:
    assert refused.summary().splitlines()[0] == SCHEMA
    told = json.loads(refused.to_json())
    assert next(iter(told)) == "verdict"
    assert (told["verdict"]["refused"], told["verdict"]["headline"]) == (True, SCHEMA)
    schema = told["verdict"]["content"]["schema"]
    assert (schema["file"], schema["version"], schema["faults"]) == ("ILR-2020-21-v1.xsd", "1.0", 1)
    assert schema["first"]["rule"] == "Schema_Unknown"
    assert told["verdict"]["rule_book"] == {"year": "2020/21", "ran": 426, "of": 548, "whole": True}
    refused.write_html(tmp_path / "findings.html")
    page = (tmp_path / "findings.html").read_text(encoding="utf-8")
    main = page.partition("<main")[2]
    assert main.index(SCHEMA) < main.index("findings-big")
    assert "they do not stop the return" not in page
    refused.write_csv(tmp_path / "findings.csv")
    with (tmp_path / "findings.csv").open(encoding="utf-8-sig", newline="") as lines:
        first, *_ = csv.DictReader(lines)
    assert (first["Error\\Warning"], first["Rule Name"], first["Error Message"]) == ("F", "Verdict", SCHEMA)


def test_a_report_of_a_return_that_was_made_up_says_so(tmp_path: Path, few: None) -> None:
    asked = {"years": [AcademicYear(2020)], "providers": 1, "learners": 5, "returns": [ReturnNumber.R14]}
    (made,) = write_returns(tmp_path / "made", **asked)
    found = alder.check(made.path)
    found.write_html(tmp_path / "made.html")
    assert "Nobody in this file exists" in (tmp_path / "made.html").read_text(encoding="utf-8")
    assert json.loads(found.to_json())["made_up"] is True
    real = alder.check(write(tmp_path, learner("L1")))
    real.write_html(tmp_path / "real.html")
    assert "Nobody in this file exists" not in (tmp_path / "real.html").read_text(encoding="utf-8")


def test_the_list_of_all_findings_begins_with_it_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], few: None
) -> None:
    path = wrong(tmp_path, ("<Sex>", "<Nickname>Ash</Nickname><Sex>"), name=NAME)
    _, said, _ = run(path, "--all", capsys=capsys)
    assert as_of_all(said.splitlines()[0]) == SCHEMA


def test_a_good_return_is_told_that_nothing_was_found_to_refuse_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, said, _ = run(write(tmp_path, learner("SOUND1")), capsys=capsys)
    assert (status, said.splitlines()[0]) == (
        0,
        "No reason to refuse it: content keeps the official schema, name its rules. 426 of 548 rules ran.",
    )
    assert "Keeps the official schema of 2020/21 (version 1.0). Keeps the rules for headers." in " ".join(said.split())


def test_faults_that_the_service_reports_of_learners_do_not_refuse_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], few: None
) -> None:
    """A value that is too long has a published rule, FD_Sex_AL: its learner is left out, and the others are taken."""
    status, said, _ = run(write(tmp_path, learner("LONG1", Sex="FF")), capsys=capsys)
    assert (status, as_of_all(said.splitlines()[0])) == (
        1,
        "Not refused whole, but content breaks the official schema. 426 of 548 rules ran.",
    )
    assert "The service reports these learner by learner by its FD_ rules" in " ".join(said.split())


def test_a_year_without_a_schema_is_not_judged_by_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], few: None
) -> None:
    year = AcademicYear(2022)
    name = NAME.replace("2021-2020", "2223-2022")
    status, said, _ = run(write(tmp_path, learner("L1"), year=year, name=name), capsys=capsys)
    assert said.startswith("Content not judged (no schema of 2022/23); name keeps its rules. ")
    assert "Not judged by a schema: none of 2022/23 is known here." in said
    assert re.search(r"\d+ rules ran: no whole book\.", said)
    assert status in (0, 1)
    told = alder.check(tmp_path / name).verdict
    assert (told.content.judgement, told.name_judgement, told.is_refused) == ("not judged", "keeps", False)


def test_a_return_of_nobody_is_refused_in_a_year_whose_schema_takes_it(tmp_path: Path, few: None) -> None:
    told = alder.check(write(tmp_path)).verdict
    assert as_of_all(told.headline) == "Would be refused: content breaks Entity_1. 426 of 548 rules ran."


def test_a_provider_that_is_on_no_list_is_a_fault_of_the_name(tmp_path: Path, few: None) -> None:
    """The published rule is one of those for names; it runs where the list of organisations is loaded."""
    name = NAME.replace("2021-2020", "2526-2025")
    path = write(tmp_path, learner("L1", PriorAttain=None), year=AcademicYear(2025), name=name)
    nobody = ilr.shape.references["provider"].schema.empty_table()
    told = alder.check(path, references={ilr.shape.references["provider"].loaded_as: nobody})
    assert told.verdict.headline.startswith("Would be refused: name breaks Filename_3. ")
    assert told.exit_code == REFUSED
    assert "Filename_3" in {f.rule for f in told}


def test_what_refuses_in_two_ways_says_both(tmp_path: Path, few: None) -> None:
    path = wrong(tmp_path, ("<Sex>", "<Nickname>Ash</Nickname><Sex>"), name=NAME.replace("10000001", "10000002"))
    renamed = path.rename(tmp_path / "ILR-10000002-1920-20201201-093000-00.xml")
    told = alder.check(renamed)
    told.write_csv(tmp_path / "findings.csv")
    with (tmp_path / "findings.csv").open(encoding="utf-8-sig", newline="") as lines:
        first = [(r["Error\\Warning"], r["Rule Name"]) for r in csv.DictReader(lines)][:4]
    assert first == [("F", "Verdict"), ("F", "Header_3"), ("F", "Filename_6"), ("F", "Filename_4")]
    assert as_of_all(told.verdict.headline) == (
        "Would be refused: content breaks the official schema and Header_3; name breaks Filename_6 and Filename_4. "
        "426 of 548 rules ran."
    )


def test_strict_says_of_a_header_to_put_the_header_right(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], few: None
) -> None:
    path = wrong(tmp_path, ("<FilePreparationDate>2020-12-01", f"<FilePreparationDate>{LATER}"), name=NAME)
    status, _, said = run(path, "--strict", capsys=capsys)
    assert status == 12
    assert "this file breaks a rule for headers of returns" in said
    assert "Put the header right in your software" in said
    assert "Rename" not in said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            ("<Header>", '<Header xmlns="ESFA/ILR/2019-20">'),
            "the header of this file is in another namespace, that of 2019/20 (ESFA/ILR/2019-20), so it cannot be read",
        ),
        (("<Header>", '<Header xmlns="urn:own">'), "the header of this file is in another namespace, so it cannot be"),
        (("<Header>", '<Header xmlns="">'), "the header of this file is in no namespace, so it cannot be read"),
        (
            ("<Source>", '<Source xmlns="urn:own">'),
            "the part Source of the header of this file is in another namespace",
        ),
        (("Header>", "header>"), "the header of this file is written with other capital and small letters"),
    ],
    ids=["of another year", "of somebody's own", "of none", "a part of it", "in other letters"],
)
def test_a_header_that_cannot_be_read_is_named_as_that(
    change: tuple[str, str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    provider = ("<LearningProvider>", '<LearningProvider xmlns="urn:own">')
    status, _, wrongs = run(wrong(tmp_path, change, provider, name=NAME), capsys=capsys)
    assert status == 12
    assert said in wrongs
    assert "line 3" in wrongs or "line 9" in wrongs


class TestBooks:
    """`--rules` chooses the book that judges a return."""

    NAME = NAME.replace("2021-2020", "1819-2018")

    def early(self, folder: Path) -> Path:
        """A return of 2018/19 in which an aim breaks a rule that is known for 2020/21 alone."""
        late = aim(("SOF", "999"), ("ASL", "1"), LearnStartDate="2018-09-01", LearnPlanEndDate="2019-07-01")
        return write(folder, learner("L1", late), year=AcademicYear(2018), name=self.NAME)

    def test_the_nearest_whole_book_runs_on_request_and_every_finding_is_marked(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Once by all its rules; however else it is asked for, by those that found something."""
        path = self.early(tmp_path)
        own = alder.check(path)
        assert own.verdict.headline.endswith("61 rules ran: no whole book.")
        assert own.borrowed == frozenset()
        found = {}
        for asked in ("nearest", "2018/19", "2020/21"):
            near = alder.check(path, rules=asked)
            found[asked] = {(f.rule, f.line) for f in near}
            check_by(monkeypatch, {f.rule for f in near})
            assert near.verdict.headline.endswith(" of 548 rules of 2020/21 ran.")
            borrowed = [f for f in near if f.rule in near.borrowed]
            assert borrowed, "a rule that is not known to hold in 2018/19 is broken"
            said = "Rule of 2020/21, not known to hold in 2018/19."
            assert all(said in near.beside(f.rule) for f in borrowed)
            assert said in " ".join(near.summary().split())
            assert said in " ".join(near.listing().split())
            marks = {f["rule"]: f.get("rule_of") for f in json.loads(near.to_json())["findings"]}
            assert {r for r, year in marks.items() if year == "2020/21"} == {f.rule for f in borrowed}
            assert {f.rule for f in own} <= set(marks)
        assert found["nearest"] == found["2018/19"] == found["2020/21"]
        near.write_csv(tmp_path / "f.csv")
        with (tmp_path / "f.csv").open(encoding="utf-8-sig", newline="") as lines:
            assert {r["Rule Name"] for r in csv.DictReader(lines) if r["Rule Of"]} == {f.rule for f in borrowed}
        status, _, _ = run(path, "--rules", "nearest", capsys=capsys)
        assert status == 1

    def test_a_book_of_the_files_own_year_marks_nothing(self, tmp_path: Path) -> None:
        path = write(tmp_path, learner("L1"))
        told = alder.check(path, rules="2020/21")
        assert (told.verdict, told.borrowed) == (alder.check(path).verdict, frozenset())

    def test_a_word_that_is_no_year_is_wrong_usage(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        status, _, said = run(write(tmp_path, learner("L1")), "--rules", "latest", capsys=capsys)
        assert status == 2
        assert "latest" in said


def test_the_age_of_a_code_list_stands_beside_what_rests_on_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check_by(monkeypatch, {"Ethnicity_01"})
    year = AcademicYear(2025)
    name = NAME.replace("2021-2020", "2526-2025")
    told = alder.check(write(tmp_path, learner("L1", Ethnicity="77", PriorAttain=None), year=year, name=name))
    said = "Code list of 2020/21, with later codes that rules name."
    assert told.beside("Ethnicity_01") == (said,)
    assert said in " ".join(told.summary().split())
    (found,) = [f for f in json.loads(told.to_json())["findings"] if f["rule"] == "Ethnicity_01"]
    assert found["code_list"] == "2020/21, with later codes that rules name"
    # In its own year a list has no age.
    (tmp_path / name).unlink()
    assert alder.check(write(tmp_path, learner("L1", Ethnicity="77"))).beside("Ethnicity_01") == ()


def test_every_rule_that_asks_whether_a_code_is_known_names_its_list() -> None:
    import inspect

    from alder.sources.ilr.codes.code_lists import lists_of

    asks = ("is_unknown(", "is_unknown_pair(", "is_closed(", "is_closed_pair(", "is_not_open(", "is_early(")
    for rule in ilr:
        if any(word in inspect.getsource(rule.function) for word in asks):
            assert lists_of(rule.function), rule.code
