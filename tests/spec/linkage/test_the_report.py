"""The report: shares with 95% Wilson intervals, overall and by subgroup; what may leave of it is protected."""

from __future__ import annotations

import json

import pyarrow as pa
import pytest
from tests.support.link_tables import SECRET

import alder
from alder.errors import UsageError
from alder.linkage import LinkReport, Share, Subgroup, link, sides
from alder.model.ids import ULN
from alder.model.period import AcademicYear
from alder.model.quality import FieldQuality, Grade, Quality
from alder.model.statistic import Category


@pytest.mark.parametrize(
    ("linked", "of", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (5, 10, 0.2366, 0.7634),
        (81, 263, 0.2553, 0.3662),  # the worked example of Newcombe (1998)
        (15, 148, 0.0624, 0.1605),  # and his second
    ],
)
def test_the_interval_is_wilsons(linked: int, of: int, low: float, high: float) -> None:
    found = Share(linked, of).interval
    assert found is not None
    assert found == pytest.approx((low, high), abs=5e-5)


SEX = Subgroup("Sex", "Sex", ("Sex",), lambda t: t.Sex, (Category("F", "Female"), Category("M", "Male")))
PROVIDER = Subgroup("ukprn", "Provider", ("ukprn",), lambda t: t.ukprn)


def numbers(count: int) -> list[int]:
    found = [n * 10 + d for n in range(200_000_000, 200_000_000 + 2 * count) if (d := ULN.check_digit(n)) is not None]
    return found[:count]


def reported(by: list[Subgroup], **more: object) -> LinkReport:
    """100 learners at two providers, 60 of them women; of the women 45 are found, of the men 12."""
    everybody = numbers(100)
    sex = ["F"] * 60 + ["M"] * 38 + [None, "X"]
    left, _ = sides.given_side(pa.table({"ULN": everybody, "Sex": sex, "ukprn": [10000001] * 50 + [10000002] * 50}))
    right, _ = sides.given_side(pa.table({"ULN": everybody[:45] + everybody[60:72]}))
    return link(left, right, by=by, **more).report  # type: ignore[arg-type]


def test_the_rate_is_shown_apart_for_each_group_and_for_those_not_known() -> None:
    report = reported([SEX, PROVIDER])
    assert (report.overall, report.right) == (Share(57, 100), Share(57, 57))
    sex, provider = report.by
    assert {c.code: (s.linked, s.of) for c, s in sex.groups} == {
        "F": (45, 60),
        "M": (12, 38),
        "X": (0, 1),
        "Unknown": (0, 1),
    }
    assert {c.code: (s.linked, s.of) for c, s in provider.groups} == {"10000001": (45, 50), "10000002": (12, 50)}
    assert all(sum(s.of for _, s in split.groups) == 100 for split in report.by)


def test_the_report_as_text_and_as_json() -> None:
    report = reported([SEX], notes=("A note.",), unit="learner records", project=SECRET)
    text = report.text(80)
    assert "57 100 57.0% 47.2% to 66.3% learner records" in " ".join(text.split())
    for words in ("By pass", "Not linked", "not found   43", "Female", "Unknown", "A note.", "Not protected"):
        assert words in text
    said = json.loads(report.to_json())
    assert said["overall"]["linked"] == 57
    assert said["by"][0]["groups"][0]["label"] == "Female"
    assert said["project"] == "test"
    assert said["protected"] is False
    assert "see .text()" in repr(report)


def test_a_rate_that_is_almost_all_is_not_shown_as_all() -> None:
    assert ">99.9%" in LinkReport("a", "b", "rows", Share(99_999, 100_000), None, (), (), ()).text()


QUALITY = Quality.of([FieldQuality("Sex", Grade.B, "self-declared")])


def test_what_leaves_of_a_report_is_protected_like_any_table() -> None:
    report = reported([Subgroup("Sex", "Sex", ("Sex",), SEX.column)], year=AcademicYear(2020), quality=QUALITY)
    counts = report.counts("Sex")
    assert counts.value("linked", Sex="F") == 45
    assert str(counts.value("match_rate")) == "57.0"
    text = alder.protect(counts, "srs-output").text()
    assert "57.0" in text
    assert "Quality B" in text
    line = next(x for x in text.splitlines() if x.startswith("X"))
    assert "c" in line.split()
    assert "1" not in line.split()


def test_a_protected_table_needs_a_year_and_the_quality_of_its_fields() -> None:
    with pytest.raises(UsageError, match="neither is known of a file"):
        reported([SEX]).counts("Sex")
    with pytest.raises(UsageError, match="no subgroup of this report called Sexx"):
        reported([SEX], year=AcademicYear(2020), quality=QUALITY).counts("Sexx")
