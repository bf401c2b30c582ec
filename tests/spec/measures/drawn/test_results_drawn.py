"""Results at 16 to 18 drawn from key stages 4 and 5: value added at level 3, and progress in English and maths."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.deliveries import Stored, averages

import alder
from alder.cli.ledger import of_store
from alder.errors import NoFigures
from alder.measures import Query
from alder.measures.level_3_value_added import provider_scores
from alder.measures.query_explanation import facts
from alder.sources.miniature.made_up_edition import load as load_made_up


def level_3_aims(folder: Path) -> list[str]:
    """References that the made-up list of aims has at level 3, and one that it has at another level."""
    import pyarrow.compute as pc

    from alder.engine import reference

    store = alder.open(folder / "store").store
    rows = reference.get(store, "lars_aim")
    assert rows is not None
    at_3 = rows.filter(pc.equal(rows["NotionalNVQLevelv2"], "3"))["LearnAimRef"].to_pylist()
    other = rows.filter(pc.equal(rows["NotionalNVQLevelv2"], "2"))["LearnAimRef"].to_pylist()
    return [at_3[0], other[0]]


STUDENTS = """
    PupilMatchingRefAnonymous | ACADYR    | TRIGGER | RECTYPE | URN_anon | GENDER | ETHNIC
    P1                        | 2017/2018 | 1       | 1       | C1       | F      | WBRI
    P2                        | 2017/2018 | 1       | 1       | C2       | M      | WBRI
    P3                        | 2017/2018 | 1       | 1       | C1       | F      | WBRI
    P4                        | 2017/2018 | 1       | 1       | C2       | M      | WBRI
    P5                        | 2017/2018 | 1       | 1       | C2       | M      | WBRI
"""
EXAMS = """
    PupilMatchingRefAnonymous | ACADYR    | QAN | SUBLEVNO | MAPPING | GRADE | POINTS_1618
    P1                        | 2017/2018 | {0} | 111      | 2210    | A     | 50
    P2                        | 2017/2018 | {0} | 111      | 2210    | C     | 30
    P3                        | 2017/2018 | {0} | 111      | 2210    | U     | .
    P4                        | 2017/2018 | {0} | 111      | 2210    | B     | 40
    P5                        | 2017/2018 | {0} | 111      | 2210    | B     | 40
    P1                        | 2017/2018 | {1} | 111      | 2210    | A     | 10
    P1                        | 2017/2018 | {0} | 111      | 5030    | X     | .
"""
PUPILS_2015 = """
    PupilMatchingRefAnonymous | ACADYR    | ENDKS | AVPTSENT_PTQ_EE
    P1                        | 2015/2016 | 1     | 40.9
    P2                        | 2015/2016 | 1     | 41.0
    P3                        | 2015/2016 | 1     | 42.1
"""
PUPILS_2013 = """
    PupilMatchingRefAnonymous | ACADYR    | ENDKS | AVPTSENT_PTQ
    P4                        | 2013/2014 | 1     | 40.5
"""
PUPILS_2014 = """
    PupilMatchingRefAnonymous | ACADYR    | ENDKS | AVPTSENT_PTQ_EE
    P4                        | 2014/2015 | 1     | 40.2
