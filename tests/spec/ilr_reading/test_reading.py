"""Reading a return: what is read, what is a finding, and whom a finding keeps out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from tests.support.ilr_files import Record, delivery, elements, learner, message, whole_learner

from alder.errors import RefusedFile
from alder.model.period import AcademicYear
from alder.rules.findings import Severity
from alder.sources.ilr.schema import superset
from alder.sources.ilr.xml import reader

Y2016, Y2018, Y2019, Y2020, Y2023, Y2025 = (AcademicYear(y) for y in (2016, 2018, 2019, 2020, 2023, 2025))

Read = Callable[..., tuple[reader.ReturnReader, dict[str, pa.Table]]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Write a file and read it whole."""

    def read(
        body: object, year: AcademicYear = Y2020, **changes: str | None
    ) -> tuple[reader.ReturnReader, dict[str, pa.Table]]:
        path = tmp_path / f"ILR-99999999-{year.pair}-20201201-093000-01.xml"
        path.write_bytes(body if isinstance(body, bytes) else message(body, year, **changes))
        reading = reader.read(path)
        return reading, reading.table_all()

    return read


def said(reading: reader.ReturnReader) -> list[tuple[str, str | None, int | None]]:
    return [(f.rule, f.learner_ref, f.line) for f in reading.findings]


class TestAGoodFile:
    def test_fills_the_tables_of_the_superset(self, read: Read):
        _, tables = read([whole_learner("L1", delivery(), delivery(AimSeqNumber="2"))])
        assert {name: table.schema for name, table in tables.items()} == superset()
        assert tables["learner"].select(["learner", "LearnRefNumber", "ULN", "Sex", "PriorAttain"]).to_pylist() == [
            {"learner": 1, "LearnRefNumber": "L1", "ULN": 1_000_000_000, "Sex": "F", "PriorAttain": None}
        ]
        assert tables["learning_delivery"].select(["learner", "aim", "AimSeqNumber", "LearnStartDate"]).to_pylist() == [
            {"learner": 1, "aim": 1, "AimSeqNumber": 1, "LearnStartDate": date(2020, 9, 1)},
            {"learner": 1, "aim": 2, "AimSeqNumber": 2, "LearnStartDate": date(2020, 9, 1)},
        ]

    def test_numbers_records_so_that_children_find_their_parents(self, read: Read):
        fam: Record = [("LearnDelFAMType", "SOF"), ("LearnDelFAMCode", "105")]
        monitoring: Record = [("ESMType", "LOE"), ("ESMCode", "4")]
        status: Record = [
            ("EmpStat", "10"),
            ("DateEmpStatApp", "2020-08-01"),
            ("EmploymentStatusMonitoring", monitoring),
        ]
        aim: Record = [*delivery(), ("LearningDeliveryFAM", fam), ("LearningDeliveryFAM", fam)]
        two = [("LearnerEmploymentStatus", status), ("LearnerEmploymentStatus", status), ("LearningDelivery", aim)]
        body = [("Learner", [*learner(ref), *two]) for ref in ("L1", "L2")]
        _, tables = read(body)
        assert columns(tables["learning_delivery_fam"]) == [(1, 1, 1), (1, 1, 2), (2, 2, 3), (2, 2, 4)]
        assert columns(tables["employment_status_monitoring"]) == [(1, 1, 1), (1, 2, 2), (2, 3, 3), (2, 4, 4)]

    def test_says_on_which_line_each_record_begins(self, read: Read):
        reading, tables = read([whole_learner("L1"), whole_learner("L2")])
        lines = reading.path.read_text().splitlines()
        for table, element in {"learner": "Learner", "learning_delivery": "LearningDelivery"}.items():
            expected = [at for at, line in enumerate(lines, 1) if line.strip() == f"<{element}>"]
            assert tables[table]["line"].to_pylist() == expected

    def test_knows_its_header(self, read: Read):
        reading, _ = read([whole_learner()])
        header = reading.header
        assert (header.year, header.namespace) == (Y2020, "ESFA/ILR/2020-21")
        assert (header.ukprn, header.provider_ukprn, header.declared_year) == (99999999, 99999999, "2021")
        assert (header.prepared, header.source_time) == (date(2020, 12, 1), datetime(2020, 12, 1, 9, 30))
        assert (header.serial, header.software_supplier, header.software_package) == ("01", "Own software", None)
        assert (reading.file_time, reading.notices, reading.findings) == (datetime(2020, 12, 1, 9, 30), [], [])

    def test_counts_what_was_read_and_what_was_accepted(self, read: Read):
        reading, _ = read([whole_learner("L1"), whole_learner("L2", delivery(), delivery(), Sex="X Y")])
        assert (reading.learners_read, reading.learners) == (2, 1)
        assert (reading.learning_deliveries_read, reading.learning_deliveries) == (3, 1)

    def test_can_carry_the_submission_in_front(self, read: Read, tmp_path: Path):
        reading, _ = read([whole_learner()])
        again = reader.read(reading.path)
        table = again.tables(7, "R04")["learner"]
        assert table.column_names[:5] == ["submission", "ukprn", "collection_year", "return_number", "learner"]
        assert table.slice(0, 1).to_pylist()[0]["collection_year"] == "2020/21"
        assert [str(t) for t in table.schema.types[:4]] == ["int64", "int32", "string", "string"]

    def test_may_hold_no_learner_at_all(self, read: Read):
        reading, tables = read([])
        assert (reading.learners_read, tables["learner"].num_rows, reading.header.ukprn) == (0, 0, 99999999)
        assert [f.rule for f in reading.findings] == ["Entity_1"]


