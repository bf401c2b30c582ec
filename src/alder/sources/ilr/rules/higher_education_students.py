"""Rules about students in higher education: home, background, how they applied, where they live."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.model.ids import Postcode
from alder.rules.findings import Severity
from alder.sources.ilr.codes import countries, higher_education, occupations
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.derived_data import is_no_postcode
from alder.sources.ilr.rules.terms import has, is_closed, is_unknown

if TYPE_CHECKING:
    from alder.model.expr import Truth, Value
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

UNITED_KINGDOM = ("XF", "XG", "XH", "XI", "XK")
USE_LIST = "Use a code of the year's list."


# Home ------------------------------------------------------------------------------------------------------------


@ilr.rule("DOMICILE_01", until="2020/21", reads=("LearnStartDate", "DOMICILE"), next="Add the home country.")
def no_home_country_2020(aim_he: Rows, aim: Rows) -> Truth:
    """The student's home country is missing.

    For starts from August 2013.
    """
    return (aim.LearnStartDate >= date(2013, 8, 1)) & aim_he.DOMICILE.isnull()


@ilr.rule("PERMADDCOUNTRY_01", since="2025/26", reads=("LearnStartDate", "PERMADDCOUNTRY"), next="Add the country.")
def no_home_country(aim_he: Rows, aim: Rows) -> Truth:
    """The country of the student's permanent home is missing.

    For starts from August 2013.
    """
    return (aim.LearnStartDate >= date(2013, 8, 1)) & aim_he.PERMADDCOUNTRY.isnull()


@ilr.rule("DOMICILE_02", until="2020/21", reads=("DOMICILE",), next=USE_LIST)
def unknown_home_country_2020(aim_he: Rows, year: AcademicYear) -> Truth:
    """The student's home country is not on the year's code list."""
    return is_unknown(aim_he.DOMICILE, countries.domicile, year)


@ilr.rule("PERMADDCOUNTRY_02", since="2025/26", reads=("PERMADDCOUNTRY",), next=USE_LIST)
def unknown_home_country(aim_he: Rows, year: AcademicYear) -> Truth:
    """The country of the student's permanent home is not on the code list.

    The list is that of 2020/21, the newest at hand.
    """
    return is_unknown(aim_he.PERMADDCOUNTRY, countries.country_of_home, year)


@ilr.rule("HEPostCode_01", severity=Severity.WARNING, reads=("HEPostCode",), next="Check the postcode.")
def place_of_study_not_a_postcode_in_use(aim_he: Rows, he_postcode: Rows) -> Truth:
    """The postcode of the place of study is not on the list of postcodes.

    ZZ99 9ZZ stands for a place that is not known.
    """
    return (aim_he.HEPostCode != Postcode.UNKNOWN) & he_postcode.none()


@ilr.rule("HEPostCode_02", reads=("HEPostCode",), next="Write it in capitals with one blank: AB1 2CD.")
def place_of_study_not_written_as_a_postcode(aim_he: Rows) -> Truth:
    """The postcode of the place of study is not written as a postcode."""
    return is_no_postcode(aim_he.HEPostCode)


@ilr.rule("TTACCOM_01", reads=("TTACCOM",), next=USE_LIST)
def unknown_term_time_home(learner_he: Rows, year: AcademicYear) -> Truth:
    """The kind of home in term time is not on the year's code list."""
    return is_unknown(learner_he.TTACCOM, higher_education.term_time_home, year)


@ilr.rule(
    "TTACCOM_04",
    reads=("TTACCOM", "MODESTUD", "LearnStartDate"),
    next="Say where the student lives in term time.",
)
def no_term_time_home(learner: Rows, learner_he: Rows, aims: Rows, aim_he: Rows) -> Truth:
    """A full-time student's home in term time is missing.

    For learners whose first aim started in August 2013 or later.
    """
    lately = aims.smallest("LearnStartDate") >= date(2013, 8, 1)
    return lately & aim_he.any(aim_he.MODESTUD == 1) & learner_he.none(learner_he.TTACCOM.notnull())


# Support by the provider -----------------------------------------------------------------------------------------


@ilr.rule("FINTYPE_01", reads=("FINTYPE",), next=USE_LIST)
def unknown_support(learner_he: Rows, learner_he_support: Rows, year: AcademicYear) -> Truth:
    """A kind of financial support is not on the year's code list."""
    return learner_he_support.any(is_unknown(learner_he_support.FINTYPE, higher_education.support, year))