"""


@pytest.fixture
def stored(tmp_path: Path) -> Stored:
    stored = Stored(tmp_path, made_up=True)
    load_made_up(alder.open(tmp_path / "store").store)
    stored.load("npd_ks5.ks5_student", STUDENTS)
    stored.load("npd_ks5.ks5_exam", EXAMS.format(*level_3_aims(tmp_path)))
    return stored


def test_results_are_compared_within_a_band_of_prior_attainment(stored: Stored) -> None:
    environment = alder.open(stored.folder / "store")
    with pytest.raises(NoFigures, match="KS4 Pupil Table"):
        alder.tabulate(environment, "level_3_value_added", year="2017/18")
    stored.load("npd_ks4.ks4_pupil", PUPILS_2015)
    found = averages(environment, "level_3_value_added", by="provider", year="2017/18")
    # 1 and 2 are in the band 40 to 42, whose mean is 40 points; 3 failed, alone in the next band.
    # 4 and 5 have no result before and no row.
    assert [(r["of"], r["value_added"]) for r in found] == [(2, 5.0), (1, -10.0)]
    stored.rows_add_up("level_3_value_added", year="2017/18", by="provider")
    wider = averages(environment, "level_3_value_added", by="sex", year="2017/18", prior_band_width=10)
    assert {r["sex"]: r["value_added"] for r in wider} == {"F": pytest.approx(-5 / 3), "M": pytest.approx(10 / 3)}
    scores = provider_scores(environment, year="2017/18").to_pylist()
    assert {s["provider"]: s["results"] for s in scores} == {"C1": 2, "C2": 1}
    said = " ".join(stored.ask("level_3_value_added", "--year", "2017/18").output.split())
    assert "c hidden to protect people" in said, "three results are too few for their mean"


def test_means_of_one_drawing_are_judged_beside_each_other(stored: Stored) -> None:
    stored.load("npd_ks4.ks4_pupil", PUPILS_2015)
    for by in ("provider", "sex"):
        done = stored.ask("level_3_value_added", "--by", by, "--year", "2017/18", "--ledger")
        assert done.exit_code == 0, repr(done.exception)
    words = " ".join(done.output.split())
    assert "Kept in the ledger as 0002" in words
    assert "Judged beside 1 earlier table of the same values." in words
    assert "values below 0" in words
    kept = of_store(stored.folder / "store").releases()
    assert [f.values for f in kept] == [("mean of value_added",)] * 2


def test_points_of_different_methods_at_key_stage_4_are_never_compared(stored: Stored) -> None:
    stored.load("npd_ks4.ks4_pupil", PUPILS_2015)
    stored.load("npd_ks4.ks4_pupil", PUPILS_2014)
    environment = alder.open(stored.folder / "store")
    together = averages(environment, "level_3_value_added", year="2017/18")
    assert together == [{"of": 4, "value_added": 0.0}], "2014/15 and 2015/16 have one method"
    men = averages(environment, "level_3_value_added", by="sex", year="2017/18")
    assert {r["sex"]: r["value_added"] for r in men} == {"F": 5.0, "M": -5.0}

    exams = EXAMS.format(*level_3_aims(stored.folder)).replace("2017/2018", "2016/2017")
    stored.load("npd_ks5.ks5_exam", exams)
    stored.load("npd_ks5.ks5_student", STUDENTS.replace("2017/2018", "2016/2017"))
    stored.load("npd_ks4.ks4_pupil", PUPILS_2015.replace("2015/2016", "2014/2015"))
    stored.load("npd_ks4.ks4_pupil", PUPILS_2013)
    apart = averages(environment, "level_3_value_added", by="provider", year="2016/17")
    assert [(r["of"], r["value_added"]) for r in apart] == [(2, 5.0), (2, -5.0)]


def test_attainment_before_is_that_of_two_years_before_and_where_held_of_one_and_three(stored: Stored) -> None:
    stored.load("npd_ks4.ks4_pupil", PUPILS_2015)
    read = facts(alder.open(stored.folder / "store"), Query.ask("level_3_value_added", year="2017/18"))["deliveries"]
    before = [(d["needed_years"], d["missing_years"], d["optional"]) for d in read if d["source"] == "npd_ks4"]
    assert before == [
        (["2015/16"], [], False),
        (["2016/17", "2014/15"], ["2016/17", "2014/15"], True),
    ]


def test_the_level_of_a_qualification_needs_the_list_of_aims(tmp_path: Path) -> None:
    stored = Stored(tmp_path)
    stored.load("npd_ks5.ks5_student", STUDENTS)
    stored.load("npd_ks5.ks5_exam", EXAMS.format("60011111", "60011112"))
    stored.load("npd_ks4.ks4_pupil", PUPILS_2015)
    with pytest.raises(NoFigures, match="lars_aim"):
        alder.tabulate(alder.open(tmp_path / "store"), "level_3_value_added", year="2017/18")


def test_up_to_2014_students_carry_their_own_prior_attainment_and_older_points(tmp_path: Path) -> None:
    stored = Stored(tmp_path, made_up=True)
    load_made_up(alder.open(tmp_path / "store").store)
    aim, _ = level_3_aims(tmp_path)
    stored.load(
        "npd_ks5.ks5_student",
        "PupilMatchingRefAnonymous | ACADYR | TRIGGER | URN_anon | GENDER | AVGKS4\n"
        "P1 | 2013/2014 | 1 | C1 | F | 40.1\nP2 | 2013/2014 | 1 | C1 | M | 40.2\nP3 | 2013/2014 | 1 | C1 | M | .",
    )
    exams = "PupilMatchingRefAnonymous | ACADYR | QAN | SUBLEVNO | MAPPING | GRADE | POINTS\n"
    stored.load(
        "npd_ks5.ks5_exam",
        exams + "\n".join(f"P{n} | 2013/2014 | {aim} | 111 | 2210 | A | {200 + n}" for n in (1, 2, 3)),
    )
    found = averages(alder.open(tmp_path / "store"), "level_3_value_added", by="sex", year="2013/14")
    assert found == [
        {"sex": "F", "of": 1, "value_added": -0.5},
        {"sex": "M", "of": 1, "value_added": 0.5},
    ]


def test_progress_in_english_and_maths_is_read_off_key_stage_5(tmp_path: Path) -> None:
    stored = Stored(tmp_path)
    heads = "PupilMatchingRefAnonymous|ACADYR|RECTYPE|URN_anon|GENDER|ETHNIC"
    fields = "|".join(f"{name}_{letter}" for letter in "EM" for name in ("SCOPE", "BASE_pts", "BEST", "NO_ENTRIES"))
    stored.load(
        "npd_ks5.ks5_student",
        f"""{heads}|{fields}
        P1 | 2017/2018 | 1 | C1 | F | WBRI | 1 | 3 | 4 | 0 | 0 | 5 | . | .
        P1 | 2017/2018 | 5 | C1 | F | WBRI | 1 | 3 | 9 | 0 | 0 | 5 | . | .
        P2 | 2017/2018 | 1 | C1 | M | WBRI | 1 | 2 | . | 1 | 1 | 3 | 0 | 0
        P3 | 2017/2018 | 1 | C2 | M | WBRI | 1 | 5 | 6 | 0 | 1 | 1 | 2.5 | 0
        """,
    )
    environment = alder.open(tmp_path / "store")
    found = averages(environment, "english_and_maths_progress", by="subject", year="2017/18")
    # English: 1 gains a point, 2 was not entered and loses one, 3 had a C. Maths: 2 fails from 3, 3 gains 1.5.
    assert found == [
        {"subject": "english", "of": 2, "progress": 0.0},
        {"subject": "maths", "of": 2, "progress": -0.75},
    ]
    by_sex = averages(environment, "english_and_maths_progress", by="provider", year="2017/18")
    assert [(r["of"], r["progress"]) for r in by_sex] == [(3, -1.0), (1, 1.5)]
    stored.rows_add_up("english_and_maths_progress", year="2017/18", by="subject")
    said = stored.refused("english_and_maths_progress", "--year", "2017/18", "--by", "lldd")
    assert "no delivered record has it" in said
