"""Aims are found by words, numbers and filters, and each says all that the held tables know of it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pyarrow.compute as pc
import pytest
from click.testing import CliRunner
from tests.support import text_tables

import alder
from alder.cli.commands import cli
from alder.engine import reference
from alder.engine.reference import Edition
from alder.environment import Environment
from alder.errors import AlderError, StoreError
from alder.model.word_stems import parts, stem
from alder.sources.aims.aim_report import filters_of
from alder.sources.miniature import made_up_edition
from alder.sources.reference.table_catalogue import table

REF = "LearnAimRef"

MORE = {
    "lars_validity": """
        LearnAimRef | ValidityCategory | StartDate  | EndDate    | LastNewStartDate
        60014556    | ADULT_SKILLS     | 2016-08-01 | 2022-07-31 | 2021-07-31
        60014556    | ANY              | 2014-08-01 |            |
    """,
    "lars_annual_value": """
        LearnAimRef | EffectiveFrom | EffectiveTo | BasicSkillsType | FullLevel2Percent | FullLevel3Percent
        60171984    | 2016-08-01    |             |                 | 100               | 100
    """,
    "lars_category": """
        LearnAimRef | CategoryRef | EffectiveFrom | EffectiveTo
        60014556    | 19          | 2016-08-01    |
    """,
    "lars_code": """
        list             | code         | name                  | short_name   | EffectiveFrom | EffectiveTo
        ValidityCategory | Adult_Skills | Adult skills budget   | Adult skills | 2013-08-01    |
        CategoryRef      | 19           | Digital entitlement   |              | 2019-08-01    |
    """,
    "lars_section_96": """
        LearnAimRef | EffectiveFrom | Section96ValidPre16 | Section96Valid16to18 | Section96Valid18plus
        60014556    | 2014-08-01    | 0                   | 1                    | 1
    """,
    "lars_standard_aim": """
        StandardCode | LearnAimRef | EffectiveFrom | EffectiveTo | StandardComponentType
        119          | 60014556    | 2015-08-01    |             | 1
    """,
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    environment = alder.open(tmp_path_factory.mktemp("aims") / "store")
    made_up_edition.load(environment.store)
    tables = [(Edition(n, "2026"), _rows(n, text)) for n, text in MORE.items()]
    reference.add(environment.store, [*_short_list(), *tables])
    return environment


def _short_list() -> list[tuple[Edition, object]]:
    """The made-up list without its made-up numbers, so that a reader can count what a search should find."""
    made_up = made_up_edition.tables()
    names = ("lars_aim", "lars_funding", "ofqual_register", "approved_qualification", "approved_offer")
    return [
        (
            Edition(name, "short"),
            made_up[name].filter(pc.invert(pc.match_substring_regex(made_up[name][REF], "^Z?099|^99"))),
        )
        for name in names
    ]


def _rows(name: str, text: str) -> object:
    return text_tables.arrow(text, table(name).schema)


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("biology", "60146254"),
        ("BIOLOGY", "60146254"),
        ("hairdresser", "60011804"),
        ("hairdressers", "60011804"),
        ("english lit", "60147258"),
        ("a level history", "60146771"),
        ("gcse maths", "60146084"),
        ("level 5 computing", "10061903"),
        ("computing level 5", "10061903"),
        ("access social", "40007418"),
        ("60146254", "60146254"),
        ("601/4625/4", "60146254"),
        ("zprog001", "ZPROG001"),
        ("6014", "60142923"),
    ],
)
def test_words_find_an_aim(store: Environment, words: str, first: str) -> None:
    assert store.aims(words).rows[0]["ref"] == first


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({}, 39),
        ({"level": "5"}, 2),
        ({"subject": "7"}, 6),
        ({"subject": "7.30"}, 6),
        ({"subject": "2", "level": "3"}, 3),
        ({"kind": "GCE A level"}, 5),
        ({"body": "Mereshire Board of Awards"}, 17),
        ({"on": date(2012, 9, 1)}, 10),
        ({"on": date(2026, 9, 1)}, 39),
        ({"on": date(2009, 9, 1)}, 6),  # codes that stand for no qualification
        ({"on": date(1997, 9, 1)}, 0),
        ({"level": "9"}, 0),
    ],
)
def test_filters_narrow(store: Environment, filters: dict[str, object], count: int) -> None:
    assert store.aims(**filters).total == count


def test_each_filter_says_how_many_it_would_leave(store: Environment) -> None:
    found = store.aims("diploma", level="2")
    assert found.total == 3
    assert [(code, n) for code, _, n in found.levels] == [("1", 2), ("2", 3), ("3", 10), ("5", 2)]
    assert [one[0] for one in found.subjects] == ["7", "7.30", "15", "15.20"]
    assert sum(n for _, _, n in found.bodies) == 3


@pytest.mark.parametrize(
    ("sort", "refs"),
    [
        ("title", ["60101064", "50086947", "60016462", "60016486"]),
        ("level", ["60011804", "60027538", "60016486", "50086947"]),
        ("newest", ["60348665", "60016462", "60016486", "10061903"]),
    ],
)
def test_aims_stand_in_an_order(store: Environment, sort: str, refs: list[str]) -> None:
    found = [row["ref"] for row in store.aims("diploma", sort=sort).rows]
    assert [ref for ref in found if ref in refs][: len(refs)] == [ref for ref in found if ref in refs]
    assert set(refs) <= set(found)


def test_a_word_that_no_title_has_is_put_right(store: Environment) -> None:
    assert store.aims("hairdrezzing").instead == "hairdressing"
    assert store.aims("biologie").instead == "biology"
    assert store.aims("biology xyzzy").instead == ""


def test_pages_end_where_the_list_ends(store: Environment) -> None:
    last = store.aims(page=99)
    assert (last.page, last.pages, len(last.rows)) == (2, 2, 19)


def test_an_aim_says_all_that_is_known(store: Environment) -> None:
    found = store.aim("600/1455/6")
    assert found is not None
    assert (found.title, found.level, found.subject_name) == (
        "Certificate in using computers",
        "Level 1",
        "Digital technology (users)",
    )
    assert [(v.name, str(v.start), str(v.last_start)) for v in found.validity[:2]] == [
        ("Adult skills", "2016-08-01", "2021-07-31"),
        ("ANY", "2014-08-01", "None"),
    ]
    assert {v.table for v in found.validity} == {"lars_validity", "approved_offer"}
    assert [(r.name, r.weighted) for r in found.rates] == [("Matrix", 600)]
    assert found.categories == ("Digital entitlement (19)",)
    assert found.under_19 == ("16 to 18", "18 and over")
    assert found.standards == (119,)
    assert found.register is not None
    assert found.register["QualificationNumber"] == "600/1455/6"
    assert found.is_open(date(2026, 9, 1))
    assert dict(found.editions)["lars_validity"] == "2026"


def test_an_aim_under_the_same_title_is_named_with_its_place_in_time(store: Environment) -> None:
    earlier = store.aim("50063297")
    assert earlier is not None
    assert [(b.ref, b.order) for b in earlier.beside] == [("60034233", "later")]
    later = store.aim("60034233")
    assert later is not None
    assert [(b.ref, b.order) for b in later.beside] == [("50063297", "earlier")]


def test_what_an_edition_changed_is_told(tmp_path: Path) -> None:
    environment = alder.open(tmp_path / "store")
    made_up_edition.load(environment.store)
    rows = made_up_edition.tables()["lars_aim"].to_pylist()
    rows[0] |= {"LearnAimRefTitle": "Diploma in hairdressing and barbering", "GuidedLearningHours": 360}
    changed = text_tables.pa.Table.from_pylist(rows, schema=table("lars_aim").schema)
    reference.add(environment.store, [(Edition("lars_aim", "2026-27"), changed)])
    found = environment.aim("60011804")
    assert found is not None
    assert [(c.edition, c.said) for c in found.changes] == [
        (
            "2026-27",
            (
                "title: “Diploma in hairdressing”, now “Diploma in hairdressing and barbering”",
                "guided learning hours: 350, now 360",
            ),
        )
    ]


def test_a_generic_aim_says_what_it_is(store: Environment) -> None:
    found = store.aim("ZWRKX001")
    assert found is not None
    assert found.is_generic
    assert (found.area, found.register, found.rates) == ("", None, ())
    assert [text for _, text in filters_of(found)] == ["LearnAimRef = ZWRKX001", "qualification_type = 4342"]


def test_filters_for_tables_are_ones_that_a_table_takes(store: Environment) -> None:
    from alder.measures import Query

    found = store.aim("50086947")
    assert found is not None
    for _, text in filters_of(found):
        assert Query.ask("enrolments", years="2024/25", where=text).where is not None


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["hairdressing"], "60011804  Level 1  Diploma in hairdressing"),
        (["level", "5", "diploma"], "taking “Level 5” for the level of the aim"),
        (["hairdrezzing"], "Did you mean:  alder aims hairdressing"),
        (["diploma", "--level", "E"], "Try fewer words, or fewer conditions."),
        (["--subject", "7.3", "--on", "2026-09-01"], "in subject area 7.30, open to new starts on 1 Sep 2026."),
        (["--body", "mereshire board of awards"], "17 aims of Mereshire Board of Awards."),
        (["--kind", "gcse"], "of the kind GCSE"),
        ([], "Page 1 of 2. The next:  --page 2"),
        (["60014556"], "Adult skills"),
        (["50063297"], "60034233  Mereshire Board of Awards later"),
    ],
)
def test_the_command_line_finds_the_same(store: Environment, arguments: list[str], says: str) -> None:
    ended = CliRunner().invoke(cli, ["aims", *arguments, "--store", str(store.store.folder)], catch_exceptions=False)
    assert ended.exit_code == 0
    assert says in ended.output


def test_programs_get_the_same(store: Environment) -> None:
    where = ["--format", "json", "--store", str(store.store.folder)]
    listed = json.loads(CliRunner().invoke(cli, ["aims", "diploma", "--level", "2", *where]).output)
    assert (listed["total"], listed["asked"]["level"]) == (3, "2")
    assert listed["choices"]["levels"][0] == {"value": "1", "label": "Level 1", "aims": 2}
    one = json.loads(CliRunner().invoke(cli, ["aims", "60014556", *where]).output)
    assert one["validity"][0]["last_start"] == "2021-07-31"
    assert one["rates"][0]["weighted"] == 600.0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--level", "9"], "there is no level 9"),
        (["--subject", "16"], "no aim is in subject area 16"),
        (["--body", "Mereshire Board"], "Did you mean Mereshire Board of Awards?"),
    ],
)
def test_a_filter_that_there_is_not_is_refused(store: Environment, arguments: list[str], says: str) -> None:
    with pytest.raises(AlderError) as told:
        CliRunner().invoke(cli, ["aims", *arguments, "--store", str(store.store.folder)], catch_exceptions=False)
    assert says in str(told.value)


def test_without_a_list_the_file_to_add_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as told:
        CliRunner().invoke(cli, ["aims", "x", "--store", str(tmp_path / "none")], catch_exceptions=False)
    assert "LearningDelivery.csv in the CSV download of LARS" in str(told.value)
    assert not (tmp_path / "none").exists()
    with pytest.raises(StoreError):
        alder.open(tmp_path / "none").aims("x")
    assert alder.open(tmp_path / "none").aim("60014556") is None


@pytest.mark.parametrize(
    "alike",
    [
        ("nurse", "nurses", "nursing"),
        ("engineer", "engineers", "engineering"),
        ("hairdresser", "hairdressing"),
        ("bakery", "bakeries"),
        ("computer", "computing", "computers"),
        ("class", "classes"),
    ],
)
def test_forms_of_a_word_have_one_stem(alike: tuple[str, ...]) -> None:
    assert len({stem(word) for word in alike}) == 1


def test_words_are_taken_apart() -> None:
    assert parts("Women’s & men's café: Level-2") == ["womens", "mens", "cafe", "level", "2"]
    assert stem("business") == "business"
