"""Labels that a publication fixed are Alder's own, word for word, and what they were called before is understood."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest
from tests.support.text_tables import rows

from alder.derive import variables
from alder.derive.linked_outcomes import MAIN_ACTIVITIES
from alder.derive.notional_level import FULL_LEVEL_ROWS
from alder.derive.person import ETHNIC_GROUPS
from alder.measures import measures
from alder.measures.condition import Condition
from alder.model.statistic import Category

OTHER_LISTS = {"main_activity": MAIN_ACTIVITIES, "rows by level": FULL_LEVEL_ROWS}
"""Categories of measures that are no variable."""

PUBLISHED = """
    publication | of | code | label
    Data dictionary of the department | sex | F | Female
    Data dictionary of the department | sex | M | Male
    Data dictionary of the department | sex | Unknown | Unknown
    Data dictionary of the department | ethnicity | White | White
    Data dictionary of the department | ethnicity | Mixed | Mixed / Multiple ethnic groups
    Data dictionary of the department | ethnicity | Asian | Asian / Asian British
    Data dictionary of the department | ethnicity | Black | Black / African / Caribbean / Black British
    Data dictionary of the department | ethnicity | Other | Other ethnic group
    Data dictionary of the department | ethnicity | Unknown | Unknown
    Data dictionary of the department | ethnicity_minor | 31 | English / Welsh / Scottish / Northern Irish / British
    Data dictionary of the department | ethnicity_minor | 32 | Irish
    Data dictionary of the department | ethnicity_minor | 33 | Gypsy or Irish Traveller
    Data dictionary of the department | ethnicity_minor | 34 | Any other White background
    Data dictionary of the department | ethnicity_minor | 35 | White and Black Caribbean
    Data dictionary of the department | ethnicity_minor | 36 | White and Black African
    Data dictionary of the department | ethnicity_minor | 37 | White and Asian
    Data dictionary of the department | ethnicity_minor | 38 | Any other Mixed / Multiple ethnic background
    Data dictionary of the department | ethnicity_minor | 39 | Indian
    Data dictionary of the department | ethnicity_minor | 40 | Pakistani
    Data dictionary of the department | ethnicity_minor | 41 | Bangladeshi
    Data dictionary of the department | ethnicity_minor | 42 | Chinese
    Data dictionary of the department | ethnicity_minor | 43 | Any other Asian background
    Data dictionary of the department | ethnicity_minor | 44 | African
    Data dictionary of the department | ethnicity_minor | 45 | Caribbean
    Data dictionary of the department | ethnicity_minor | 46 | Any other Black / African / Caribbean background
    Data dictionary of the department | ethnicity_minor | 47 | Arab
    Data dictionary of the department | ethnicity_minor | 98 | Any other ethnic group
    Data dictionary of the department | ethnicity_minor | Unknown | Unknown
    Data dictionary of the department | ethnic_minority | Yes | Ethnic minorities (excluding white minorities)
    Data dictionary of the department | lldd | Yes | With learning difficulty / disability
    Data dictionary of the department | lldd | No | No learning difficulty / disability
    Data dictionary of the department | lldd | Unknown | Unknown
    ILR specification 2020/21 | lldd_primary | 1 | Emotional/behavioural difficulties
    ILR specification 2020/21 | lldd_primary | 2 | Multiple disabilities
    ILR specification 2020/21 | lldd_primary | 3 | Multiple learning difficulties
    ILR specification 2020/21 | lldd_primary | 4 | Visual impairment
    ILR specification 2020/21 | lldd_primary | 5 | Hearing impairment
    ILR specification 2020/21 | lldd_primary | 6 | Disability affecting mobility
    ILR specification 2020/21 | lldd_primary | 7 | Profound complex disabilities
    ILR specification 2020/21 | lldd_primary | 8 | Social and emotional difficulties
    ILR specification 2020/21 | lldd_primary | 9 | Mental health difficulty
    ILR specification 2020/21 | lldd_primary | 10 | Moderate learning difficulty
    ILR specification 2020/21 | lldd_primary | 11 | Severe learning difficulty
    ILR specification 2020/21 | lldd_primary | 12 | Dyslexia
    ILR specification 2020/21 | lldd_primary | 13 | Dyscalculia
    ILR specification 2020/21 | lldd_primary | 14 | Autism spectrum disorder
    ILR specification 2020/21 | lldd_primary | 15 | Asperger's syndrome
    ILR specification 2020/21 | lldd_primary | 16 | Temporary disability after illness (for example post-viral) or accident
    ILR specification 2020/21 | lldd_primary | 17 | Speech, Language and Communication Needs
    ILR specification 2020/21 | lldd_primary | 93 | Other physical disability
    ILR specification 2020/21 | lldd_primary | 94 | Other specific learning difficulty (e.g. Dyspraxia)
    ILR specification 2020/21 | lldd_primary | 95 | Other medical condition (for example epilepsy, asthma, diabetes)
    ILR specification 2020/21 | lldd_primary | 96 | Other learning difficulty
    ILR specification 2020/21 | lldd_primary | 97 | Other disability
    ILR specification 2020/21 | community_learning_type | 1 | Personal and community development learning
    ILR specification 2020/21 | community_learning_type | 2 | Neighbourhood learning in deprived communities
    ILR specification 2020/21 | community_learning_type | 3 | Family English Maths and Language
    ILR specification 2020/21 | community_learning_type | 4 | Wider family learning
    Community learning | age_band_31_august | Under 19 | Under 19
    Community learning | age_band_31_august | 19-24 | 19-24
    Community learning | age_band_31_august | 25-49 | 25-49
    Community learning | age_band_31_august | 50+ | 50+
    FE and skills | age_band_31_august | Unknown | Unknown
    Apprenticeships | age_band_at_start | Under 19 | Under 19
    Apprenticeships | age_band_at_start | 19-24 | 19-24
    Apprenticeships | age_band_at_start | 25+ | 25+
    QAR apprenticeships | age_band_apprenticeship_rates | 16-18 | 16-18
    QAR apprenticeships | age_band_apprenticeship_rates | 19-23 | 19-23
    QAR apprenticeships | age_band_apprenticeship_rates | 24+ | 24+
    QAR education and training | age_band_education_and_training_rates | 16-18 | 16-18
    QAR education and training | age_band_education_and_training_rates | 19+ | 19+
    QAR education and training | level_group | Entry/1 | Level E/1
    QAR education and training | level_group | 2 | Level 2
    QAR education and training | level_group | 3 | Level 3
    QAR education and training | level_group | 4+ | Level 4+
    FE and skills | level_group | Unassigned | No level assigned
    QAR education and training | level | Level 2 | Level 2
    QAR education and training | level | Level 3 | Level 3
    QAR education and training | level | Level 4+ | Level 4+
    FE and skills | rows by level | below_level_2 | Below level 2 (excluding essential skills)
    FE and skills | rows by level | essential_skills | Essential skills
    FE and skills | rows by level | full_level_2 | Full level 2
    FE and skills | rows by level | level_2 | Level 2
    FE and skills | rows by level | full_level_3 | Full level 3
    FE and skills | rows by level | level_3 | Level 3
    FE and skills | rows by level | level_4_plus | Level 4+
    FE and skills | rows by level | no_level | No level assigned
    FE and skills | imd_quintile | 1 | One (most deprived)
    FE and skills | imd_quintile | 2 | Two
    FE and skills | imd_quintile | 3 | Three
    FE and skills | imd_quintile | 4 | Four
    FE and skills | imd_quintile | 5 | Five (least deprived)
    FE and skills | imd_quintile | Unknown | Unknown
    LEO post-16 pathways | main_activity | Higher education | Higher education
    LEO post-16 pathways | main_activity | Out of work benefits | Out of work benefits
    LEO post-16 pathways | main_activity | Employment | Employment
    LEO post-16 pathways | main_activity | No sustained activity | No sustained activity
    LEO post-16 pathways | main_activity | Activity not captured | Activity not captured
    Apprenticeships by provider, 2021/22 | subject_area | 1 | Health, Public Services and Care
    Apprenticeships by provider, 2021/22 | subject_area | 2 | Science and Mathematics
    Apprenticeships by provider, 2021/22 | subject_area | 3 | Agriculture, Horticulture and Animal Care
    Apprenticeships by provider, 2021/22 | subject_area | 4 | Engineering and Manufacturing Technologies
    Apprenticeships by provider, 2021/22 | subject_area | 5 | Construction, Planning and the Built Environment
    Apprenticeships by provider, 2021/22 | subject_area | 6 | Information and Communication Technology
    Apprenticeships by provider, 2021/22 | subject_area | 7 | Retail and Commercial Enterprise
    Apprenticeships by provider, 2021/22 | subject_area | 8 | Leisure, Travel and Tourism
    Apprenticeships by provider, 2021/22 | subject_area | 9 | Arts, Media and Publishing
    Apprenticeships by provider, 2021/22 | subject_area | 10 | History, Philosophy and Theology
    Apprenticeships by provider, 2021/22 | subject_area | 11 | Social Sciences
    Apprenticeships by provider, 2021/22 | subject_area | 13 | Education and Training
    Apprenticeships by provider, 2021/22 | subject_area | 15 | Business, Administration and Law