class TestAValueThatDoesNotFit:
    def test_keeps_the_learner_out_with_all_its_records(self, read: Read):
        fam: Record = [("LearnFAMType", "LSR"), ("LearnFAMCode", "55")]
        bad: Record = [*learner("L1", DateOfBirth="1.1.2000"), ("LearnerFAM", fam), ("LearningDelivery", delivery())]
        reading, tables = read([("Learner", bad), whole_learner("L2")])
        assert tables["learner"]["LearnRefNumber"].to_pylist() == ["L2"]
        assert tables["learner_fam"].num_rows == 0
        # Numbers count what was read, so that a finding and the rows of others agree on them.
        assert tables["learning_delivery"].select(["learner", "aim"]).to_pylist() == [{"learner": 2, "aim": 2}]
        (finding,) = reading.findings
        assert (finding.rule, finding.severity, finding.entity) == ("FD_DateOfBirth_DT", Severity.ERROR, "Learner")
        assert (finding.learner_ref, finding.learner, finding.fields) == ("L1", 1, {"DateOfBirth": "1.1.2000"})
        assert reading.path.read_text().splitlines()[finding.line - 1].strip().startswith("<DateOfBirth>")

    def test_names_the_aim_it_is_in(self, read: Read):
        fam: Record = [("LearnDelFAMType", "TOOLONG"), ("LearnDelFAMCode", "1")]
        aim: Record = [*delivery(AimSeqNumber="7"), ("LearningDeliveryFAM", fam)]
        reading, _ = read([whole_learner("L0"), ("Learner", [*learner("L1"), ("LearningDelivery", aim)])])
        (finding,) = reading.findings
        assert (finding.rule, finding.entity) == ("FD_LearnDelFAMType_AL", "LearningDeliveryFAM")
        assert (finding.aim_seq, finding.aim, finding.learner) == (7, 2, 2)

    def test_may_be_one_of_many(self, read: Read):
        reading, _ = read([whole_learner("L1", delivery(AimType="x", FundModel="100"), Sex="FF", ULN="12")])
        assert [f.rule for f in reading.findings] == ["FD_ULN_AR", "FD_Sex_AL", "FD_AimType_DT", "FD_FundModel_AL"]

    def test_in_a_destination_keeps_that_destination_out_alone(self, read: Read):
        def destination(ref: str, code: str) -> tuple[str, Record]:
            dates = [("OutStartDate", "2021-01-01"), ("OutCollDate", "2021-02-01")]
            return "LearnerDestinationandProgression", [
                ("LearnRefNumber", ref),
                ("ULN", "1000000000"),
                ("DPOutcome", [("OutType", "EMP"), ("OutCode", code), *dates]),
            ]

        reading, tables = read([whole_learner("L1"), destination("L1", "1"), destination("L1", "1000")])
        assert (reading.learners, tables["dp_outcome"]["destination"].to_pylist()) == (1, [1])
        assert [(f.rule, f.learner_ref, f.learner) for f in reading.findings] == [("FD_OutCode_AL", "L1", None)]

    def test_of_a_learner_leaves_its_destination_alone(self, read: Read):
        outcome = [("OutType", "EMP"), ("OutCode", "1"), ("OutStartDate", "2021-01-01"), ("OutCollDate", "2021-02-01")]
        record = [("LearnRefNumber", "L1"), ("ULN", "1000000000"), ("DPOutcome", outcome)]
        _, tables = read([whole_learner("L1", Sex="FF"), ("LearnerDestinationandProgression", record)])
        assert (tables["learner"].num_rows, tables["dp_outcome"].num_rows) == (0, 1)


