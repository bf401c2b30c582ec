"""The sample files that the agency published: counted, dated, and their faults named with the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from alder.rules.findings import Severity
from alder.sources.ilr.xml import reader

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
