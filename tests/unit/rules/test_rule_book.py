"""Every rule is complete: a sentence, advice, cases, and the fields that it really reads.

The book can be listed, searched, filtered and counted.
"""

from __future__ import annotations

import re
from datetime import date

import pytest
from docs.rules import cases
from tests.support.each import each
from tests.support.engines import empty_engine
from tests.support.rule_cases import arrange

from alder.errors import UsageError
from alder.model import expr
from alder.model.period import AcademicYear
from alder.rules.book import RuleBook
from alder.rules.compiler import condition_of
from alder.rules.findings import Severity
from alder.rules.language import Aggregates, RecordRole, owner_of
from alder.rules.record_tables import FILE
from alder.rules.rule import ByBook, Rule
from alder.rules.runner import run
from alder.sources.ilr import rule_list
from alder.sources.ilr.rules import ilr
from alder.sources.ilr.rules.book import MISSING
from alder.sources.ilr.rules.record_tables import SHAPE
from alder.sources.ilr.xml import form

CODE = re.compile(r"R\d{2,3}|[A-Z][A-Za-z0-9]+_\d{1,3}")
UNWELCOME = re.compile(r"\b(invalid|violat\w*|failed|please|successful\w*)\b|!", re.IGNORECASE)


def shortcomings(rules: RuleBook, tested: dict[int, tuple[set[str], set[str]]]) -> list[str]:
    """What each rule lacks, in sentences."""
    found = []
    for rule in rules:
        if not CODE.fullmatch(rule.code):
            found.append(f"rule {rule.code}: its code is not in the form of the catalogue, as R104 or AchDate_03")
        if not rule.message.endswith("."):
            found.append(f"rule {rule.code} has no docstring whose first line is a sentence")
        if UNWELCOME.search(rule.message + rule.next + rule.details):
            found.append(f"rule {rule.code} uses a word that we do not say to people")
        if not rule.next.endswith("."):
            found.append(f"rule {rule.code} does not say how to put it right, in a sentence")
        breaking, sound = tested.get(id(rule), (set(), set()))
        if not breaking:
            found.append(f"rule {rule.code} ({rule.years}) has no case that breaks it, in tests/spec/rules")
        if not sound:
            found.append(f"rule {rule.code} ({rule.years}) has no case that keeps it, in tests/spec/rules")
    return found


def cases_by_rule() -> dict[int, tuple[set[str], set[str]]]:
    found: dict[int, tuple[set[str], set[str]]] = {}
    for case in cases():
        breaking, sound = found.setdefault(id(case.rule), (set(), set()))
        breaking |= set(case.expect)
        sound |= set(case.names) - set(case.expect)
    return found


def test_every_rule_has_all_that_a_rule_needs() -> None:
    assert shortcomings(ilr, cases_by_rule()) == []


def test_a_bare_rule_is_told_what_it_lacks() -> None:
    book = RuleBook("test", shape=SHAPE, full=("2020/21",), first="2016/17", version="1")
    book.rule("my rule", reads=(), next="")(lambda aim: aim.AimType == 1)
    assert len(shortcomings(book, {})) == 5


@each(ilr, lambda rule: f"{rule.code} {rule.years}")
def test_a_rule_names_every_field_that_it_reads(rule: Rule) -> None:
    year = rule.until or max(y for y in ilr.full if rule.holds_in(y))
    aggregates = Aggregates(SHAPE)
    expressions = [condition_of(rule, SHAPE, year, aggregates), *(a.value for a in aggregates.list)]
    read = set()
    for expression in expressions:
        for owner, column in expr.fields(expression):
            table = SHAPE.tables.get(str(found.table) if isinstance(found := owner_of(owner), RecordRole) else "")
            if table is None or column in (*table.keys, "line"):
                continue
            read.update(table.derived[column].reads if column in table.derived else [column])
    keys = {k for t in SHAPE.tables.values() for k in t.keys}
    derived = {n: d.reads for t in SHAPE.tables.values() for n, d in t.derived.items()}
    on = {a.split("__")[-1] for p in rule.parameters if p in SHAPE.references for a in SHAPE.references[p].on}
    linked = {field for a in on for field in derived.get(a, (a,))}
    assert (read | linked) - keys <= set(rule.reads)
    own = [SHAPE.tables[SHAPE.names[p]] for p in rule.parameters if p in SHAPE.names]
    assert set(rule.reads) <= {c for t in own for c in t.schema.names}


def test_two_versions_of_a_rule_cannot_hold_in_one_year() -> None:
    book = RuleBook("test", shape=SHAPE, full=("2020/21",), first="2016/17", version="1")
    book.rule("R01", reads=(), next="", until="2020/21")(lambda aim: aim.AimType == 1)
    with pytest.raises(ValueError, match="two versions for one year"):
        book.rule("R01", reads=(), next="", since="2020/21")(lambda aim: aim.AimType == 1)


HOURS = """
    case      | FundModel | AddHours
    16 to 19  | 25        | 20
    tailored  | 37        | 20
    by a loan | 82        | 20
"""