class TestSomethingMissingOrTooMuch:
    def test_a_field_that_must_be_given_is_missed_on_the_line_of_its_record(self, read: Read):
        reading, tables = read([whole_learner("L1", Ethnicity=None), whole_learner("L2")])
        assert said(reading) == [("FD_Ethnicity_MA", "L1", 20)]
        assert reading.findings[0].message == "Ethnicity: missing, and it must be given."
        assert tables["learner"]["LearnRefNumber"].to_pylist() == ["L2"]

    def test_an_empty_element_is_missing_where_it_must_be_given_and_wrong_where_not(self, read: Read):
        body = elements([whole_learner("L1")]).replace("<Sex>F</Sex>", "<Sex></Sex>")
        body = body.replace("</LLDDHealthProb>", "</LLDDHealthProb><NINumber/><Accom> </Accom>")
        reading, _ = read(body)
        assert [f.rule for f in reading.findings] == ["FD_Sex_MA", "FD_NINumber_AL", "FD_Accom_DT"]

    def test_a_field_given_twice_is_counted_once(self, read: Read):
        body = elements([whole_learner("L1")]).replace("<Sex>F</Sex>", "<Sex>F</Sex><Sex>M</Sex>")
        reading, tables = read(body + elements([whole_learner("L2")]))
        assert [f.rule for f in reading.findings] == ["FD_Sex_EO"]
        assert tables["learner"]["Sex"].to_pylist() == ["F"]

    def test_one_field_given_twice_does_not_hide_that_another_learner_has_none(self, read: Read):
        body = elements([whole_learner("L1")]).replace("<Sex>F</Sex>", "<Sex>F</Sex><Sex>M</Sex>")
        reading, _ = read(body + elements([whole_learner("L2", Sex=None)]))
        assert [(f.rule, f.learner_ref) for f in reading.findings] == [("FD_Sex_EO", "L1"), ("FD_Sex_MA", "L2")]

    def test_more_records_than_allowed(self, read: Read):
        fam: Record = [("LearnFAMType", "LSR"), ("LearnFAMCode", "55")]
        full = [*learner("L1"), *[("LearnerFAM", fam)] * 17, ("LearningDelivery", delivery())]
        over = [*learner("L2"), *[("LearnerFAM", fam)] * 18, ("LearningDelivery", delivery())]
        reading, tables = read([("Learner", full), ("Learner", over)])
        assert [(f.rule, f.learner_ref) for f in reading.findings] == [("FD_LearnerFAM_EO", "L2")]
        assert reading.findings[0].message == "LearnerFAM: more than 17 in one Learner."
        assert tables["learner_fam"].num_rows == 17

    def test_a_learner_without_any_delivery(self, read: Read):
        reading, tables = read([("Learner", learner("L1"))])
        assert [f.rule for f in reading.findings] == ["FD_LearningDelivery_EO"]
        assert tables["learner"].num_rows == 0

    def test_a_record_without_any_field(self, read: Read):
        body = elements([whole_learner("L1")]).replace("<LearningDelivery>", "<LearnerFAM/><LearningDelivery>")
        reading, _ = read(body)
        assert [f.rule for f in reading.findings] == ["FD_LearnFAMType_MA", "FD_LearnFAMCode_MA"]

    def test_two_headers(self, read: Read):
        reading, _ = read("<LearningProvider><UKPRN>99999998</UKPRN></LearningProvider>" + elements([whole_learner()]))
        assert [f.rule for f in reading.findings] == ["FD_LearningProvider_EO"]
        assert reading.header.provider_ukprn == 99999999


