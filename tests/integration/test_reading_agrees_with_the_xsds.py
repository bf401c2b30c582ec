"""The verdict on the content is that of the agency's own schema, and reading finds a fault there and nowhere else.

The sample files that the agency published: counted, dated, and their faults named with the line.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from lxml import etree
from tests.support.ilr_files import delivery, elements, learner, message, whole_learner
from tests.support.properties import sampled
from tests.support.random_returns import record, with_fault

from alder.model.period import AcademicYear
from alder.rules.findings import Severity
from alder.sources.ilr import schema
from alder.sources.ilr.xml import reader, scan
from alder.sources.ilr.xml.reader import ReturnReader

YEARS = list(schema.YEARS)
LATEST = YEARS[-1]


def schema_of(shared: Path, year: AcademicYear) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(shared / "ilr" / "xsd" / schema.OFFICIAL[year].file)))


def read(file: Path) -> ReturnReader:
    reading = reader.read(file)
    for _ in reading.blocks():
        pass
    return reading


@pytest.mark.parametrize("year", sampled(reversed(YEARS), 3), ids=str)
def test_random_files_with_and_without_faults(shared: Path, year: AcademicYear, tmp_path: Path):
    xsd = schema_of(shared, year)
    chance = Random(20)
    kinds = [e for e in schema.YEARS[year].children if e.key in ("learner", "destination")]
    verdicts = []
    for number in range(60):
        body = [(kind.element, record(kind, chance)[0]) for kind in kinds]
        if number % 4:
            which = chance.randrange(len(body))
            body[which] = (body[which][0], with_fault(body[which][1], chance))
        file = tmp_path / "file.xml"
        file.write_bytes(message(body, year))
        reading = reader.read(file)
        rows = reading.table_all()
        accepted = xsd.validate(etree.parse(str(file)))
        assert accepted == (not reading.findings), (reading.findings, xsd.error_log)
        assert accepted == (not reading.content.breaks_schema), (reading.findings, xsd.error_log)
        # A row is never half read: who is accepted has no finding of severity error.
        errors = {f.learner for f in reading.findings if f.severity == "error" and f.learner}
        assert rows["learner"].num_rows == 1 - len(errors)
        verdicts.append(accepted)
    assert 15 < sum(verdicts) < 45


ODD_XML = [
    ("nothing odd", "", ""),
    ("an attribute", "<Sex>", '<Sex a="b">'),
    ("an attribute of the record", "<LearningDelivery>", "<LearningDelivery a='b'>"),
    ("an attribute of the file", "<Message ", "<Message a='b' "),
    (
        "where the schema lies",
        "<Message ",
        "<Message xmlns:x='http://www.w3.org/2001/XMLSchema-instance' x:schemaLocation='a b' ",
    ),
    ("text behind a field", "</Sex>", "</Sex>note"),
    ("text behind a record", "</LearningDelivery>", "</LearningDelivery>note"),
    ("text behind the learner", "</Learner>", "</Learner>note"),
    ("text before the header", "<Header>", "note<Header>"),
    ("text before a field", "<Learner>", "<Learner>note"),
    ("text in capitals of nowhere", "<Learner>", "<Learner>\u00a0"),
    ("a comment behind a field", "</Sex>", "</Sex><!-- note -->"),
    ("a blank name", "<Sex>", "<FamilyName>  </FamilyName><Sex>"),
    ("a value of blanks in the place of its field", "<LearnRefNumber>L1<", "<LearnRefNumber>  <"),
    ("the reference empty", "<LearnRefNumber>L1<", "<LearnRefNumber><"),
    ("an element unknown", "<Sex>", "<Nickname>A</Nickname><Sex>"),
    ("an element in other letters", "<Sex>F</Sex>", "<SEX>F</SEX>"),
    ("an element of another namespace", "<Sex>F</Sex>", "<Sex xmlns='urn:other'>F</Sex>"),
    ("a field twice", "<Sex>F</Sex>", "<Sex>F</Sex><Sex>F</Sex>"),
    ("the header twice", "<LearningProvider>", "<Header/><LearningProvider>"),
    ("no provider", "LearningProvider>", "Learningprovider>"),
    (
        "the provider before the header",
        "<Header>",
        "<LearningProvider><UKPRN>99999999</UKPRN></LearningProvider><Header>",
    ),
    ("another year", "<Year>", "<Year>9"),
    ("a blank at the year", "<Year>", "<Year> "),
    ("no day of preparation", "<FilePreparationDate>", "<FilePreparationDay>"),
    ("a number with a sign", "<Ethnicity>31", "<Ethnicity>+31"),
    ("a number with blanks", "<Ethnicity>31", "<Ethnicity> 31 "),
    ("a long number", "<Ethnicity>31", "<Ethnicity>312"),
    ("letters for a number", "<Ethnicity>31", "<Ethnicity>ab"),
    ("a day with a zone", "<LearnStartDate>2020-09-01", "<LearnStartDate>2020-09-01Z"),
    ("a day of other lands", "<LearnStartDate>2020-09-01", "<LearnStartDate>01/09/2020"),
    ("a marking of its own", "OFFICIAL-SENSITIVE-Personal", "Personal"),
]


@pytest.mark.parametrize("year", YEARS, ids=str)
def test_every_odd_way_to_write_a_file_is_judged_as_its_schema_judges_it(
    shared: Path, year: AcademicYear, tmp_path: Path
):
    xsd = schema_of(shared, year)
    person = whole_learner("L1") if year.start > 2016 else ("Learner", _learner_of_2016())
    plain = message([person], year).decode()
    for what, old, new in ODD_XML:
        text = plain.replace(old, new)
        if new.startswith("<FilePreparationDay"):
            text = text.replace("</FilePreparationDate", "</FilePreparationDay")
        file = tmp_path / "file.xml"
        file.write_bytes(text.encode())
        reading = read(file)
        accepted = xsd.validate(etree.parse(str(file)))
        assert accepted == (not reading.content.breaks_schema), (what, reading.findings, xsd.error_log)
        assert accepted or what != "nothing odd", xsd.error_log


def _learner_of_2016() -> list:
    at_first = {"PostcodePrior", "Postcode"}
    return [(n, t) for n, t in learner("L1") if n not in at_first] + [("LearningDelivery", delivery())]


def test_parts_out_of_order_are_seen_in_a_file_of_many_blocks(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A destination before the last learner, with blocks between them."""
    year = AcademicYear(2020)
    monkeypatch.setattr(scan, "CHUNK", 900)
    monkeypatch.setattr(scan, "LONGEST", 900)
    outcome = [("OutType", "EMP"), ("OutCode", "1"), ("OutStartDate", "2020-11-01"), ("OutCollDate", "2020-11-01")]
    gone = (
        "LearnerDestinationandProgression",
        [("LearnRefNumber", "L1"), ("ULN", "1000000019"), ("DPOutcome", outcome)],
    )
    people = [whole_learner(f"L{n}") for n in range(12)]
    xsd = schema_of(shared, year)
    for place in range(len(people) + 1):
        file = tmp_path / "file.xml"
        file.write_bytes(message([*people[:place], gone, *people[place:]], year))
        reading = read(file)
        assert xsd.validate(etree.parse(str(file))) == (not reading.content.breaks_schema), place
        assert [f.rule for f in reading.findings] == (["Schema_Order"] if place < len(people) else [])