@pytest.mark.parametrize(
    ("of", "by", "broken"),
    [
        pytest.param("2020/21", None, {"16 to 19", "by a loan"}, id="its own, of 2020/21"),
        pytest.param("2025/26", None, {"16 to 19", "tailored", "by a loan"}, id="its own, of 2025/26"),
        pytest.param("2020/21", "2025/26", {"16 to 19", "tailored", "by a loan"}, id="the later one"),
        pytest.param("2025/26", "2020/21", {"16 to 19", "by a loan"}, id="the earlier one"),
        pytest.param("2022/23", "2025/26", {"16 to 19", "tailored", "by a loan"}, id="the nearest"),
    ],
)
def test_codes_that_differ_by_book_are_those_of_the_book_that_judges(of: str, by: str | None, broken: set[str]) -> None:
    files, names = arrange(ilr, AcademicYear.parse(of), {"aim": HOURS})
    with empty_engine(keeping=SHAPE.tables) as engine:
        for name, rows in files.items():
            if name != FILE:
                engine.add(name, rows)
        chosen = AcademicYear.parse(by) if by else None
        found = run(engine, ilr, files[FILE], only=["AddHours_02"], by=chosen).broken
    assert {names[s] for s in found["submission"].to_pylist()} == broken


@pytest.mark.parametrize(
    ("code", "earlier", "later"),
    [
        ("AddHours_02", "FundModel.isin([10, 25, 82, 99])", "FundModel.isin([10, 25, 37, 82, 99])"),
        ("LearnDelFAMType_46", "is_not(aim.FundModel, 35)", "is_not(aim.FundModel, 35, 38)"),
        ("LearnDelFAMType_18", '"ASL", "SPP", "FLN")', '"ACL", "AFL", "ASL", "FLN")'),
        ("ULN_06", "(25, 35, 36, 70, 81, 82)", "(25, 35, 36, 37, 38, 81, 82)"),
    ],
)
def test_the_page_of_a_rule_shows_the_codes_of_its_book(code: str, earlier: str, later: str) -> None:
    first, last = ilr.versions(code)
    assert earlier in first.condition
    assert later in last.condition


PAID = ByBook({"2020/21": (35,), "2025/26": (35, date(2025, 8, 1), "x")})


def test_what_a_book_says_stands_in_a_condition_as_it_would_be_written() -> None:
    book = RuleBook("x", shape=SHAPE, full=("2020/21",), first="2020/21", version="1")

    @book.rule("X_01", books=PAID.books, reads=("FundModel",), next="So.")
    def rule(aim, book):
        """It is so."""
        return aim.FundModel.isin(PAID[book]) | aim.ProgType.isin([*PAID[book], 1])

    first, last = book.versions("X_01")
    assert first.condition == "return aim.FundModel.isin((35,)) | aim.ProgType.isin([35, 1])"
    assert last.condition == (
        'return aim.FundModel.isin((35, date(2025, 8, 1), "x")) | aim.ProgType.isin([35, date(2025, 8, 1), "x", 1])'
    )


SAID = {AcademicYear(2020): (35,)}


def test_only_what_the_books_say_is_written_out_in_a_condition() -> None:
    book = RuleBook("x", shape=SHAPE, full=("2020/21",), first="2020/21", version="1")

    @book.rule("X_01", reads=("FundModel",), next="So.")
    def rule(aim, book):
        """It is so."""
        return aim.FundModel.isin(SAID[book])

    (only,) = book.versions("X_01")
    assert only.condition == "return aim.FundModel.isin(SAID[book])"


def test_a_rule_without_a_function_of_its_own_has_no_condition_to_show() -> None:
    book = RuleBook("x", shape=SHAPE, full=("2020/21",), first="2020/21", version="1")
    says = lambda aim: aim.FundModel  # noqa: E731  # a function without a name is what is tried
    book.rule("X_01", reads=("FundModel",), next="So.")(says)
    (only,) = book.versions("X_01")
    with pytest.raises(TypeError, match="rule X_01 is not declared by a function"):
        _ = only.condition


def test_a_book_that_does_not_say_something_is_not_asked_for_it() -> None:
    said = ByBook({"2020/21": (35,), "2025/26": (35, 38)})
    assert said[AcademicYear(2025)] == (35, 38)
    with pytest.raises(LookupError, match="the book of 2022/23 does not say this"):
        said[AcademicYear(2022)]


def test_a_rule_of_several_books_is_given_no_years_beside() -> None:
    book = RuleBook("test", shape=SHAPE, full=("2020/21",), first="2016/17", version="1")
    with pytest.raises(ValueError, match="is given years beside"):
        book.rule("R01", reads=(), next="", since="2020/21", books=("2020/21", "2025/26"))


def test_full_years_say_so_and_other_years_say_what_they_are_made_from() -> None:
    assert ilr.for_year(AcademicYear(2025)).completeness.startswith("Rules: 2025/26")
    between = ilr.for_year(AcademicYear(2022))
    assert not between.is_full
    assert "no rule book for 2022/23 itself" in between.completeness
    changed = {r.code for r in ilr if r.until == AcademicYear(2020)}
    assert changed.isdisjoint(r.code for r in between.rules)


