"""Which source answers a question: by topic, by people, by years, and how the question is read.

The questions are asked of the sources that are named here, so that whoever adds one to the catalogue changes no answer.
"""

from datetime import date

import pytest
from tests.support.text_tables import rows

from alder.errors import UsageError
from alder.model.period import AcademicYear
from alder.sources import answering, catalogue, every, source
from alder.sources.question import SourceMatches, find_sources
from alder.sources.topics import read, topic, topics

ASKED = (
    *("apprenticeship_service", "cbds", "census2021", "classifications", "gias", "graduate_outcomes", "hesa", "ilr"),
    *("imd", "lars", "leo", "lrs", "nccis_ypmad", "nomis", "npd_census", "npd_ks2", "npd_ks4", "npd_ks5", "obsm"),
    *("ofqual", "plams", "postcodes", "ucas", "ufs", "ukrlp", "working_futures"),
)


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> None:
    known = tuple(one for one in every() if one.id in ASKED)
    monkeypatch.setattr(catalogue, "every", lambda: known)


def test_a_question_is_read_by_its_words() -> None:
    for row in rows("""
        question                                                | topics
        progression,deprivation                                 | progression deprivation
        drop out, IMD                                           | retention deprivation
        who progresses from level 2 in FE to HE?                | progression level fe_learners higher_education
        do adult learners earn more after a level 3             | adults earnings level
        travel to learn of 16-18 year olds                      | travel young
        A level results by ethnic group                         | school_results ethnicity
        which local areas lack level 4 skills in future         | place level skills_demand
        retention retention                                     | retention
    """):
        assert [t.name for t in read(row["question"] or "")] == (row["topics"] or "").split(), row["question"]


def test_a_word_that_is_no_topic_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"no topic called progresion[\s\S]*progression"):
        read("deprivation, progresion")
    with pytest.raises(UsageError, match="nothing is asked"):
        read(" , ")


def test_every_topic_is_answered_by_a_source_and_is_said_in_one_way() -> None:
    answered = {a.topic for s in every() for a in s.answers}
    people = {p for s in every() for p in s.people}
    for one in topics().values():
        assert one.name in (people if one.is_people else answered), f"no source knows {one.name}"
        assert topic(one.title).name == one.name
        assert all(topic(word).name == one.name for word in one.words)


def names(found: SourceMatches) -> dict[str, list[str]]:
    return {
        "whole": [c.source.id for c in found.whole],
        "part": [c.source.id for c in found.part],
        "joined": [s.id for s in found.joined],
        "others": [s.id for s in found.others],
        "outside": [s.id for s in found.outside],
    }


def test_sources_that_answer_all_come_before_those_that_answer_part() -> None:
    found = names(answering("progression, deprivation", years="2018/19..2022/23"))
    assert {"ilr", "npd_census", "plams"} <= set(found["whole"])
    assert "npd_ks4" not in found["part"], "it answers both"
    assert "graduate_outcomes" not in found["whole"] + found["part"]
    assert {"imd", "postcodes"} <= set(found["joined"])


def test_where_no_source_answers_alone_two_that_join_are_named() -> None:
    found = answering("travel, earnings")
    assert not found.whole
    assert {"ilr", "leo"} in [{p.first.source.id, p.second.source.id} for p in found.together]
    assert all(p.by for p in found.together)
    assert "leo and ilr" in str(found)
    assert found.as_object()["answer_together"][0]["sources"]
    assert not answering("retention").together


def test_a_source_of_other_people_is_left_out_and_said() -> None:
    found = names(answering("travel to learn of 16-18 year olds"))
    assert found["whole"][:1] == ["npd_census"]
    assert "ilr" in found["whole"]
    found = names(answering("retention in sixth forms by free school meals"))
    assert found["whole"][0] == "plams"
    assert "ilr" in found["others"], "it has colleges, not school sixth forms"
    found = names(answering("retention, university students"))
    assert found["whole"] == ["hesa", "leo"]
    assert {"ilr", "plams"} <= set(found["others"])


def test_going_to_university_may_be_told_by_records_of_students() -> None:
    found = names(answering("progression, higher education, fe learners"))
    assert "hesa" in found["whole"]