def test_a_contact_of_2016_17_that_says_two_things_is_a_fault_of_the_file(shared: Path, tmp_path: Path):
    year = AcademicYear(2016)
    xsd = schema_of(shared, year)
    for said, rules in (
        ({"PostCode": "ZZ99 9ZZ"}, []),
        ({"PostCode": "ZZ99 9ZZ", "TelNumber": "1"}, ["Schema_Choice"]),
    ):
        contact = [("LocType", "2"), ("ContType", "1"), *said.items()]
        person = _learner_of_2016()
        person.insert(-1, ("LearnerContact", contact))
        file = tmp_path / "file.xml"
        file.write_bytes(message([("Learner", person)], year))
        reading = read(file)
        assert [f.rule for f in reading.findings] == rules
        assert xsd.validate(etree.parse(str(file))) == (not reading.content.breaks_schema)


def test_a_return_of_nobody_keeps_the_schemas_that_let_it(shared: Path, tmp_path: Path):
    for year in YEARS:
        file = tmp_path / "file.xml"
        file.write_bytes(message([], year))
        reading = read(file)
        assert schema_of(shared, year).validate(etree.parse(str(file))) == (not reading.content.breaks_schema), year
        assert reading.content.is_refused


def test_the_samples_are_judged_as_their_schema_judges_them(shared: Path):
    seen = set()
    for sample in sorted((shared / "ilr" / "samples").glob("*.xml")):
        reading = read(sample)
        accepted = schema_of(shared, reading.year).validate(etree.parse(str(sample)))
        assert accepted == (not reading.content.breaks_schema), sample.name
        seen.add(accepted)
    assert seen == {True, False}