@ilr.rule("FINTYPE_02", reads=("FINTYPE", "FINAMOUNT"), next="Add up the amounts in one record for each kind.")
def same_support_twice(learner_he: Rows, learner_he_support: Rows, year: AcademicYear) -> Truth:
    """The same kind of financial support is recorded twice.

    Kinds that are not on the list are left to FINTYPE_01.
    """
    repeated = learner_he_support.copies("FINTYPE") > 1
    unknown = is_unknown(learner_he_support.FINTYPE, higher_education.support, year)
    return learner_he_support.any(repeated & ~unknown)


# Background ------------------------------------------------------------------------------------------------------


@ilr.rule("QUALENT3_01", reads=("LearnStartDate", "QUALENT3"), next="Add the highest qualification on entry.")
def no_qualification_on_entry(aim_he: Rows, aim: Rows) -> Truth:
    """The highest qualification on entry is missing.

    For starts from August 2010.
    """
    return (aim.LearnStartDate >= date(2010, 8, 1)) & aim_he.QUALENT3.isnull()


@ilr.rule("QUALENT3_02", reads=("QUALENT3",), next=USE_LIST)
def unknown_qualification_on_entry(aim_he: Rows, year: AcademicYear) -> Truth:
    """The highest qualification on entry is not on the code list.

    The list is that of 2020/21, and of 2024/25 as far as it was at hand. Codes closed to new starts count as known.
    """
    return is_unknown(aim_he.QUALENT3, higher_education.highest_on_entry, year)


@ilr.rule(
    "QUALENT3_03",
    reads=("QUALENT3", "LearnStartDate", "LearnDelFAMType", "LearnDelFAMCode"),
    next="Use a code that was open when the aim started.",
)
def qualification_on_entry_closed(aim_he: Rows, aim: Rows, fam: Rows) -> Truth:
    """The code for the highest qualification on entry was closed when the aim started.

    Restarts are left out. The service of 2020/21 reported unknown codes here too; QUALENT3_02 does that.
    """
    closed = is_closed(aim_he.QUALENT3, aim.LearnStartDate, higher_education.highest_on_entry)
    return closed & ~has(fam, "RES")


@ilr.rule("SEC_01", reads=("SEC",), next=USE_LIST)
def unknown_socio_economic_class(aim_he: Rows, year: AcademicYear) -> Truth:
    """The socio-economic class is not on the year's code list."""
    return is_unknown(aim_he.SEC, higher_education.socio_economic_class, year)


def _applied_from_home(aim: Rows, application: Value, home: Value) -> Truth:
    """The student started in August 2013 or later, applied through UCAS, and lives in the United Kingdom."""
    return (aim.LearnStartDate >= date(2013, 8, 1)) & application.notnull() & home.isin(UNITED_KINGDOM)


@ilr.rule(
    "SEC_02",
    until="2020/21",
    reads=("LearnStartDate", "UCASAPPID", "DOMICILE", "SEC"),
    next="Add the class that UCAS gives.",
)
def no_socio_economic_class_2020(aim_he: Rows, aim: Rows) -> Truth:
    """A student from the United Kingdom applied through UCAS, but the socio-economic class is missing.

    For starts from August 2013.
    """
    return _applied_from_home(aim, aim_he.UCASAPPID, aim_he.DOMICILE) & aim_he.SEC.isnull()


@ilr.rule(
    "SEC_02",
    since="2025/26",
    reads=("LearnStartDate", "UCASSCHEMECODE", "PERMADDCOUNTRY", "SEC"),
    next="Add the class that UCAS gives.",
)
def no_socio_economic_class(aim_he: Rows, aim: Rows) -> Truth:
    """A student from the United Kingdom applied through UCAS, but the socio-economic class is missing.

    For starts from August 2013.
    """
    return _applied_from_home(aim, aim_he.UCASSCHEMECODE, aim_he.PERMADDCOUNTRY) & aim_he.SEC.isnull()


@ilr.rule(
    "SOC2000_02",
    until="2020/21",
    reads=("LearnStartDate", "UCASAPPID", "DOMICILE", "SOC2000"),
    next="Add the occupation that UCAS gives.",
)
def no_occupation_2020(aim_he: Rows, aim: Rows) -> Truth:
    """A student from the United Kingdom applied through UCAS, but the occupation is missing.

    For starts from August 2013.
    """
    return _applied_from_home(aim, aim_he.UCASAPPID, aim_he.DOMICILE) & aim_he.SOC2000.isnull()


