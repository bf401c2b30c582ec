"""The school census, pupil level: a record of each pupil of a state school in a term, and of some who left one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from alder.sources.miniature import nation
from alder.sources.miniature.deprivation import ranked
from alder.synth.leo.homes import output_area_codes, small_area_codes
from alder.synth.leo.leo_columns import unless
from alder.synth.leo.pseudonyms import text_keys
from alder.synth.npd.pupils import FIRST_OF_SECONDARY, FIRST_OF_SIXTH_FORM, STAGES, TERMS, school_keys, school_places
from alder.synth.population.draws import NEVER, keyed, keys, on, spread
from alder.synth.population.home_regions import place_deprivation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alder.synth.leo.leo_columns import Columns
    from alder.synth.npd.pupils import NpdPupils
    from alder.synth.population.draws import Array

TERMLY, WITH_AUTUMN = 2005, 2006
"""The first years with a spring and a summer census, and with one of autumn."""
_WITHOUT_SUMMER = 2019
_ON_ROLL_SINCE = 2008
"""From this year on schools return also who left them since the census before."""
_PLANS_SINCE, _STATEMENTS_UNTIL = 2014, 2018
_MILE = 1609.344
_GROUPS = (*("R", *map(str, range(1, FIRST_OF_SIXTH_FORM + 2))),)

MINOR: Mapping[int, str] = {
    31: "WBRI", 32: "WIRI", 33: "WIRT", 34: "WOTH", 35: "MWBC", 36: "MWBA", 37: "MWAS", 38: "MOTH", 39: "AIND",
    40: "APKN", 41: "ABAN", 42: "CHNE", 43: "AOTH", 44: "BAFR", 45: "BCRB", 46: "BOTH", 47: "OOTH", 98: "OOTH",
}  # fmt: skip
"""Ethnic groups of the census by those of the ILR; it has none for Arab."""
_SILENT = ("REFU", "NOBT")
ETHNIC_CODES = (*dict.fromkeys(MINOR.values()), *_SILENT)
_MAJOR = {
    "W": "WHIT", "M": "MIXD", "A": "ASIA", "B": "BLAC", "C": "CHIN", "O": "AOEG", "R": "UNCL", "N": "UNCL"
}  # fmt: skip
_OTHERWISE = {"W": "WOTH", "M": "MOTH", "A": "AOTH", "B": "BOTH", "C": "AOTH", "O": "WOTH"}
"""As which group somebody may be told too, by the first letter of the group."""
_IN_WORDS = {
    "WBRI": "White British", "WIRI": "Irish", "WIRT": "Traveller Of Irish Heritage",
    "WOTH": "Any Other White Background", "MWBC": "White and Black Caribbean", "MWBA": "White and Black African",
    "MWAS": "White and Asian", "MOTH": "Any Other Mixed Background", "AIND": "Indian", "APKN": "Pakistani",
    "ABAN": "Bangladeshi", "CHNE": "Chinese", "AOTH": "Any Other Asian Background", "BAFR": "African",
    "BCRB": "Caribbean", "BOTH": "Any Other Black Background", "OOTH": "Any Other Ethnic Group", "REFU": "Refused",
    "NOBT": "Information Not Obtained",
}  # fmt: skip
"""As the first census wrote them."""
_ANOTHER_LANGUAGE = {
    31: 0.01, 32: 0.02, 33: 0.3, 34: 0.75, 35: 0.06, 36: 0.25, 37: 0.25, 38: 0.3, 39: 0.6, 40: 0.75, 41: 0.85, 42: 0.75,
    43: 0.8, 44: 0.65, 45: 0.05, 46: 0.3, 47: 0.9, 98: 0.75,
}  # fmt: skip
_LANGUAGES = {
    34: ("POL", "POR", "RUS"), 39: ("GUJ", "PNJ", "TAM"), 40: ("URD", "PNJ"), 41: ("BNG",), 42: ("CHI",),
    43: ("TAM", "URD"), 44: ("SOM", "YOR", "FRN"), 47: ("ARA",), 98: ("ARA", "TUR", "KUR"),
}  # fmt: skip
_ANY_LANGUAGE = ("FRN", "SPA", "POR")
"""How many have a first language other than English, and which, by ethnic group of the ILR. Assumed."""
FIRST_LANGUAGES = ("ENG", "ENB", "OTH", "OTB", "NOT")
_NEEDS = {
    4: "VI", 5: "HI", 6: "PD", 7: "PMLD", 8: "SEMH", 9: "SEMH", 10: "MLD", 11: "SLD", 12: "SPLD", 13: "SPLD", 14: "ASD",
    15: "ASD", 17: "SLCN", 93: "PD", 94: "SPLD", 96: "MLD",
}  # fmt: skip
NEED_TYPES = ("SPLD", "MLD", "SLD", "PMLD", "SEMH", "SLCN", "HI", "VI", "PD", "ASD", "OTH", "BESD")
PROVISIONS = ("N", "A", "P", "K", "S", "E")
_WITHOUT_CATEGORY = ("MLD", "SLCN", "SEMH", "SPLD")
"""Types of need by category of difficulty, and those of pupils whose need is no difficulty of theirs later. Assumed."""
_YEARS_OF_MEALS = 6
_EARLIER_MEALS = 0.1
"""Pupils without free meals in the last six years of school who had some before. Assumed."""
_TRAVEL = ("WLK", "CAR", "PSB", "DSB", "CYC")
_WALKED = 1.2
"""Miles up to which most walk. Assumed."""
_SPRING = frozenset(
    {
        "Ethnicity",
        "EthnicitySource",
        "EVERFSM_3",
        "EVERFSM_6",
        "EVERFSM_6_P",
        "EVERFSM_ALL",
        "ServiceChildSource",
        "PrimarySENtype",
        "SecondarySENtype",
        "MobilityInd",
        "DistCurrSch",
        "DistNearSch",
        "LA_LGR_anon",
        "HomeLA_anon",
        "HomeLA_9Code_anon",
    }
)
_AUTUMN = frozenset(
    {
        "FTEmp",
        "NCyearLeaving",
        "QualHrs",
        "QualHrsPrev",
        "Non_qualHrs",
        "Non_qualHrsPrev",
        "QualHrsPreviousYear",
        "Non-qualHrsPreviousYear",
        "MathsGCSEHighestPriorAttainmentPreviousYear",
        "EnglishGCSEHighestPriorAttainmentPreviousYear",
        "MathsGCSEPriorAttainmentYear11",
        "EnglishGCSEPriorAttainmentYear11",
        "MathsGCSEHighestPriorAttainment",
        "EnglishGCSEHighestPriorAttainment",
        "MathsGCSEPriorAttainmentYearGroup",
        "EnglishGCSEPriorAttainmentYearGroup",
        "MathsGCSEFundingExemption",
        "EnglishGCSEFundingExemption",
    }
)
"""Fields of one term, as the department's form has it."""