def test_a_warning_of_earlier_years_can_be_an_error_now() -> None:
    twice = ilr.versions("R59")[0]
    assert twice.severity_in(AcademicYear(2018)) is Severity.WARNING
    assert twice.severity_in(AcademicYear(2020)) is Severity.WARNING
    assert twice.severity_in(AcademicYear(2021)) is Severity.ERROR


def test_a_mistyped_code_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="no rule called AchDate_3") as caught:
        ilr.versions("AchDate_3")
    assert "AchDate_03" in caught.value.where
    assert ilr.versions("achdate_03") == ilr.versions("AchDate_03")


def test_a_code_that_nothing_is_like_is_answered_with_where_to_look() -> None:
    with pytest.raises(UsageError) as caught:
        ilr.versions("qqqqqqqqqq")
    assert caught.value.where == "List them all with: alder explain rules"


def test_the_book_knows_its_codes() -> None:
    assert "R104" in ilr
    assert "R999" not in ilr
    assert len(ilr.codes) == len(ilr) > 100


LATEST = AcademicYear(2025)


def codes(*words: str, year: AcademicYear = LATEST, **asked) -> list[str]:
    return [e.code for e in rule_list.search(rule_list.entries(year), words, **asked)]


def test_a_year_lists_its_own_rules_once_each():
    listed = [e.code for e in rule_list.entries(LATEST)]
    assert len(listed) == len(set(listed)) == len(ilr.for_year(LATEST).rules)
    assert listed == sorted(listed, key=str.casefold)
    assert "DOMICILE_01" not in listed
    assert "DOMICILE_01" in codes(year=AcademicYear(2020))


def test_every_word_must_be_found_in_code_sentence_or_fields():
    assert codes("support number", "mistyped") == ["SSN_02"]
    assert codes("SSN_02") == ["SSN_02"]
    assert codes("support number", "qqq") == []


def test_rules_are_narrowed_by_field_record_and_severity():
    assert codes(field="pcolab") == ["PCOLAB_01"]
    assert set(codes(entity="learnerhe")) == {"FINTYPE_01", "FINTYPE_02", "LearnerHE_02", "TTACCOM_01"}
    warnings = codes(severity=Severity.WARNING)
    assert "NETFEE_02" in warnings
    assert "NETFEE_01" not in warnings


def test_a_severity_is_that_of_the_year():
    severity = {y: {e.code: e.severity for e in rule_list.entries(AcademicYear(y))} for y in (2020, 2025)}
    assert severity[2020]["GROSSFEE_03"] is Severity.ERROR
    assert severity[2025]["GROSSFEE_03"] is Severity.WARNING


def test_a_rule_is_available_when_its_tables_are_at_hand():
    waiting = {e.code: e.needs for e in rule_list.entries(LATEST) if not e.is_available}
    assert waiting["HEPostCode_01"] == ("the list of postcodes",)
    at_hand = {e.code for e in rule_list.entries(LATEST, held={"postcode"}) if e.is_available}
    assert "HEPostCode_01" in at_hand
    assert codes("HEPostCode", available=True) == ["HEPostCode_02"]
    assert codes("HEPostCode", available=False) == ["HEPostCode_01"]


def test_a_name_that_does_not_exist_is_answered_with_the_nearest():
    with pytest.raises(UsageError, match="no field of a rule called PCOLLAB") as caught:
        codes(field="PCOLLAB")
    assert "PCOLAB" in caught.value.where
    with pytest.raises(UsageError, match="no kind of record called Lerner"):
        codes(entity="Lerner")
    with pytest.raises(UsageError, match="no rules for 2030/31"):
        rule_list.entries(AcademicYear(2030))


def test_what_is_checked_of_the_form_follows_from_the_fields_of_the_year():
    with_form = {e.code: e for e in rule_list.entries(LATEST, with_form=True)}
    assert with_form["FD_ULN_AR"].entity == "Learner"
    assert with_form["FD_LearnerFAM_EO"].kind == "form"
    assert "FD_UCASSCHEMECODE_AP" in with_form
    assert "FD_UCASAPPID_AP" not in with_form
    assert "FD_UCASAPPID_AP" in form.codes_in(AcademicYear(2020))
    assert "FD_DateOfBirth_AL" not in with_form
    assert "FD_DateOfBirth_DT" in with_form


@pytest.mark.parametrize("year", rule_list.years(), ids=str)
def test_counts_add_up(year: AcademicYear):
    counted = rule_list.count(year)
    assert counted.errors + counted.warnings == counted.available + counted.unavailable == counted.rules
    assert counted.form == len(form.codes_in(year)) > 400
    assert form.codes_in(year) < form.codes()
    assert counted.is_full == (year.label in ("2020/21", "2025/26"))


def test_what_is_missing_is_missing_and_has_a_reason():
    assert not set(MISSING) & (set(ilr.codes) | form.codes())
    assert all(reason.endswith(".") for reason in MISSING.values())
    assert len(MISSING) <= 15