class TestAnElementThatTheYearDoesNotKnow:
    def test_is_ignored_and_the_learner_stays(self, read: Read):
        reading, tables = read([whole_learner("L1", OTJHours="10")])
        assert tables["learner"]["OTJHours"].to_pylist() == [None]
        (finding,) = reading.findings
        assert (finding.rule, finding.severity, finding.learner_ref) == ("Schema_Unknown", Severity.WARNING, "L1")
        assert finding.message == "OTJHours: 2020/21 has no such element in Learner. It belongs to 2018/19."

    def test_is_one_finding_with_all_that_is_in_it(self, read: Read):
        body = elements([whole_learner("L1")]).replace(
            "<LearningDelivery>", "<Pet><Name>Rex</Name><Home><Sex>M</Sex></Home></Pet><LearningDelivery>"
        )
        reading, tables = read(body + elements([whole_learner("L2")]))
        assert [f.rule for f in reading.findings] == ["Schema_Unknown"]
        assert "Pet" not in reading.findings[0].message
        assert tables["learner"]["line"].to_pylist()[1] == tables["learner"]["line"].to_pylist()[0] + 19

    def test_with_the_wrong_capitals_is_named_with_its_line_and_right_spelling(self, read: Read):
        reading, tables = read(elements([whole_learner("L1", FamilyName="Ash")]).replace("FamilyName", "FamilyNamE"))
        (finding,) = reading.findings
        assert (finding.rule, finding.line) == ("Schema_Case", 23)
        assert finding.message == "FamilyNamE: capital and small letters matter in element names."
        assert finding.next == "Write FamilyName. It was ignored as it is."
        assert tables["learner"]["LearnRefNumber"].to_pylist() == ["L1"]

    def test_at_the_top_is_an_error_for_a_whole_learner_may_be_lost(self, read: Read):
        reading, tables = read(
            elements([whole_learner("L1")]).replace("Learner>", "learner>") + elements([whole_learner("L2")])
        )
        assert [(f.rule, f.severity, f.line) for f in reading.findings] == [("Schema_Case", Severity.ERROR, 20)]
        assert tables["learner"]["LearnRefNumber"].to_pylist() == ["L2"]

    def test_of_another_namespace_is_not_taken_for_the_years_own(self, read: Read):
        body = elements([whole_learner("L1")]).replace("<Sex>", '<Sex xmlns="elsewhere">')
        reading, _ = read(body)
        assert {f.rule for f in reading.findings} == {"Schema_Unknown", "FD_Sex_MA"}

    def test_may_be_a_learner_inside_a_learner(self, read: Read):
        inner = elements([whole_learner("L2")])
        reading, tables = read(
            elements([whole_learner("L1")]).replace("<LearningDelivery>", inner + "<LearningDelivery>")
        )
        assert [f.rule for f in reading.findings] == ["Schema_Unknown"]
        assert tables["learner"]["LearnRefNumber"].to_pylist() == ["L1"]