def terms_of(year: int) -> tuple[str, ...]:
    """The censuses of an academic year."""
    if year < TERMLY:
        return ("spring",)
    some = TERMS if year >= WITH_AUTUMN else TERMS[1:]
    return some[:-1] if year == _WITHOUT_SUMMER else some


def census_day(year: int, term: str) -> int:
    """The first Thursday of October, or the third of January or May."""
    of, month, nth = {"autumn": (year, 10, 1), "spring": (year + 1, 1, 3), "summer": (year + 1, 5, 3)}[term]
    first = on(of, month, 1)
    return first + (3 - (first + 3) % 7) % 7 + 7 * (nth - 1)


def coded(codes: Array, texts: Sequence[str], given: Array | None = None) -> pa.DictionaryArray:
    """A column of few different texts: the text for each code, where it is given."""
    known = list(dict.fromkeys(texts))  # a text that stands twice would be written now as the one, now as the other
    places = np.array([known.index(text) for text in texts], dtype=np.int16)[codes.astype(np.int64)]
    indices = pa.array(places, mask=None if given is None else ~given)
    return pa.DictionaryArray.from_arrays(indices, pa.array(known, pa.string()))


def only_where(given: Array, values: Array) -> pa.Array:
    """Numbers where they are given."""
    return pa.array(values, mask=~given)