@ilr.rule(
    "SOC_02",
    since="2025/26",
    reads=("LearnStartDate", "UCASSCHEMECODE", "PERMADDCOUNTRY", "SOC"),
    next="Add the occupation that UCAS gives.",
)
def no_occupation(aim_he: Rows, aim: Rows) -> Truth:
    """A student from the United Kingdom applied through UCAS, but the occupation is missing.

    For starts from August 2013.
    """
    return _applied_from_home(aim, aim_he.UCASSCHEMECODE, aim_he.PERMADDCOUNTRY) & aim_he.SOC.isnull()


@ilr.rule("SOC2000_03", until="2020/21", reads=("LearnStartDate", "SOC2000"), next="Use a code of 2000.")
def unknown_occupation_of_2000(aim_he: Rows, aim: Rows) -> Truth:
    """The aim started before August 2014, but the occupation is not in the classification of 2000."""
    return (aim.LearnStartDate < date(2014, 8, 1)) & ~aim_he.SOC2000.isin(sorted(occupations.soc2000))


@ilr.rule("SOC2000_04", until="2020/21", reads=("LearnStartDate", "SOC2000"), next="Use a code of 2010.")
def unknown_occupation_of_2010(aim_he: Rows, aim: Rows) -> Truth:
    """The aim started in August 2014 or later, but the occupation is not in the classification of 2010."""
    return (aim.LearnStartDate >= date(2014, 8, 1)) & ~aim_he.SOC2000.isin(sorted(occupations.soc2010))


@ilr.rule("SOC_04", since="2025/26", reads=("LearnStartDate", "SOC"), next="Use a code of 2010 or 2020.")
def unknown_occupation(aim_he: Rows, aim: Rows) -> Truth:
    """The occupation is in neither classification: not in that of 2010, and not in that of 2020.

    For starts from August 2014. Which of the two a student was coded in depends on when they applied, so both count.
    """
    known = occupations.soc2010 | occupations.soc2020
    return (aim.LearnStartDate >= date(2014, 8, 1)) & ~aim_he.SOC.isin(sorted(known))


# How they applied ------------------------------------------------------------------------------------------------


@ilr.rule(
    "UCASAPPID_01",
    until="2020/21",
    reads=("LearnStartDate", "UCASPERID", "UCASAPPID"),
    next="Add the application code that UCAS gives.",
)
def no_application_code(aim_he: Rows, aim: Rows, learner_he: Rows) -> Truth:
    """The student has a UCAS number, but the aim has no application code.

    For starts from August 2013.
    """
    applied = learner_he.any(learner_he.UCASPERID.notnull())
    return (aim.LearnStartDate >= date(2013, 8, 1)) & applied & aim_he.UCASAPPID.isnull()


@ilr.rule(
    "UCASSCHEMECODE_01",
    since="2025/26",
    reads=("LearnStartDate", "UCASPERID", "UCASSCHEMECODE"),
    next="Add the scheme code that UCAS gives.",
)
def no_scheme_code(aim_he: Rows, aim: Rows, learner_he: Rows) -> Truth:
    """The student has a UCAS number, but the aim has no scheme code.

    For starts from August 2013.
    """
    applied = learner_he.any(learner_he.UCASPERID.notnull())
    return (aim.LearnStartDate >= date(2013, 8, 1)) & applied & aim_he.UCASSCHEMECODE.isnull()


@ilr.rule(
    "UCASSCHEMECODE_02",
    since="2025/26",
    reads=("LearnStartDate", "UCASSCHEMECODE"),
    next="Write two letters and two digits.",
)
def scheme_code_of_another_form(aim_he: Rows, aim: Rows) -> Truth:
    """The UCAS scheme code is not two letters and two digits.

    For starts from August 2025.
    """
    return (aim.LearnStartDate >= date(2025, 8, 1)) & ~aim_he.UCASSCHEMECODE.re_search("^[A-Za-z]{2}[0-9]{2}$")


@ilr.rule("NUMHUS_01", until="2020/21", reads=("LearnStartDate", "NUMHUS"), next="Add the student instance number.")
def no_instance_number(aim_he: Rows, aim: Rows) -> Truth:
    """The student instance number is missing.

    For starts from August 2011.
    """
    return (aim.LearnStartDate >= date(2011, 8, 1)) & aim_he.NUMHUS.isnull()
