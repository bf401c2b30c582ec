"""Who may be fully funded.

Each rule is tried on one learner whom it reports, on the day before and after it holds, at the ages beside its own, and
with everything that takes the learner out of it, one at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from alder.sources.ilr.rules import full_funding as rules
from alder.sources.ilr.rules import full_funding_2020 as old

EXEMPT_2016 = ("LDM 034", "LDM 328", "LDM 347", "RES 1")
EXEMPT = (*EXEMPT_2016, "LDM 363", "DAM 023")


@dataclass(frozen=True)
class Tried:
    """One version of one rule: when it holds, for which ages, and what it leaves out."""

    rule: Any
    first: str
    last: str
    ages: tuple[int, int]
    model: int = 35
    marks: tuple[str, ...] = EXEMPT
    benefits: tuple[str, ...] = ()
    level: str = "1"
    prior: str = ""
    skills: tuple[int, ...] = (1,)
    category: int | None = None
    plain: tuple[str, ...] = ()
    before: bool = True


ALLOWANCE, OTHER_OUT, CREDIT_OUT = "10 BSI 1", "11 BSI 3", "12 BSI 4"
NEWER_OUT, LITTLE_WORK = "11 BSI 6", "10 BSI 4 EII 2"

TRIED = [
    Tried(rules.fully_funded_over_24_before_2016, "2010-08-01", "2016-07-31", (24, 120), marks=EXEMPT_2016,
          benefits=(ALLOWANCE, OTHER_OUT, CREDIT_OUT), plain=("LDM 363",), before=False),
    Tried(rules.fully_funded_over_24_in_2016, "2016-08-01", "2017-07-31", (24, 120), marks=EXEMPT_2016,
          benefits=(ALLOWANCE, OTHER_OUT, CREDIT_OUT), plain=("LDM 363",)),
    Tried(rules.fully_funded_level_2_before_2020, "2017-08-01", "2020-07-31", (19, 23), level="2",
          benefits=(ALLOWANCE, OTHER_OUT, CREDIT_OUT)),
    Tried(rules.fully_funded_again_before_2020, "2017-08-01", "2020-07-31", (19, 23), prior="PriorLevel",
          benefits=(OTHER_OUT, CREDIT_OUT)),
    Tried(rules.fully_funded_over_24_before_2020, "2017-08-01", "2020-07-31", (24, 120),
          benefits=(OTHER_OUT, CREDIT_OUT)),
    Tried(rules.fully_funded_level_2_to_2024, "2020-08-01", "2024-07-31", (19, 23), level="2", skills=(1, 43),
          benefits=(OTHER_OUT, CREDIT_OUT)),
    Tried(rules.fully_funded_again_to_2024, "2020-08-01", "2024-07-31", (19, 23), prior="PriorLevel",
          skills=(1, 43, 44), benefits=(OTHER_OUT, CREDIT_OUT)),
    Tried(rules.fully_funded_over_24_to_2024, "2020-08-01", "2024-07-31", (24, 120), skills=(1, 43, 44),
          marks=("LDM 034", "LDM 328", "LDM 363", "RES 1", "DAM 023"), plain=("LDM 347",),
          benefits=(ALLOWANCE, NEWER_OUT, LITTLE_WORK)),
    Tried(rules.fully_funded_level_2, "2024-08-01", "", (19, 23), model=38, level="2",
          marks=("LDM 391", "RES 1", "DAM 023"), plain=("LDM 034", "SOF 110")),
    Tried(rules.fully_funded_up_to_level_2, "2024-08-01", "", (19, 23), model=38, skills=(1, 43, 44),
          marks=("LDM 391", "RES 1", "SOF 110"), plain=("DAM 023",)),
    Tried(rules.fully_funded_over_24, "2024-08-01", "", (24, 120), model=38, skills=(1, 43, 44),
          marks=("LDM 391", "RES 1", "DAM 023"), plain=("SOF 110",)),
    Tried(rules.level_3_over_24, "2024-08-01", "", (24, 120), model=38, level="3", category=38, skills=(),
          marks=("LDM 378", "LDM 395", "RES 1", "DAM 023"), plain=("LDM 391",)),
    Tried(rules.full_level_2_again, "2024-08-01", "", (19, 23), model=38, prior="PriorLevel", category=37,
          skills=(1, 43, 44), marks=("LDM 391", "RES 1", "SOF 110"), plain=("DAM 023",)),
    Tried(old.fully_funded_again_before_2016_2020, "2010-08-01", "2016-07-31", (19, 23), marks=EXEMPT_2016,
          prior="PriorAttain", benefits=(ALLOWANCE, OTHER_OUT, CREDIT_OUT), before=False),
    Tried(old.fully_funded_over_24_before_2016_2020, "2010-08-01", "2016-07-31", (24, 120), marks=EXEMPT_2016,
          benefits=(ALLOWANCE, OTHER_OUT, CREDIT_OUT), before=False),
    Tried(old.fully_funded_again_in_2016_2020, "2016-08-01", "2017-07-31", (19, 23), marks=EXEMPT_2016,
          prior="PriorAttain", benefits=(ALLOWANCE, OTHER_OUT, LITTLE_WORK)),
    Tried(old.fully_funded_over_24_in_2016_2020, "2016-08-01", "2017-07-31", (24, 99), marks=EXEMPT_2016,
          benefits=(ALLOWANCE, OTHER_OUT, LITTLE_WORK)),
    Tried(old.fully_funded_level_2_before_2020_2020, "2017-08-01", "2020-07-31", (19, 23), level="2",
          benefits=(ALLOWANCE, OTHER_OUT, LITTLE_WORK)),
    Tried(old.fully_funded_again_before_2020_2020, "2017-08-01", "2020-07-31", (19, 23), prior="PriorAttain",
          benefits=(ALLOWANCE, OTHER_OUT, LITTLE_WORK)),
    Tried(old.fully_funded_over_24_before_2020_2020, "2017-08-01", "2020-07-31", (24, 99),
          benefits=(ALLOWANCE, OTHER_OUT, LITTLE_WORK)),
    Tried(old.fully_funded_level_2_since_2020, "2020-08-01", "", (19, 23), level="2", skills=(1, 43),
          marks=(*EXEMPT, "LDM 376"), benefits=(ALLOWANCE, NEWER_OUT, LITTLE_WORK)),
    Tried(old.fully_funded_again_since_2020, "2020-08-01", "", (19, 23), prior="PriorAttain", skills=(1, 43),
          marks=(*EXEMPT, "LDM 376"), benefits=(ALLOWANCE, NEWER_OUT, LITTLE_WORK)),
    Tried(old.fully_funded_over_24_since_2020, "2020-08-01", "", (24, 120), skills=(1, 43), plain=("LDM 376",),
          benefits=(ALLOWANCE, NEWER_OUT, LITTLE_WORK)),
]  # fmt: skip
"""`marks` take a learner out, `plain` ones do not; `benefits` are an employment status with what goes beside it."""


@pytest.mark.parametrize("tried", TRIED, ids=lambda t: t.rule.__name__)
def test_full_funding_has_a_reason(breaks, tried):
    cases = Cases(tried)
    parameters = set(tried.rule.__code__.co_varnames[: tried.rule.__code__.co_argcount])
    given = {n: t for n, t in cases.tables().items() if n in parameters}
    breaks(tried.rule, **given, expect=cases.expected)


class Cases:
    """The learners on whom a rule is tried."""

    def __init__(self, tried: Tried) -> None:
        self.tried = tried
        self.learners: list[str] = []
        self.prior: list[str] = []
        self.aims: list[str] = []
        self.fams: list[str] = []
        self.employment: list[str] = []
        self.monitoring: list[str] = []
        self.files: list[str] = []
        self.expected: list[str] = []
        self._add_all()

    def _add_all(self) -> None:
        tried = self.tried
        first, last = date.fromisoformat(tried.first), tried.last and date.fromisoformat(tried.last)
        youngest, oldest = tried.ages
        self._add("first day", True)
        if tried.before:
            self._add("day before", False, start=first - timedelta(days=1))
        if last:
            self._add("last day", True, start=last)
            self._add("day after", False, start=last + timedelta(days=1))
        self._add("a year too young", False, age=youngest - 1)
        if oldest < 120:
            self._add("of the last age", True, age=oldest)
            self._add("a year too old", False, age=oldest + 1)
        self._add("born on no day", False, age=None)
        self._add("other funding", False, model=99)
        self._add("co-funded", tried.rule is rules.level_3_over_24, full="2")
        self._add("not on the list", False, aim="69999999")
        for mark in tried.marks:
            self._add(f"exempt by {mark}", False, marks=(mark,))
        for mark in tried.plain:
            self._add(f"not exempt by {mark}", True, marks=(mark,))
        for benefit in tried.benefits:
            self._add(f"on benefits {benefit}", False, benefit=benefit)
        for skill in tried.skills:
            self._add(f"skills {skill}", False, aim=f"500000{skill:02}")
        if tried.prior:
            self._add("without level 2", False, has_level=False)
        if tried.skills and tried.model == 35:
            self._add("apprenticeship", False, programme="25")
        if "provider" in tried.rule.__code__.co_varnames:
            self._add("specialist college", False, ukprn="10000002")

    def _add(
        self,
        case: str,
        breaks: bool,
        *,
        start: date | None = None,
        age: int | None = -1,
        model: int | None = None,
        full: str = "1",
        aim: str = "60000001",
        marks: tuple[str, ...] = (),
        benefit: str = "",
        has_level: bool = True,
        programme: str = "",
        ukprn: str = "10000001",
    ) -> None:
        day = start or date.fromisoformat(self.tried.first)
        years = self.tried.ages[0] if age == -1 else age
        born = "" if years is None else str(day.replace(year=day.year - years))
        old_level = ("10" if has_level else "7") if self.tried.prior == "PriorAttain" else ""
        self.learners.append(f"{case} | {born} | {old_level}")
        self.prior.append(f"{case} | {'6' if has_level else '3'} | 2010-01-01")
        self.aims.append(f"{case} | {aim} | {day} | {model or self.tried.model} | {programme}")
        self.fams.append(f"{case} | FFI | {full}")
        self.fams += [f"{case} | {m.replace(' ', ' | ')}" for m in marks]
        status, *monitored = benefit.split() or ["10"]
        self.employment.append(f"{case} | {status} | 2005-01-01")
        pairs = zip(monitored[::2], monitored[1::2], strict=True)
        self.monitoring += [f"{case} | {type} | {code}" for type, code in pairs]
        self.files.append(f"{case} | {ukprn}")
        if breaks:
            self.expected.append(case)

    def tables(self) -> dict[str, str]:
        tried = self.tried
        codes = ["60000001", *(f"500000{s:02}" for s in tried.skills)]
        categories = [f"{c} | {tried.category} | 2000-08-01" for c in codes] if tried.category else ["69999998 | 1 |"]
        return {
            "learner": "\n".join(["case | DateOfBirth | PriorAttain", *self.learners]),
            "prior": "\n".join(["case | PriorLevel | DateLevelApp", *self.prior]),
            "aim": "\n".join(["case | LearnAimRef | LearnStartDate | FundModel | ProgType", *self.aims]),
            "fam": "\n".join(["case | LearnDelFAMType | LearnDelFAMCode", *self.fams]),
            "employment": "\n".join(["case | EmpStat | DateEmpStatApp", *self.employment]),
            "monitoring": "\n".join(["case | ESMType | ESMCode", *(self.monitoring or ["first day | LOU | 1"])]),
            "file": "\n".join(["case | UKPRN", *self.files]),
            "provider": "UKPRN | LegalOrgType\n10000001 | UGFE\n10000002 | USDC",
            "lars_delivery": "\n".join(
                [
                    "LearnAimRef | NotionalNVQLevelv2 | EffectiveFrom",
                    *(f"{c} | {tried.level} | 2000-08-01" for c in codes),
                ]
            ),
            "lars_annual_value": "\n".join(
                [
                    "LearnAimRef | BasicSkillsType | EffectiveFrom",
                    "60000001 | 40 | 2000-08-01",
                    *(f"500000{s:02} | {s} | 2000-08-01" for s in tried.skills),
                ]
            ),
            "lars_validity": "\n".join(
                ["LearnAimRef | ValidityCategory | StartDate", *(f"{c} | ADULT_SKILLS | 2000-08-01" for c in codes)]
            ),
            "lars_category": "\n".join(["LearnAimRef | CategoryRef | EffectiveFrom", *categories]),
        }


def test_a_full_level_2_is_not_a_part_of_it(breaks):
    full = "LearnAimRef | CategoryRef | EffectiveFrom\n60000001 | 37 | 2010-08-01"
    part = full.replace("60000001", "60000002")
    cases = Cases(next(t for t in TRIED if t.rule is rules.fully_funded_level_2))
    given = {
        n: t for n, t in cases.tables().items() if n in ("learner", "aim", "fam", "lars_delivery", "lars_annual_value")
    }
    breaks(rules.fully_funded_level_2, **given, lars_category=full, expect=[])
    breaks(rules.fully_funded_level_2, **given, lars_category=part, expect=cases.expected)


def test_before_2016_levels_3_and_4_need_a_full_level_3(breaks):
    cases = "full level 3 | level 2 | no level 2"
    learner = """
        case         | DateOfBirth | PriorAttain
        full level 3 | 1995-01-01  | 3
        level 2      | 1995-01-01  | 2
        no level 2   | 1995-01-01  | 1
    """
    rows = [c.strip() for c in cases.split("|")]
    breaks(
        old.fully_funded_again_before_2016_2020,
        learner=learner,
        aim="case | LearnAimRef | LearnStartDate | FundModel"
        + "".join(f"\n{c} | 60000001 | 2015-09-01 | 35" for c in rows),
        fam="case | LearnDelFAMType | LearnDelFAMCode" + "".join(f"\n{c} | FFI | 1" for c in rows),
        lars_delivery="LearnAimRef | NotionalNVQLevelv2\n60000001 | 3",
        lars_annual_value="LearnAimRef | BasicSkillsType\n60000001 | 40",
        lars_category="LearnAimRef | CategoryRef\n60000001 | 1",
        provider="UKPRN | LegalOrgType\n10000001 | UGFE",
        expect=["full level 3"],
    )


def test_level_2_counts_whenever_it_was_reached_since_2024_and_at_last_before(breaks):
    tables = {
        "learner": """
            case           | DateOfBirth
            level 2 before | {0}-01-01
            level 2 last   | {0}-01-01
            never          | {0}-01-01
        """,
        "prior": """
            case           | PriorLevel | DateLevelApp
            level 2 before | 6          | 2015-08-01
            level 2 before | 3          | 2016-08-01
            level 2 last   | 3          | 2015-08-01
            level 2 last   | 6          | 2016-08-01
            never          | 3          | 2016-08-01
        """,
        "aim": """
            case           | LearnAimRef | LearnStartDate | FundModel
            level 2 before | 60000001    | {1}            | {2}
            level 2 last   | 60000001    | {1}            | {2}
            never          | 60000001    | {1}            | {2}
        """,
        "fam": """
            case           | LearnDelFAMType | LearnDelFAMCode
            level 2 before | FFI             | 1
            level 2 last   | FFI             | 1
            never          | FFI             | 1
        """,
        "lars_annual_value": "LearnAimRef | BasicSkillsType\n60000001 | 40",
        "lars_category": "LearnAimRef | CategoryRef\n60000001 | 37",
    }
    late = {n: t.format(2004, "2025-09-01", 38) for n, t in tables.items()}
    breaks(rules.full_level_2_again, **late, expect=["level 2 before", "level 2 last"])
    early = {n: t.format(1999, "2020-09-01", 35) for n, t in tables.items()}
    early["lars_delivery"] = "LearnAimRef | NotionalNVQLevelv2\n60000001 | 2"
    breaks(rules.fully_funded_again_to_2024, **early, expect=["level 2 last"])