@dataclass(frozen=True)
class _Returned:
    """The rows of a census: whose, at which school, and whether the pupil is still there."""

    row: Array
    group: Array
    stage: Array
    before: Array
    is_gone: Array
    status: Array


class CensusRecords:
    """The census of a region's schools, a term at a time."""

    def __init__(self, pupils: NpdPupils, people: int) -> None:
        self.pupils, self._people = pupils, people

    def of_term(self, year: int, term: str) -> Columns:
        """The records of a term, by name of their fields."""
        day, number = census_day(year, term), TERMS.index(term)
        returned = self._returned(year, number, day)
        found: dict[str, pa.Array | Array] = {}
        for part in (self._who, self._at_school, self._described, self._at_home, self._after_16, self._before_2006):
            found |= part(returned, year, term, day)
        return {
            name: column
            for name, column in found.items()
            if not ((name in _SPRING and term != "spring") or (name in _AUTUMN and term != "autumn"))
        }

    def _returned(self, year: int, number: int, day: int) -> _Returned:
        p = self.pupils
        rows, group, stage = p.on_roll(year, day)
        ahead, just = np.zeros(len(rows), dtype=bool), np.zeros(len(rows), dtype=bool)
        for one in range(len(STAGES) - 1):
            of = stage == one
            ahead[of], just[of] = p.changed_by(one, group[of], number, rows[of])
        term = keys(p.seed, p.number[rows], year, number)
        kept = ~p.lost("not_returned", term, rows) & (p.came[rows] <= day)
        school = self._schools(rows, stage, ahead)
        kept &= ~p.lost("school_not_returned", keys(p.seed, school, year, number), rows)
        left = kept & just & (year >= _ON_ROLL_SINCE) & p.lost("leaver_returned", term, rows)
        gone = np.flatnonzero(left)
        on = np.flatnonzero(kept)
        whole = np.r_[on, gone]
        is_gone = np.r_[np.zeros(len(on), dtype=bool), np.ones(len(gone), dtype=bool)]
        status = np.where(is_gone, 101, np.where(left[whole], 1, 0))
        order = np.lexsort((is_gone, rows[whole]))
        at = whole[order]
        return _Returned(rows[at], group[at], stage[at], ahead[at] | is_gone[order], is_gone[order], status[order])

    def _schools(self, rows: Array, stage: Array, before: Array) -> Array:
        found = np.empty(len(rows), dtype=np.int64)
        for number in range(len(STAGES)):
            of = stage == number
            found[of] = self.pupils.school(number, rows[of], before=before[of])
        return found

    # Groups of fields -------------------------------------------------------------------------------------------------

    def _who(self, r: _Returned, year: int, term: str, day: int) -> Columns:
        p, size = self.pupils, len(r.row)
        key = p.key[r.row]
        changed = np.where(p.lost("birth_otherwise", key, r.row), p.month[r.row] % 12 + 1, p.month[r.row])
        girl = p.is_girl[r.row] ^ p.lost("sex_otherwise", keys(p.seed, p.number[r.row], r.stage), r.row)
        return {
            "PupilMatchingRefAnonymous": p.pupil_keys(r.row, year),
            "RecordStatus": unless(0, r.status),
            "AcademicYear": coded(np.zeros(size), [f"{year}/{(year + 1) % 100:02d}"]),
            "CensusDate": np.full(size, day),
            "CensusTerm": coded(np.zeros(size), [term.capitalize()]),
            "OnRoll": (~r.is_gone).astype(np.int64),
            "EnrolStatus": coded(np.zeros(size), ["C"]),
            "Gender": coded(girl.astype(np.int64), ["M", "F"]),
            "AgeAtStartOfAcademicYear": year - 1 - p.cohort[r.row],
            "MonthPartOfAgeAtStartOfAcademicYear": (8 - p.month[r.row]) % 12,
            "YearOfBirth": p.born_in[r.row],
            "MonthOfBirth": changed,
        }

    def _at_school(self, r: _Returned, year: int, term: str, day: int) -> Columns:
        p, size, seed = self.pupils, len(r.row), self.pupils.seed
        school = self._schools(r.row, r.stage, r.before)
        place = school_places(school, self._people)
        authority = nation.places().authority[place]
        listed = np.arange(len(nation.authorities().listed))
        entry = np.empty(size, dtype=np.int64)
        for number in range(len(STAGES)):
            of = r.stage == number
            entry[of] = p.entry(number, r.row[of], before=r.before[of])
            now = p.entry(number, r.row[of], before=np.zeros(of.sum(), dtype=bool)) - 1
            entry[of] = np.minimum(entry[of], np.where(r.is_gone[of], now, day))
        gone = np.where(r.is_gone, self._left_on(r), NEVER)
        zero, g = np.zeros(size, dtype=np.int64), r.group
        in_sixth_form = g >= FIRST_OF_SIXTH_FORM
        authorities = {name: text_keys(listed, seed, name, 5) for name in ("LA_anon", "LA_9Code_anon")}
        return {
            "EntryDate": entry,
            "LeavingDate": unless(NEVER, gone),
            "PartTime": zero,
            "Boarder": coded(zero, ["N"]),
            "NCyearActual": coded(g, _GROUPS, ~r.is_gone),
            "NCyearLeaving": coded(g, _GROUPS, r.is_gone),
            "TypeOfClass": coded(zero, ["O"]),
            "PHASE": coded(np.minimum(r.stage, 1), ["PS", "SS"]),
            "SourceTable": coded(r.is_gone.astype(np.int64), ["PupilsOnRoll", "PupilsNoLongerOnRoll"]),
            "DataCollection": coded(np.minimum(r.stage, 1), ["PLASC 2006", "School Census Spring 2006"]),
            "LAEstab_anon": school_keys(school, seed, "LAEstab"),
            "URN_anon": school_keys(school, seed, "URN"),
            "LA_anon": pa.DictionaryArray.from_arrays(pa.array(authority.astype(np.int16)), authorities["LA_anon"]),
            "LA_9Code_anon": pa.DictionaryArray.from_arrays(
                pa.array(authority.astype(np.int16)), authorities["LA_9Code_anon"]
            ),
            "LA_LGR_anon": pa.DictionaryArray.from_arrays(pa.array(authority.astype(np.int16)), authorities["LA_anon"]),
            "SchoolLunchTaken": only_where(g <= 2, (keyed(keys(seed, p.number[r.row], day), "lunch") < 0.85) * 1),
            "YSSA": coded((keyed(p.key[r.row], "assent") < 0.1) * 1, ["Yes", "UNS"], g >= FIRST_OF_SECONDARY),
            "SBEntitlement": (~in_sixth_form).astype(np.int64),
        }

    def _left_on(self, r: _Returned) -> Array:
        found = np.empty(len(r.row), dtype=np.int64)
        for number in range(len(STAGES)):
            of = r.stage == number
            found[of] = self.pupils.entry(number, r.row[of], before=np.zeros(of.sum(), dtype=bool)) - 1
        return found

    def _described(self, r: _Returned, year: int, term: str, day: int) -> Columns:
        p, row, g = self.pupils, r.row, r.group
        ethnic = self.ethnic[row]
        minor = coded(ethnic, ETHNIC_CODES)
        in_words = coded(ethnic, [_IN_WORDS[code] for code in ETHNIC_CODES])
        language, first = self.language
        claims = self.claims
        six = ever(claims, row, g, _YEARS_OF_MEALS)
        has, code, kind = self.needs(row, g, year)
        older = (term != "spring" and year <= 2008) or year < TERMLY
        source = keyed(p.key[row], "said by")
        found: dict[str, pa.Array | Array] = {
            "Ethnicity": minor,
            "EthnicGroupMajor": coded(ethnic, [_MAJOR[name[0]] for name in ETHNIC_CODES]),
            "EthnicGroup" if older else "EthnicGroupMinor": in_words if year == 2001 else minor,
            "EthnicitySource": coded((source < 0.1) + (source < 0.02) * 1, ["P", "C", "S"]),
            "FirstLanguage": coded(first[row], FIRST_LANGUAGES),
            "Language": language.take(pa.array(row)),
            "LanguageGroup": coded(first[row], FIRST_LANGUAGES),
            "LanguageGroupMinor": coded(first[row], FIRST_LANGUAGES),
            "LanguageGroupMajor": coded(np.array([0, 0, 1, 1, 2])[first[row]], ["1_ENG", "2_OTH", "3_UNCL"]),
            "FSMeligible": claims[row, g] * 1,
            "EVERFSM_6": six * 1,
            "EVERFSM_6_P": six * 1,
            "EVERFSM_3": ever(claims, row, g, 3) * 1,
            "EVERFSM_ALL": ever(claims, row, g, FIRST_OF_SIXTH_FORM + 2) * 1,
            "PPEntitlement": (six & (g < FIRST_OF_SIXTH_FORM)) * 1,
            "SENprovision": coded(code, PROVISIONS),
            "SENprovisionMajor": coded(np.array([0, 1, 1, 1, 2, 2])[code], ["1_NON", "2_SNS", "3_SS"]),
            "PrimarySENtype": coded(kind, NEED_TYPES, has),
            "SecondarySENtype": coded(
                (kind + 1) % 6,
                [t.replace("SEMH", "MLD") for t in NEED_TYPES],
                has & (keyed(p.key[row], "second need") < 0.15),
            ),
            "SENUnitIndicator": only_where(has, (has & (keyed(p.key[row], "unit") < 0.03)) * 1),
            "ResourcedProvisionIndicator": only_where(has, (has & (keyed(p.key[row], "resourced") < 0.03)) * 1),
            "SpecialProvisionIndicator": only_where(has, (has & (keyed(p.key[row], "unit") < 0.03)) * 1),
            "TopUpFunding": coded((p.needs[row] == 2) * 1, ["0", "1"]),
            "GandTindicator": (keyed(p.key[row], "gifted") < 0.08) * 1,
            "ServiceChild": coded((keyed(p.key[row], "service") < 0.008) * 1, ["N", "Y"]),
            "ServiceChildSource": coded(np.zeros(len(row)), ["P"]),
        }
        return found

    def _at_home(self, r: _Returned, year: int, term: str, day: int) -> Columns:
        p, row = self.pupils, r.row
        person, when = p.number[row], np.full(len(row), day)
        home = p.of.home_on(person, when)
        before = p.of.home_on(person, when - 182)
        late = (home != before) & p.lost("home_late", keys(p.seed, person, year, TERMS.index(term)), row)
        home = np.where(late, before, home)
        silent = p.lost("home_silent", keys(p.seed, person, year), row)
        known = ~silent
        area = small_area_codes(home)
        lacking = pa.array(np.arange(len(row)), mask=silent)
        places = nation.places()
        school = school_places(self._schools(row, r.stage, r.before), self._people)
        beside = school_places(self._schools(row, r.stage, ~r.before), self._people)
        own, other = (
            np.hypot(places.east[home] - places.east[at], places.north[home] - places.north[at]) / _MILE
            for at in (school, beside)
        )
        authority = pa.array(places.authority[home].astype(np.int16), mask=silent)
        listed = np.arange(len(nation.authorities().listed))
        deprived = place_deprivation()[home]
        rank = ranked(2019).rank[places.small_area[home]]
        moved = p.of.home_on(person, when - 365) != home
        travel = keyed(keys(p.seed, person, year), "travel")
        walks = np.where(own < _WALKED, 0.75, 0.04)
        mode = np.where(travel < walks, 0, 1 + np.floor((travel - walks) / (1 - walks) * (len(_TRAVEL) - 1)))
        return {
            "LSOA01": area.take(lacking),
            "LSOA11": area.take(lacking),
            "OACODE": output_area_codes(home).take(lacking),
            "IDACI_S": only_where(known, np.round(0.02 + 0.62 * deprived**2.2, 3)),
            "IDACI_R": only_where(known, rank),
            "HomeLA_anon": pa.DictionaryArray.from_arrays(authority, text_keys(listed, p.seed, "LA_anon", 5)),
            "HomeLA_9Code_anon": pa.DictionaryArray.from_arrays(
                authority, text_keys(listed, p.seed, "LA_9Code_anon", 5)
            ),
            "MobilityInd": np.where(silent, 3, moved * 1),
            "DistCurrSch": only_where(known, np.round(own, 2)),
            "DistNearSch": only_where(known, np.round(np.minimum(own, other), 2)),
            "ModeOfTravel": coded(mode, _TRAVEL),
        }

    def _after_16(self, r: _Returned, year: int, term: str, day: int) -> Columns:
        p, row = self.pupils, r.row
        grown = r.group >= FIRST_OF_SIXTH_FORM
        hours = 480 + 120 * keyed(p.key[row], "planned hours")
        beside = np.round(40 + 40 * keyed(p.key[row], "hours beside"))
        second = r.group > FIRST_OF_SIXTH_FORM
        found: dict[str, pa.Array | Array] = {
            "FTEmp": only_where(grown, np.zeros(len(row), dtype=np.int64)),
            "QualHrs": only_where(grown, np.round(hours)),
            "Non_qualHrs": only_where(grown, beside),
            **dict.fromkeys(("QualHrsPrev", "QualHrsPreviousYear"), only_where(second, np.round(hours))),
            **dict.fromkeys(("Non_qualHrsPrev", "Non-qualHrsPreviousYear"), only_where(second, beside)),
        }
        for subject, named in (("Maths", "mathematics"), ("English", "english")):
            grade = p.grade(f"{named}_grade")[row]
            texts, which = np.unique(grade, return_inverse=True)
            told = coded(which, texts.tolist(), grown & (grade != ""))
            passed = np.isin(grade, ("A*", "A", "B", "C", "9", "8", "7", "6", "5", "4"))
            since = coded(passed * 1, ["3", "1"], grown & (grade != ""))
            found |= {
                **dict.fromkeys(
                    (f"{subject}GCSEHighestPriorAttainmentPreviousYear", f"{subject}GCSEHighestPriorAttainment"), told
                ),
                **dict.fromkeys(
                    (f"{subject}GCSEPriorAttainmentYear11", f"{subject}GCSEPriorAttainmentYearGroup"), since
                ),
                f"{subject}GCSEFundingExemption": coded(np.zeros(len(row)), ["N"], grown),
            }
        return found

    def _before_2006(self, r: _Returned, year: int, term: str, day: int) -> Columns:
        """What sixth formers took, as the yearly census asked."""
        grown = r.group >= FIRST_OF_SIXTH_FORM
        zero = np.zeros(len(r.row), dtype=np.int64)
        return {
            "Alevel": only_where(grown, zero + 3),
            **{name: only_where(grown, zero) for name in ("PostAdvanced", "GCSE", "GNVQ", "PreGNVQ", "NVQ")},
            "Other": coded(zero, ["N"], grown),
        }

    # What is so of each pupil ---------------------------------------------------------------------------------------

    @cached_property
    def ethnic(self) -> Array:
        """The ethnic group that schools have of each: mostly the true one."""
        p = self.pupils
        place = {code: n for n, code in enumerate(ETHNIC_CODES)}
        true = np.zeros(p.size, dtype=np.int64)
        for group, code in MINOR.items():
            true[p.ethnicity == group] = place[code]
        other = np.array([place[_OTHERWISE.get(code[0], code)] for code in ETHNIC_CODES])
        told = np.where(p.lost("ethnicity_otherwise", p.key), other[true], true)
        silent = p.lost("ethnicity_silent", p.key)
        which = (keyed(p.key, "refused") < 0.5) * 1
        return np.where(silent, np.array([place[code] for code in _SILENT])[which], told)

    @cached_property
    def language(self) -> tuple[pa.Array, Array]:
        """The language of those whose first is not English, and whether it is, of each."""
        p = self.pupils
        share, draw = np.zeros(p.size), keyed(p.key, "which language")
        names = sorted({*_ANY_LANGUAGE, *(name for some in _LANGUAGES.values() for name in some)})
        which = np.zeros(p.size, dtype=np.int64)
        for group, of in _ANOTHER_LANGUAGE.items():
            mine = p.ethnicity == group
            share[mine] = of
            some = np.array([names.index(name) for name in _LANGUAGES.get(group, _ANY_LANGUAGE)])
            which[mine] = some[np.floor(draw[mine] * len(some)).astype(np.int64)]
        other = keyed(p.key, "first language") < np.where(p.arrived > 0, np.minimum(1.3 * share, 0.95), share)
        believed = keyed(p.key, "believed") < 0.03
        first = np.where(p.lost("language_silent", p.key), 4, 2 * other + believed)
        return coded(which, names, (first == 2) | (first == 3)), first

    @cached_property
    def claims(self) -> Array:
        """By year group, whether each is entitled to free meals and claims them.

        Entitlement is one span of years. Of those who have it in the last six years of school it reaches into these.
        """
        p = self.pupils
        start = np.where(
            p.free_meals, spread(keyed(p.key, "meals from"), 0, 9), spread(keyed(p.key, "meals from"), 0, 3)
        )
        until = spread(keyed(p.key, "meals until"), _YEARS_OF_MEALS, FIRST_OF_SIXTH_FORM + 1)
        end = np.where(p.free_meals, np.maximum(start, until), 4)
        has = p.free_meals | (keyed(p.key, "earlier meals") < _EARLIER_MEALS)
        found = np.zeros((p.size, FIRST_OF_SIXTH_FORM + 2), dtype=bool)
        for group in range(found.shape[1]):
            claimed = ~p.lost("meals_not_claimed", keys(p.seed, p.number, group))
            found[:, group] = has & (start <= group) & (group <= end) & claimed
        return found

    def needs(self, row: Array, group: Array, year: int) -> tuple[Array, Array, Array]:
        """Whether each has special needs that the school sees, which provision, and the main type of need."""
        p = self.pupils
        needs, draw = p.needs[row], keyed(p.key[row], "needs")
        since = spread(keyed(p.key[row], "needs since"), 0, 6)
        unseen = (needs == 1) & p.lost("needs_not_seen", keys(p.seed, p.number[row], year), row)
        has = (needs > 0) & (group >= since) & ~unseen
        has_plan = year >= _PLANS_SINCE + np.floor(draw * (_STATEMENTS_UNTIL - _PLANS_SINCE))
        plan = np.where(has_plan & (year >= _PLANS_SINCE), PROVISIONS.index("E"), PROVISIONS.index("S"))
        if year >= _PLANS_SINCE:
            support = np.full(len(row), PROVISIONS.index("K"))
        else:
            support = np.where(draw < 0.62, PROVISIONS.index("A"), PROVISIONS.index("P"))
        code = np.where(has, np.where(needs == 2, plan, support), 0)
        some = np.array([NEED_TYPES.index(name) for name in _WITHOUT_CATEGORY])
        kind = some[np.floor(keyed(p.key[row], "type of need") * len(some)).astype(np.int64)]
        for category, name in _NEEDS.items():
            kind = np.where(p.category[row] == category, NEED_TYPES.index(name), kind)
        if year < _PLANS_SINCE:
            kind = np.where(kind == NEED_TYPES.index("SEMH"), NEED_TYPES.index("BESD"), kind)
        return has, code, kind


def ever(claims: Array, row: Array, group: Array, years: int) -> Array:
    """Who had free meals in any of so many years up to now."""
    found = np.zeros(len(row), dtype=bool)
    for back in range(years):
        at = group - back
        found |= (at >= 0) & claims[row, np.maximum(at, 0)]
    return found
