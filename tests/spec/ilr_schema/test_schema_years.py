"""What the ILR holds, year by year."""

from __future__ import annotations

import pytest

from alder.model.field import Entity, Field, FieldKind
from alder.model.period import AcademicYear
from alder.sources.ilr import schema
from alder.sources.ilr.schema.notation import added, day, entity, limits, name_of, once, removed, with_changes

FIRST, LAST = AcademicYear(2016), AcademicYear(2025)


def names(year: int, element: str) -> list[str]:
    return [name_of(m) for e in schema.tree(AcademicYear(year)).walk() if e.element == element for m in e.members]


def test_six_years_are_known_whole_and_four_are_read_with_all_years_together():
    assert [y.label for y in schema.YEARS] == ["2016/17", "2017/18", "2018/19", "2019/20", "2020/21", "2025/26"]
    assert [y.label for y in schema.BETWEEN] == ["2021/22", "2022/23", "2023/24", "2024/25"]
    assert schema.tree(AcademicYear(2023)) == schema.superset_tree()


def test_the_namespace_says_the_year_and_changed_its_agency_in_2018():
    assert schema.NAMESPACES["SFA/ILR/2017-18"] == AcademicYear(2017)
    assert schema.NAMESPACES["ESFA/ILR/2018-19"] == AcademicYear(2018)
    assert len(schema.NAMESPACES) == 10


@pytest.mark.parametrize("year", schema.YEARS, ids=str)
def test_the_header_of_a_year_names_that_year(year: AcademicYear):
    header = next(e for e in schema.YEARS[year].walk() if e.element == "CollectionDetails")
    assert header["Year"].values == (year.pair,)


@pytest.mark.parametrize(
    ("table", "field", "years"),
    [
        ("learner", "PriorAttain", "2016 2017 2018 2019 2020"),
        ("prior_attain", "PriorLevel", "2025"),
        ("learner", "OTJHours", "2018"),
        ("learner_employment_status", "AgreeId", "2018 2019"),
        ("learner_contact", "AddLine1", "2016"),
        ("learner", "AddLine1", "2017 2018 2019 2020 2025"),
        ("dp_outcome", "OutType", "2016 2017 2018 2019 2020"),
        ("learning_delivery", "OTJActHours", "2020 2025"),
        ("learning_delivery", "Outcome", "2016 2017 2018 2019 2020 2025"),
        ("learning_delivery_he", "SOC2000", "2016 2017 2018 2019 2020"),
        ("learning_delivery_he", "SOC", "2025"),
        ("learner", "NoSuchField", ""),
    ],
)
def test_a_field_is_collected_in_these_years(table: str, field: str, years: str):
    assert schema.years_of(table, field) == tuple(AcademicYear(int(y)) for y in years.split())


def test_every_table_holds_the_fields_of_every_year():
    for message in schema.YEARS.values():
        for record in message.walk():
            if record.table:
                assert {f.name for f in record.fields} <= set(schema.superset()[record.table].names)


def test_a_table_begins_with_its_keys_and_the_line_of_its_record():
    assert schema.superset()["employment_status_monitoring"].names == [
        *("learner", "employment", "row", "line"),
        *("ESMType", "ESMCode"),
    ]
    assert schema.keys()["learning_delivery_fam"] == ("learner", "aim", "row")
    assert schema.keys()["learner_he_financial_support"] == ("learner", "row")
    assert schema.keys()["dp_outcome"] == ("destination", "row")


def test_codes_of_learner_flags_are_numbers_and_codes_of_aim_flags_are_text():
    assert str(schema.superset()["learner_fam"].field("LearnFAMCode").type) == "int32"
    assert str(schema.superset()["learning_delivery_fam"].field("LearnDelFAMCode").type) == "string"


def test_no_column_is_declared_twice():
    for table, columns in schema.superset().items():
        assert len(set(columns.names)) == len(columns.names), table


def test_a_field_keeps_its_type_in_every_year():
    for table, columns in schema.superset().items():
        for message in schema.YEARS.values():
            for record in message.walk():
                if record.table == table:
                    for f in record.fields:
                        assert columns.field(f.name).type == f.kind.arrow