def test_a_question_about_people_alone_is_about_taking_part() -> None:
    found = answering("apprentices")
    assert [t.name for t in found.asked] == ["participation"]
    assert "apprenticeship_service" in names(found)["whole"]


def test_years_leave_out_what_a_source_does_not_have() -> None:
    found = answering("benefits, earnings", years="1999/00..2004/05")
    assert "obsm" in names(found)["outside"]
    (leo,) = [c for c in found.whole if c.source.id == "leo"]
    assert [g.why for g in leo.gaps] == ["spells of work, but no pay", "no self-employment"]


def test_a_route_that_ends_before_the_years_says_so() -> None:
    found = answering("retention", years="2019/20..2022/23")
    (ilr,) = [c for c in found.whole if c.source.id == "ilr"]
    copy = next(w for w in ilr.ways if "second LEO" in w.route.title)
    assert [y.label for y in copy.has] == ["2019/20", "2020/21"]
    assert [y.label for y in copy.lacks] == ["2021/22", "2022/23"]
    assert "Has 2019/20 to 2020/21 only." in str(found).replace("\n            ", " ")
    late = answering("retention", years="2022/23")
    assert "Has none of these years." in " ".join(str(late).split())


def test_a_route_gives_only_the_topics_that_it_has() -> None:
    (ilr,) = [c for c in answering("retention, travel").whole if c.source.id == "ilr"]
    published = next(w for w in ilr.ways if w.route.kind == "published")
    assert [t.name for t in published.without] == ["travel"]
    (census,) = [c for c in answering("travel").whole if c.source.id == "npd_census"]
    assert all(w.route.kind != "published" for w in census.ways)
    assert census.quickest.route.kind == "project"


def test_years_to_come_are_in_no_source_but_a_projection() -> None:
    (subject,) = read("skills demand")
    found = find_sources((subject,), (AcademicYear(2030),), today=date(2026, 11, 26))
    assert "working_futures" in names(found)["whole"]
    assert names(found)["outside"] == ["ufs"]
    assert "Each data set has years of its own." in str(found)


def test_a_year_in_which_a_source_cannot_answer_is_not_an_answer() -> None:
    assert source("ilr").about("destinations") is not None
    whole = names(answering("destinations", years="2025/26"))["whole"]
    assert "ilr" not in whole
    assert "obsm" in whole


def test_what_to_keep_in_mind_is_said_once() -> None:
    found = answering("earnings, employment, deprivation")
    assert len([m for m in found.mind if "association" in m]) == 1
    assert str(found).count("association") == 1


def test_a_question_for_an_effect_is_told_that_there_is_none() -> None:
    asked = answering("effect of prior attainment on apprenticeship achievement")
    assert asked.mind[0].startswith("You ask for an effect.")
    assert len(answering("the impact of courses on earnings").mind) == 1, "one warning of cause and effect is enough"
    assert not answering("prior attainment, achievement").for_an_effect
    assert answering("apprentices, earnings").mind == answering("earnings").mind


def test_records_in_leo_answer_for_the_sources_within_it() -> None:
    found = answering("effect of prior attainment on apprenticeship achievement", years="2018/19..2022/23")
    (leo,) = [c for c in found.whole if c.source.id == "leo"]
    assert set(leo.joins) == {"npd_ks4", "ilr", "hesa"}
    assert "all of them; its routes give 2018/19 to 2020/21" in " ".join(found.text().split())


def test_the_answer_can_be_handed_to_a_program() -> None:
    said = answering(["earnings", "level", "adults"], years="2015/16..2016/17").as_object()
    assert said["topics"] == ["earnings", "level"]
    assert said["people"] == ["adults"]
    assert said["years"] == ["2015/16", "2016/17"]
    (obsm, *_) = said["answer_all"]
    assert obsm["source"] == "obsm"
    assert obsm["routes"][0]["weeks_at_most"] == 0
    assert obsm["cannot"][0]["topic"] == "earnings"
    assert said["answer_part"][0]["silent_about"] in (["level"], ["earnings"])


def test_no_answer_says_what_to_do() -> None:
    said = str(answering("benefits", years="1980/81"))
    assert "No source answers this" in said
    assert "Have none of these years: leo, obsm" in " ".join(said.split())