"""  # noqa: E501
"""What a publication calls a category: the word by which its figures and Alder's are laid side by side."""

TITLES = """
    publication                          | title                        | of
    Apprenticeships by provider, 2021/22 | Level                        | variable level
    Apprenticeships by provider, 2021/22 | Sector subject area (tier 1) | variable subject_area
    Apprenticeships by provider, 2021/22 | Starts                       | measure starts
    Apprenticeships by provider, 2021/22 | Achievements                 | measure achievements
    Essential skills                     | Enrolments                   | measure enrolments
    FE and skills                        | Participation                | measure fe_and_skills_participation
    FE and skills                        | Achievements                 | measure fe_and_skills_achievements
    QAR education and training           | Leavers                      | measure leavers
    QAR education and training           | Achievement rate             | measure achievement_rate
    QAR education and training           | Leavers                      | measure achievement_rate
    QAR education and training           | Achievers                    | measure achievement_rate
    QAR education and training           | Retention rate               | measure retention_rate
    QAR education and training           | Completers                   | measure retention_rate
    QAR education and training           | Pass rate                    | measure pass_rate
    16-18 retention                      | Retained                     | measure retention_rate_16_to_18
    16-18 retention                      | Retained and assessed        | measure retained_and_assessed_rate_16_to_18
    16-18 retention                      | Returned and retained        | measure returned_and_retained_rate_16_to_18
"""