def test_a_year_without_a_schema_is_not_judged(tmp_path: Path):
    year = AcademicYear(2023)
    file = tmp_path / "file.xml"
    file.write_bytes(message(elements([whole_learner("L1")]).replace("<Sex>", "<Nickname>A</Nickname><Sex>"), year))
    reading = read(file)
    assert (reading.content.judgement, reading.content.is_refused) == ("not judged", False)


SAMPLES = """
    file                                         | year    | learners | aims | destinations
    2526_official_sample_ILR-99999999-2526-20250108-094401 | 2025/26 | 19 | 35 | 0
    2021_small_amalg_100601-03                   | 2020/21 | 21   | 44   | 1
    2021_248_learners_225128-01                  | 2020/21 | 248  | 360  | 0
    1920_SampleValid_30_learners                 | 2019/20 | 30   | 90   | 30
    1920ns_year2021_3_learners                   | 2019/20 | 3    | 6    | 0
    1819_large_1089_learners_ALB                 | 2018/19 | 1089 | 1089 | 0
    1819_669_learners_valid                      | 2018/19 | 669  | 885  | 38
    1819_7_learners                              | 2018/19 | 7    | 9    | 2
    1819_10_learners                             | 2018/19 | 10   | 13   | 2
    1819_1_learner_a                             | 2018/19 | 1    | 4    | 1
    1819_1_learner_c                             | 2018/19 | 1    | 6    | 1
    1819_official_sample_18_learners             | 2018/19 | 18   | 41   | 3
    1819_wrong_case_FamilyNamE                   | 2018/19 | 1    | 1    | 0
    1819_minimal_valid                           | 2018/19 | 1    | 1    | 0
"""
ROWS = [[cell.strip() for cell in line.split("|")] for line in SAMPLES.strip().splitlines()[1:]]
FAULTS = {
    "2021_small_amalg_100601-03": [("Schema_Unknown", "AgreeId")],
    "2021_248_learners_225128-01": [("Schema_Unknown", "AgreeId"), ("FD_LearningDelivery_EO", "Learner")],
    "1920ns_year2021_3_learners": [("Schema_Unknown", "OTJHours"), ("Schema_Year", "Year")],
    "1819_wrong_case_FamilyNamE": [("FD_Sex_MA", "Learner"), ("Schema_Case", "FamilyNamE")],
}


def sample(shared: Path, file: str) -> Path:
    return shared / "ilr" / "samples" / f"{file}.xml"


@pytest.mark.parametrize(("file", "year", "learners", "aims", "destinations"), ROWS, ids=[r[0] for r in ROWS])
def test_a_sample_holds_what_its_manifest_says(
    shared: Path, file: str, year: str, learners: str, aims: str, destinations: str
):
    reading = reader.read(sample(shared, file))
    tables = reading.table_all()
    assert reading.header.year.label == year
    assert (reading.learners_read, reading.learning_deliveries_read) == (int(learners), int(aims))
    assert tables["learner_destination_and_progression"].num_rows == int(destinations)
    kept_out = {f.learner for f in reading.findings if f.severity is Severity.ERROR and f.learner}
    assert reading.learners == tables["learner"].num_rows == int(learners) - len(kept_out)


@pytest.mark.parametrize("file", [r[0] for r in ROWS])
def test_the_faults_of_a_sample_are_named_with_their_line(shared: Path, file: str):
    path = sample(shared, file)
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    found = reader.read(path)
    found.table_all()
    expected = FAULTS.get(file, [])
    assert sorted(f.rule for f in found.findings) == sorted(rule for rule, _ in expected)
    for finding in found.findings:
        element = dict(expected)[finding.rule]
        assert lines[finding.line - 1].strip().startswith(f"<{element}>")