class TestOddStructure:
    def test_elements_out_of_order_are_read_and_reported(self, read: Read):
        body = elements([whole_learner("L1")])
        moved = body.replace("\t\t<Sex>F</Sex>\n", "").replace("\t\t<ULN>", "\t\t<Sex>F</Sex>\n\t\t<ULN>")
        reading, tables = read(moved)
        assert [(f.rule, f.severity) for f in reading.findings] == [("Schema_Order", Severity.WARNING)]
        assert reading.findings[0].message.startswith("ULN: stands after an element")
        assert tables["learner"]["Sex"].to_pylist() == ["F"]

    def test_fields_after_the_records_inside_still_belong_to_their_own_record(self, read: Read):
        aim: Record = delivery()
        late = [*aim[:-1], ("LearningDeliveryFAM", [("LearnDelFAMType", "SOF"), ("LearnDelFAMCode", "105")]), aim[-1]]
        reading, tables = read([("Learner", [*learner("L1"), ("LearningDelivery", late)])])
        assert tables["learning_delivery"]["CompStatus"].to_pylist() == [1]
        assert [f.rule for f in reading.findings] == ["Schema_Order"]

    def test_a_field_that_holds_elements_does_not_fit(self, read: Read):
        body = elements([whole_learner("L1")]).replace("<Sex>F</Sex>", "<Sex><Code>F</Code></Sex>")
        reading, _ = read(body)
        assert [f.rule for f in reading.findings] == ["FD_Sex_DT"]
        assert reading.learners == 0

    def test_text_among_records_is_ignored_and_reported(self, read: Read):
        reading, tables = read(elements([whole_learner("L1")]).replace("<LearningDelivery>", "<LearningDelivery>note"))
        assert [f.rule for f in reading.findings] == ["Schema_Text"]
        assert tables["learning_delivery"].num_rows == 1

    @pytest.mark.parametrize(
        "told",
        [
            "<Sex><!-- asked -->F</Sex>",
            "<Sex><![CDATA[F]]></Sex>",
            "<Sex>&#70;</Sex>",
            "<?p x?><Sex>F</Sex>",
        ],
        ids=["comment", "CDATA", "number of a letter", "instruction"],
    )
    def test_other_ways_to_write_xml_say_the_same(self, read: Read, told: str):
        reading, tables = read(
            elements([whole_learner("L1")]).replace("<Sex>F</Sex>", told) + elements([whole_learner("L2")])
        )
        assert tables["learner"]["Sex"].to_pylist() == ["F", "F"]
        assert reading.findings == []
        lines = tables["learner"]["line"].to_pylist()
        assert lines[1] - lines[0] == 19

    def test_an_attribute_is_ignored_and_reported(self, read: Read):
        told = '<Sex note="&lt;x/>">F</Sex>'
        reading, tables = read(elements([whole_learner("L1")]).replace("<Sex>F</Sex>", told))
        assert tables["learner"]["Sex"].to_pylist() == ["F"]
        assert [(f.rule, f.learner_ref) for f in reading.findings] == [("Schema_Attribute", "L1")]

    @pytest.mark.parametrize("after", ["</Sex>", "</LearningDelivery>", "</Learner>"])
    def test_text_behind_an_element_is_ignored_and_reported(self, read: Read, after: str):
        reading, tables = read(elements([whole_learner("L1")]).replace(after, f"{after} note"))
        assert tables["learner"]["Sex"].to_pylist() == ["F"]
        assert [f.rule for f in reading.findings] == ["Schema_Text"]

    def test_a_prefix_for_the_namespace_changes_nothing(self, read: Read):
        plain = message([whole_learner("L1")], Y2020).decode()
        prefixed = plain.replace("</", "</i:").replace("<", "<i:").replace("<i:/i:", "</i:").replace("<i:?", "<?")
        reading, tables = read(prefixed.replace("xmlns=", "xmlns:i=").encode())
        assert tables["learner"]["LearnRefNumber"].to_pylist() == ["L1"]
        assert reading.findings == []

    def test_comments_before_the_first_element_change_nothing(self, read: Read):
        plain = message([whole_learner("L1", Sex="FF")], Y2020)
        comments = b"<!-- made\nby hand --> <?style none?>\n" + b"<!---->" * 20_000
        reading, _ = read(plain.replace(b"<Message", comments + b"<Message"))
        assert said(reading) == [("FD_Sex_AL", "L1", 26)]

    def test_windows_line_ends_and_a_byte_order_mark_change_nothing(self, read: Read):
        plain = message([whole_learner("L1", Sex="FF")], Y2020)
        reading, _ = read(b"\xef\xbb\xbf" + plain.replace(b"\n", b"\r\n"))
        assert said(reading) == [("FD_Sex_AL", "L1", 24)]