def test_every_field_and_record_says_what_it_means():
    for record in schema.superset_tree().walk():
        assert record.meaning.endswith("."), record.element
        for f in record.fields:
            assert f.meaning.endswith("."), f.name


def test_for_a_year_between_something_is_required_only_where_every_year_requires_it():
    learner = schema.entities()["learner"]
    assert learner["ULN"].required
    assert not learner["Postcode"].required
    assert schema.entities()["app_fin_record"]["AFinType"].required
    assert not schema.entities()["learning_delivery_he"]["FUNDLEV"].required


def test_for_a_year_between_the_widest_limits_hold():
    by_element = {e.element: e for e in schema.superset_tree().walk()}
    assert by_element["LearnerFAM"].most == 18
    assert by_element["EmploymentStatusMonitoring"].most == 10
    assert by_element["Learner"].least == 0
    assert by_element["LearnerHE"]["UCASPERID"].pattern is None
    assert schema.entities()["learner"]["PostcodePrior"].min_length == 0


def test_for_a_year_between_prior_attainment_may_be_a_code_or_records():
    learner = next(e for e in schema.superset_tree().walk() if e.element == "Learner")
    assert [type(m) for m in learner.members if name_of(m) == "PriorAttain"] == [Field, Entity]


@pytest.mark.parametrize(
    ("element", "years"),
    [
        ("LearnAimRef", "2021 2022 2023 2024"),
        ("DateLevelApp", "2021 2022 2023 2024"),
        ("FworkCode", "2021 2022 2023 2024"),
        ("OutType", "2021 2022 2023"),
        ("ContPrefType", ""),
        ("TLOut", ""),
    ],
)
def test_a_year_between_has_what_both_sides_have_and_what_else_is_known_of_it(element: str, years: str):
    held = {y: {name_of(m) for e in schema.common_tree(y).walk() for m in e.members} for y in schema.BETWEEN}
    assert [str(y.start) for y in schema.BETWEEN if element in held[y]] == years.split()


def test_what_is_known_of_a_year_between_stands_in_the_order_of_its_own_year():
    tree = schema.common_tree(AcademicYear(2021))
    deliveries = next(e for e in tree.walk() if e.element == "LearningDelivery")
    fields = [name_of(m) for m in deliveries.members]
    assert fields[fields.index("ProgType") :][:4] == ["ProgType", "FworkCode", "PwayCode", "StdCode"]
    assert [name_of(m) for m in tree.members][-2:] == ["Learner", "LearnerDestinationandProgression"]


def test_new_fields_stand_in_specification_order():
    assert names(2018, "Learner")[2:6] == ["PrevUKPRN", "PMUKPRN", "CampId", "ULN"]
    assert names(2025, "LearningDelivery")[6:10] == ["FundModel", "PHours", "OTJActHours", "ProgType"]


class TestAChangeToAYear:
    before = once("Message", "All.", entity("Learner", "learner", "One.", day("Born", "Day."), day("Left", "Day.")))

    def test_leaves_the_year_before_as_it_was(self):
        after = with_changes(
            self.before, removed("Learner", "Left"), added("Learner", day("Came", "Day."), after="Born")
        )
        assert [f.name for f in after.children[0].fields] == ["Born", "Came"]
        assert [f.name for f in self.before.children[0].fields] == ["Born", "Left"]

    def test_can_set_other_limits(self):
        after = with_changes(self.before, limits("Learner", "Born", required=True))
        assert after.children[0]["Born"].required
        assert after.children[0]["Born"].kind is FieldKind.DATE

    @pytest.mark.parametrize(
        "change",
        [removed("Learner", "Gone"), removed("Teacher", "Born"), added("Learner", day("Came", "Day."), after="Gone")],
        ids=["no such field", "no such record", "after nothing"],
    )
    def test_to_something_that_is_not_there_is_a_mistake(self, change):
        with pytest.raises(ValueError, match=r"has no|stands 0 times"):
            with_changes(self.before, change)