def categories(of: str) -> dict[str, str]:
    found = OTHER_LISTS[of] if of in OTHER_LISTS else variables[of].categories
    return {c.code: c.label for c in found}


@pytest.mark.parametrize("line", rows(PUBLISHED), ids=lambda r: f"{r['of']} {r['code']}")
def test_a_category_is_called_what_its_publication_calls_it(line: dict[str, str]) -> None:
    assert categories(line["of"])[line["code"]] == line["label"], line["publication"]


@pytest.mark.parametrize("line", rows(TITLES), ids=lambda r: f"{r['of']} {r['title']}")
def test_a_column_is_called_what_its_publication_calls_it(line: dict[str, str]) -> None:
    kind, name = line["of"].split()
    if kind == "variable":
        assert variables[name].title == line["title"]
    else:
        assert line["title"] in {i.label for i in (*measures[name].counts, *measures[name].rates)}


def test_the_category_of_no_value_is_called_unknown_throughout() -> None:
    merged = {"subject_area": "Not applicable or not known"}  # LARS has two codes, -1 and -2, which are one here
    for variable in variables:
        if "Unknown" in (found := {c.code: c.label for c in variable.categories}):
            assert found["Unknown"] == merged.get(variable.name, "Unknown"), variable.name


def renamed() -> list[tuple[str, Category, str]]:
    return [(v.name, c, said) for v in variables if v.is_closed for c in v.categories for said in c.formerly]


def test_labels_of_earlier_releases_are_among_those_that_are_tried() -> None:
    assert len(renamed()) > 40


@pytest.mark.parametrize(("name", "category", "said"), renamed(), ids=lambda p: p if isinstance(p, str) else p.code)
def test_a_filter_goes_on_understanding_what_a_category_was_called(name: str, category: Category, said: str) -> None:
    before, now = (Condition.read(f"{name} = '{words}'", "learners_participating") for words in (said, category.label))
    assert before == now == Condition.read(f"{name} = '{category.code}'", "learners_participating")