class TestTheYear:
    def test_is_the_namespaces_and_a_header_that_says_another_is_a_finding(self, read: Read):
        reading, tables = read([whole_learner("L1")], Y2019, Year="2021")
        (finding,) = reading.findings
        assert (finding.rule, finding.severity, finding.line) == ("Schema_Year", Severity.ERROR, 6)
        assert (reading.header.year, reading.header.declared_year) == (Y2019, "2021")
        assert tables["learner"].num_rows == 1

    def test_between_those_known_is_read_with_the_fields_of_all_years_and_says_so(self, read: Read):
        levels: Record = [("PriorLevel", "3"), ("DateLevelApp", "2020-01-01")]
        body = [
            (
                "Learner",
                [*learner("L1", OTJHours="9"), ("PriorAttain", levels), ("LearningDelivery", delivery(TLOut="1"))],
            )
        ]
        reading, tables = read(body, Y2023)
        assert reading.findings == []
        assert any("2023/24 is not known" in n for n in reading.notices)
        assert tables["prior_attain"]["PriorLevel"].to_pylist() == [3]
        assert tables["learning_delivery"]["TLOut"].to_pylist() == [1]

    def test_between_those_known_prior_attainment_may_be_one_code(self, read: Read):
        _, tables = read([whole_learner("L1", PriorAttain="3")], Y2023)
        assert tables["learner"]["PriorAttain"].to_pylist() == [3]
        assert tables["prior_attain"].num_rows == 0

    def test_2016_keeps_an_address_in_the_row_of_its_contact(self, read: Read):
        address: Record = [("AddLine1", "1 High Street"), ("AddLine2", "Northfield")]
        contacts: Record = [
            ("LearnerContact", [("LocType", "2"), ("ContType", "2"), ("PostCode", "ZZ99 9ZZ")]),
            ("LearnerContact", [("LocType", "1"), ("ContType", "2"), ("PostAdd", address)]),
            ("LearnerContact", [("LocType", "1"), ("ContType", "2"), ("PostAdd", [("AddLine2", "Northfield")])]),
        ]
        person = learner("L1", Postcode=None, PostcodePrior=None)
        reading, tables = read([("Learner", [*person, *contacts[:2], ("LearningDelivery", delivery())])], Y2016)
        assert reading.findings == []
        assert tables["learner_contact"].select(["row", "PostCode", "AddLine1", "AddLine2"]).to_pylist() == [
            {"row": 1, "PostCode": "ZZ99 9ZZ", "AddLine1": None, "AddLine2": None},
            {"row": 2, "PostCode": None, "AddLine1": "1 High Street", "AddLine2": "Northfield"},
        ]
        reading, _ = read([("Learner", [*person, *contacts, ("LearningDelivery", delivery())])], Y2016)
        assert [f.rule for f in reading.findings] == ["FD_AddLine1_MA"]

    def test_2025_dates_prior_attainment_and_has_no_destinations(self, read: Read):
        levels: Record = [("PriorLevel", "3"), ("DateLevelApp", "2020-01-01")]
        destination = ("LearnerDestinationandProgression", [("LearnRefNumber", "L1"), ("ULN", "1000000000")])
        body = [("Learner", [*learner("L1"), ("PriorAttain", levels), ("LearningDelivery", delivery())]), destination]
        reading, tables = read(body, Y2025)
        assert tables["prior_attain"].num_rows == 1
        assert [(f.rule, f.severity) for f in reading.findings] == [("Schema_Unknown", Severity.ERROR)]
        assert "It belongs to 2016/17 to 2020/21." in reading.findings[0].message


