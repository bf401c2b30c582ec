"""Learner records: the learner, and the small records that hang on the learner alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alder.synth import fictitious, places, shares
from alder.synth.days import on
from alder.synth.draws import BLOCK, spread
from alder.synth.learning import low_grade
from alder.synth.persons import (
    births,
    employed_at_start,
    grade,
    has_difficulty,
    has_plan,
    high_needs,
    ladder,
    move_day,
    part_time,
    references,
)
from alder.synth.records import ABSENT, Records, codes, gather, words
from alder.synth.shares import ADULT, APPRENTICE, COMMUNITY, HIGHER, LOAN, STUDY

if TYPE_CHECKING:
    from alder.synth.draws import Array
    from alder.synth.story import Snapshot, Story


def learner_records(now: Snapshot) -> Records:
    """The Learner records of every place of the block."""
    story = now.story
    c = story.careers
    kind = c.kind
    female = np.select([kind == k for k in shares.FEMALE], list(shares.FEMALE.values()), 0.5)
    sex = np.where(story.draw("sex") < female, "F", "M").astype(object)
    lldd = np.where(has_difficulty(story), 1, np.where(story.draw("lldd unknown") < shares.LLDD_UNKNOWN, 9, 2))
    hours = np.select(
        [kind == STUDY, kind == ADULT, kind == COMMUNITY, kind == HIGHER],
        [
            np.where(part_time(story), spread(story.draw("hours"), 180, 400), spread(story.draw("hours"), 545, 640)),
            spread(story.draw("hours"), 30, 320),
            spread(story.draw("hours"), 12, 60),
            spread(story.draw("hours"), 360, 480),
        ],
        spread(story.draw("hours"), 30, 400),
    )
    old, new = places.homes(story)
    moved = now.known(move_day(story), story.lag)
    postcodes = np.array(story.places.postcodes, dtype=object)
    house = spread(story.draw("house"), 1, 180).tolist()
    street = words(spread(story.draw("street"), 0, len(fictitious.STREETS) - 1), fictitious.STREETS).tolist()
    given = words(spread(story.draw("given"), 0, len(fictitious.GIVEN_NAMES) - 1), fictitious.GIVEN_NAMES)
    family = words(spread(story.draw("family"), 0, len(fictitious.FAMILY_NAMES) - 1), fictitious.FAMILY_NAMES)
    insured = (kind == APPRENTICE) | (np.isin(kind, (ADULT, LOAN)) & employed_at_start(story))
    refs = references(story)
    prior = np.array(shares.OLD_LADDER)[ladder(story)]
    fields = {
        "LearnRefNumber": refs,
        "ULN": fictitious.ulns(story.provider.number, story.block, c.since),
        "FamilyName": family,
        "GivenNames": given,
        "DateOfBirth": births(story),
        "Ethnicity": codes(story.draw("ethnicity"), shares.ETHNICITY),
        "Sex": sex,
        "LLDDHealthProb": lldd,
        "NINumber": np.where(insured, _insurance_numbers(story), ""),
        "PriorAttain": np.where(story.draw("prior unknown") < 0.02, 97, prior),
        "ALSCost": np.where(high_needs(story), spread(story.draw("cost"), 6000, 19000), ABSENT),
        "PlanLearnHours": np.where(kind == APPRENTICE, ABSENT, hours),
        "PlanEEPHours": np.where(kind == STUDY, spread(story.draw("eep"), 20, 90), ABSENT),
        "MathGrade": grade(story, "maths"),
        "EngGrade": grade(story, "English"),
        "PostcodePrior": postcodes[old],
        "Postcode": postcodes[np.where(moved, new, old)],
        "AddLine1": np.array([f"{n} {s}" for n, s in zip(house, street, strict=True)], dtype=object),
        "AddLine2": words(old % len(fictitious.TOWNS), fictitious.TOWNS),
        "TelNo": np.where(story.draw("has phone") < 0.9, _telephones(story), ""),
        "Email": np.where(story.draw("has mail") < 0.8, refs + "@example.org", ""),
    }
    return Records(np.arange(BLOCK), fields)


def _insurance_numbers(story: Story) -> Array:
    digits = spread(story.draw("insurance"), 0, 999_999).tolist()
    letter = words(spread(story.draw("insurance letter"), 0, 3), tuple("ABCD")).tolist()
    return np.array([f"ZZ{n:06d}{x}" for n, x in zip(digits, letter, strict=True)], dtype=object)


def _telephones(story: Story) -> Array:
    return np.array([f"01632{960_000 + n}" for n in spread(story.draw("phone"), 0, 999).tolist()], dtype=object)


def prior_attainment(now: Snapshot) -> Records:
    """PriorAttain since 2021/22: dated levels, for some the one before as well."""
    story = now.story
    level = ladder(story)
    day = story.careers.start - spread(story.draw("prior day"), 30, 600)
    everybody = np.arange(BLOCK)
    two = np.flatnonzero((level > 1) & (story.draw("two levels") < 0.2))
    table = np.array(shares.NEW_LADDER)
    return gather(
        [
            {"owner": two, "PriorLevel": table[level[two] - 1], "DateLevelApp": day[two] - 365},
            {"owner": everybody, "PriorLevel": table[level], "DateLevelApp": day},
        ]
    )


def health_problems(now: Snapshot) -> Records:
    """LLDDandHealthProblem: a primary category, and a second for some."""
    story = now.story
    # Asperger's syndrome (15) counts as autism (14) since August 2025.
    late = story.careers.start >= on(2025, 8, 1)
    drawn = (codes(story.draw(of), shares.LLDD_CATEGORIES) for of in ("category", "second category"))
    first, second = (np.where(late & (category == 15), 14, category) for category in drawn)
    who = np.flatnonzero(has_difficulty(story))
    more = np.flatnonzero(has_difficulty(story) & (story.draw("two categories") < 0.25) & (first != second))
    return gather(
        [
            {"owner": who, "LLDDCat": first[who], "PrimaryLLDD": np.ones(len(who), dtype=np.int64)},
            {"owner": more, "LLDDCat": second[more], "PrimaryLLDD": np.full(len(more), ABSENT)},
        ]
    )


def learner_fam(now: Snapshot) -> Records:
    """LearnerFAM: help that the learner gets, and what brought it."""
    story = now.story
    study = story.careers.kind == STUDY
    loan = story.careers.kind == LOAN
    marks = (
        ("HNS", 1, high_needs(story)),
        ("EHC", 1, has_plan(story)),
        ("SEN", 1, study & has_difficulty(story) & ~has_plan(story) & (story.draw("sen") < 0.3)),
        ("LSR", 55, study & (story.draw("bursary fund") < 0.16)),
        ("LSR", 58, loan & (story.draw("bursary fund") < 0.1)),
        ("EDF", 1, study & low_grade(story, "maths")),
        ("EDF", 2, study & low_grade(story, "English")),
        ("FME", 2, study & (story.draw("free meals") < 0.13)),
    )
    rows = []
    for type_, code, which in marks:
        who = np.flatnonzero(which)
        types = np.full(len(who), type_, dtype=object)
        rows.append({"owner": who, "LearnFAMType": types, "LearnFAMCode": np.full(len(who), code)})
    return gather(rows)


def contact_preferences(now: Snapshot) -> Records:
    """ContactPreference, collected to 2020/21: some agree to be contacted."""
    story = now.story
    agrees, phone = story.draw("agrees") < 0.3, story.draw("agrees how") < 0.5
    who, how = np.flatnonzero(agrees), np.flatnonzero(agrees & phone)
    return gather(
        [
            {
                "owner": who,
                "ContPrefType": np.full(len(who), "RUI", dtype=object),
                "ContPrefCode": np.full(len(who), 6),
            },
            {
                "owner": how,
                "ContPrefType": np.full(len(how), "PMC", dtype=object),
                "ContPrefCode": np.full(len(how), 5),
            },
        ]
    )


def contacts(learners: Records) -> Records:
    """LearnerContact, collected in 2016/17 only: the same address and numbers in records of their own."""
    f, n = learners.fields, len(learners)
    blank = np.full(n, "", dtype=object)
    one, two = np.full(n, 1), np.full(n, 2)
    base: dict[str, Array | int | str] = {"owner": learners.owner, "LocType": two, "ContType": two}
    base |= dict.fromkeys(("PostCode", "AddLine1", "AddLine2", "TelNumber", "Email"), blank)
    found = gather(
        [
            {**base, "ContType": one, "PostCode": f["PostcodePrior"]},
            {**base, "PostCode": f["Postcode"]},
            {**base, "LocType": one, "AddLine1": f["AddLine1"], "AddLine2": f["AddLine2"]},
            {**base, "LocType": np.full(n, 3), "TelNumber": f["TelNo"]},
            {**base, "LocType": np.full(n, 4), "Email": f["Email"]},
        ]
    )
    given = np.zeros(len(found), dtype=bool)
    for name in ("PostCode", "AddLine1", "TelNumber", "Email"):
        given |= found.fields[name] != ""
    return found.where(given)


def learner_monitoring(now: Snapshot) -> Records:
    """The provider's own group code, for some."""
    story = now.story
    who = np.flatnonzero(story.draw("has group") < 0.5)
    group = spread(story.draw("group"), 10, 99)[who].tolist()
    codes = np.array([f"GROUP-{n}" for n in group], dtype=object)
    return Records(who, {"ProvSpecLearnMonOccur": np.full(len(who), "A", dtype=object), "ProvSpecLearnMon": codes})


def learner_he(now: Snapshot) -> Records:
    """LearnerHE: where the learner lives in term time."""
    story = now.story
    who = np.flatnonzero(story.careers.kind == HIGHER)
    return Records(who, {"TTACCOM": codes(story.draw("lives"), ((2, 5), (7, 3), (8, 2)))[who]})