DICTIONARY = {
    "sex": "sex",
    "ethnicity": "ethnicity_major",
    "ethnicity_minor": "ethnicity_minor",
    "ethnic_minority": "minority_ethnic",
    "lldd": "learning_difficulty_disability",
}
"""Variables, and the column of the department's data dictionary that says what their categories are called."""


def test_the_table_has_the_words_of_the_data_dictionary(shared: Path) -> None:
    with (shared / "ees" / "ref" / "data_dictionary.csv").open(encoding="utf-8") as file:
        known = {(r["col_name"], r["filter_item"]) for r in csv.DictReader(file)}
    listed = [r for r in rows(PUBLISHED) if (r["publication"] or "").startswith("Data dictionary")]
    assert {r["of"] for r in listed} == DICTIONARY.keys()
    missing = {(DICTIONARY[str(r["of"])], r["label"]) for r in listed} - known
    assert missing == {("sex", "Unknown")}, "the dictionary has it among breakdowns alone"


def test_the_table_has_the_words_of_the_specification(shared: Path) -> None:
    """Of difficulties and of community learning, by which statistics are published."""
    lookups = shared / "ilr" / "lookups"
    with (lookups / "codes_2021.csv").open(encoding="utf-8") as file:
        kinds = {(r["code"], r["official_label"]) for r in csv.DictReader(file) if r["list"] == "LLDDCat"}
    with (lookups / "typed_codes_2021.csv").open(encoding="utf-8") as file:
        types = {(r["code"], r["official_label"]) for r in csv.DictReader(file) if r["type"] == "ASL"}
    known = {("lldd_primary", *pair) for pair in kinds} | {("community_learning_type", *pair) for pair in types}
    listed = {(r["of"], r["code"], r["label"]) for r in rows(PUBLISHED) if (r["publication"] or "").startswith("ILR")}
    assert listed == {k for k in known if k[1] not in ("98", "99")}


def test_pairs_of_ethnic_groups_are_those_that_the_departments_screener_accepts(shared: Path) -> None:
    with (shared / "ees" / "ref" / "acceptable_ethnicity_values.csv").open(encoding="utf-8") as file:
        accepted = {(r["ethnicity_major"], r["ethnicity_minor"]) for r in csv.DictReader(file)}
    major = categories("ethnicity")
    assert {(major[group], label) for group, label in ETHNIC_GROUPS.values()} <= accepted


def test_the_table_has_the_words_of_the_published_figures(shared: Path) -> None:
    """The facts write levels of further education and skills short, in small letters; ages and fifths as printed."""
    with (shared / "measures" / "published_figures.csv").open(encoding="utf-8") as file:
        said: dict[str, str] = {}
        for r in csv.DictReader(file):
            said[r["publication"]] = (
                said.get(r["publication"], "") + f" {r['population']} {r['breakdown']} {r['measure']};"
            )
    not_seen = {"24+", "19+"}  # in the definitions alone
    reworded = ("Below level 2 (excluding essential skills)",)
    for line in rows(PUBLISHED):
        words = said.get(str(line["publication"]))
        if words is None or line["label"] in (*not_seen, *reworded):
            continue
        exact = line["of"] not in ("rows by level", "level_group") or line["publication"] != "FE and skills"
        assert str(line["label"]) in words if exact else str(line["label"]).casefold() in words.casefold(), line
    for line in rows(TITLES):
        if (words := said.get(str(line["publication"]))) is not None:
            assert str(line["title"]).casefold() in words.casefold(), line


def test_the_table_has_the_words_of_a_published_file(shared: Path) -> None:
    folder = shared / "ees" / "data"
    with (folder / "app-provider-starts-202122-q4.meta.csv").open(encoding="utf-8-sig") as file:
        columns = {r["label"] for r in csv.DictReader(file)}
    with gzip.open(folder / "app-provider-starts-202122-q4.csv.gz", "rt", encoding="utf-8-sig") as packed:
        areas = {r["ssa_t1_desc"] for r in csv.DictReader(packed)} - {"Total"}
    file_named = "Apprenticeships by provider, 2021/22"
    assert {r["title"] for r in rows(TITLES) if r["publication"] == file_named} == columns
    assert {r["label"] for r in rows(PUBLISHED) if r["publication"] == file_named} == areas