class TestTheHeader:
    def test_with_a_fault_is_a_finding_and_the_file_is_read(self, read: Read):
        reading, tables = read([whole_learner()], FilePreparationDate="soon")
        assert [(f.rule, f.entity) for f in reading.findings] == [("FD_FilePreparationDate_DT", "CollectionDetails")]
        assert reading.header.prepared is None
        assert tables["learner"].num_rows == 1

    def test_without_a_sender_takes_the_provider(self, read: Read):
        reading, _ = read([whole_learner()], UKPRN=None)
        assert reading.header.ukprn == 99999999
        assert "FD_UKPRN_MA" in [f.rule for f in reading.findings]

    def test_without_any_provider_refuses_the_file(self, read: Read):
        with pytest.raises(RefusedFile, match="which provider it is from"):
            read([whole_learner()], UKPRN=None, Provider=None)

    def test_that_is_not_there_is_a_finding(self, read: Read):
        plain = message([whole_learner()], Y2020).decode()
        without = plain[: plain.index("\t<Header>")] + plain[plain.index("\t<LearningProvider>") :]
        reading, tables = read(without.encode())
        assert [f.rule for f in reading.findings] == ["FD_Header_EO"]
        assert tables["learner"].num_rows == 1

    def test_names_the_files_that_an_amalgamated_file_was_made_from(self, read: Read):
        source: Record = [("SourceFileName", "a.xml"), ("FilePreparationDate", "2020-11-01"), ("SerialNo", "01")]
        plain = message([whole_learner()], Y2020).decode()
        files = elements(
            [("SourceFiles", [("SourceFile", source), ("SourceFile", [*source, ("DateTime", "2020-11-01T10:00:00")])])]
        )
        reading, tables = read(plain.replace("\t<LearningProvider>", files + "\t<LearningProvider>").encode())
        assert reading.findings == []
        assert tables["source_file"].select(["row", "DateTime"]).to_pylist() == [
            {"row": 1, "DateTime": None},
            {"row": 2, "DateTime": datetime(2020, 11, 1, 10)},
        ]


def test_lines_are_right_far_beyond_65535(read: Read):
    body = (
        "\n" * 70_000
        + elements([whole_learner("L1", Sex="FF")])
        + "\n" * 70_000
        + elements([whole_learner("L2", ULN="1")])
    )
    reading, _ = read(body)
    lines = reading.path.read_text().splitlines()
    assert [(f.rule, lines[f.line - 1].strip()) for f in reading.findings] == [
        ("FD_Sex_AL", "<Sex>FF</Sex>"),
        ("FD_ULN_AR", "<ULN>1</ULN>"),
    ]
    assert min(f.line for f in reading.findings) > 65_535


def test_a_file_with_one_fault_over_and_over_lists_the_first_of_them(read: Read, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reader, "MOST_FINDINGS", 3)
    reading, tables = read([whole_learner(f"L{n}", Sex="FF") for n in range(10)])
    assert (len(reading.findings), reading.findings_not_listed, tables["learner"].num_rows) == (3, 7, 0)
    assert reading.notices == ["7 further findings of the file's form are not listed."]


def columns(table: pa.Table) -> list[tuple[int, ...]]:
    """The keys of every row."""
    keys = table.column_names[: table.column_names.index("line")]
    return list(zip(*(table[k].to_pylist() for k in keys), strict=True))
