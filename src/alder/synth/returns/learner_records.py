"""Learner records: the learner with the small records that hang on the learner alone, employment and destinations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alder.synth.population import fictitious, frequencies
from alder.synth.population.draws import NEVER, choose, on, spread
from alder.synth.population.fictitious import employers
from alder.synth.population.frequencies import ADULT, APPRENTICE, COMMUNITY, HIGHER, LOAN, STUDY
from alder.synth.population.learning import PAUSED
from alder.synth.population.record_columns import (
    ABSENT,
    SynthRecords,
    Texts,
    codes,
    constant,
    digits,
    gather,
    joined,
    texts,
)
from alder.synth.returns.roll import OUTCOMES

if TYPE_CHECKING:
    from alder.synth.population.draws import Array
    from alder.synth.population.record_columns import Column
    from alder.synth.returns.roll import Roll, Snapshot


def learner_records(now: Snapshot) -> SynthRecords:
    """The Learner records of every place of the block."""
    roll = now.roll
    settled = roll.once(_settled)
    before, home = roll.homes(now)
    postcodes = roll.places.vocabulary
    refs = roll.references(now)
    fields = {
        **settled.fields,
        "PrevUKPRN": roll.previous_providers(now),
        "ULN": roll.ulns(now),
        "Ethnicity": roll.ethnicity(now),
        "PriorAttain": prior_attainments(now),
    }
    written = {
        **settled.texts,
        "LearnRefNumber": refs,
        "PostcodePrior": Texts(before, postcodes),
        "Postcode": Texts(home, postcodes),
        "AddLine2": texts(before % len(fictitious.TOWNS), fictitious.TOWNS),
        "Email": joined(refs, "@example.org").where(roll.draw("has mail") < 0.8),
    }
    previous = roll.previous_references(now)
    if previous is not None:
        written["PrevLearnRefNumber"] = previous
    return SynthRecords(np.arange(roll.size), fields, written)


def prior_attainments(now: Snapshot) -> Array:
    """PriorAttain. Who is paid for as an adult has been asked."""
    known = np.array(frequencies.OLD_LADDER)[now.roll.ladder(now)]
    return np.where((now.roll.draw("prior unknown") < 0.02) & (now.roll.kind != ADULT), 97, known)


def difficulties(roll: Roll) -> Array:
    """LLDDHealthProb."""
    return np.where(roll.difficulty, 1, np.where(roll.draw("lldd unknown") < frequencies.LLDD_UNKNOWN, 9, 2))


def support_costs(roll: Roll) -> Array:
    """ALSCost."""
    return np.where(roll.high_needs, spread(roll.draw("cost"), 6000, 19000), ABSENT)


def _settled(roll: Roll) -> SynthRecords:
    """What is known of each learner from the first return on."""
    kind = roll.kind
    hours = np.select(
        [kind == STUDY, kind == ADULT, kind == COMMUNITY, kind == HIGHER],
        [
            np.where(roll.part_time, spread(roll.draw("hours"), 180, 400), spread(roll.draw("hours"), 545, 640)),
            spread(roll.draw("hours"), 30, 320),
            spread(roll.draw("hours"), 12, 60),
            spread(roll.draw("hours"), 360, 480),
        ],
        spread(roll.draw("hours"), 30, 400),
    )
    insured = (kind == APPRENTICE) | (np.isin(kind, (ADULT, LOAN)) & roll.employed)
    fields = {
        "DateOfBirth": roll.born,
        "LLDDHealthProb": difficulties(roll),
        "ALSCost": support_costs(roll),
        "PlanLearnHours": np.where(roll.programmes_only, ABSENT, hours),
        "PlanEEPHours": np.where(kind == STUDY, spread(roll.draw("eep"), 20, 90), ABSENT),
    }
    written = {
        "FamilyName": _one_of(roll, "family", fictitious.FAMILY_NAMES),
        "GivenNames": _one_of(roll, "given", fictitious.GIVEN_NAMES),
        "Sex": roll.sex,
        "NINumber": _insurance_numbers(roll).where(insured),
        "MathGrade": roll.grade("maths"),
        "EngGrade": roll.grade("English"),
        "AddLine1": _addresses(roll),
        "TelNo": texts(spread(roll.draw("phone"), 0, 999), _TELEPHONES).where(roll.draw("has phone") < 0.9),
    }
    return SynthRecords(np.arange(roll.size), fields, written)


def _one_of(roll: Roll, name: str, vocabulary: tuple[str, ...]) -> Texts:
    return texts(spread(roll.draw(name), 0, len(vocabulary) - 1), vocabulary)


_HOUSES = 180
_ADDRESSES = tuple(f"{n} {street}" for n in range(1, _HOUSES + 1) for street in fictitious.STREETS)
_TELEPHONES = tuple(f"01632{960_000 + n}" for n in range(1000))


def _addresses(roll: Roll) -> Texts:
    many = len(fictitious.STREETS)
    house, street = spread(roll.draw("house"), 1, _HOUSES), spread(roll.draw("street"), 0, many - 1)
    return texts((house - 1) * many + street, _ADDRESSES)


def _insurance_numbers(roll: Roll) -> Texts:
    letters = texts(spread(roll.draw("insurance letter"), 0, 3), ("A", "B", "C", "D"))
    return joined("ZZ", digits(spread(roll.draw("insurance"), 0, 999_999), 6), letters)


def prior_attainment(now: Snapshot) -> SynthRecords:
    """PriorAttain since 2021/22: dated levels, for some the one before as well."""
    roll = now.roll
    level = roll.ladder(now)
    day = roll.start - spread(roll.draw("prior day"), 30, 600)
    everybody = np.arange(roll.size)
    two = np.flatnonzero((level > 1) & (roll.draw("two levels") < 0.2))
    table = np.array(frequencies.NEW_LADDER)
    return gather(
        [
            {"owner": two, "PriorLevel": table[level[two] - 1], "DateLevelApp": day[two] - 365},
            {"owner": everybody, "PriorLevel": table[level], "DateLevelApp": day},
        ]
    )


def health_problems(roll: Roll) -> SynthRecords:
    """LLDDandHealthProblem: a primary category, and a second for some."""
    # Asperger's syndrome (15) counts as autism (14) since August 2025.
    late = roll.start >= on(2025, 8, 1)
    both = roll.difficulty_category, codes(roll.draw("second category"), frequencies.LLDD_CATEGORIES)
    first, second = (np.where(late & (category == 15), 14, category) for category in both)
    who = np.flatnonzero(roll.difficulty)
    more = np.flatnonzero(roll.difficulty & (roll.draw("two categories") < 0.25) & (first != second))
    return gather(
        [
            {"owner": who, "LLDDCat": first[who], "PrimaryLLDD": np.ones(len(who), dtype=np.int64)},
            {"owner": more, "LLDDCat": second[more], "PrimaryLLDD": np.full(len(more), ABSENT)},
        ]
    )


def learner_fam(roll: Roll) -> SynthRecords:
    """LearnerFAM: help that the learner gets, and what brought it."""
    study = roll.kind == STUDY
    loan = roll.kind == LOAN
    marks = (
        ("HNS", 1, roll.high_needs),
        ("EHC", 1, roll.education_plan),
        ("SEN", 1, study & roll.difficulty & ~roll.education_plan & (roll.draw("sen") < 0.3)),
        ("LSR", 55, study & (roll.draw("bursary fund") < 0.16)),
        ("LSR", 58, loan & (roll.draw("bursary fund") < 0.1)),
        ("EDF", 1, study & roll.low_grade("maths")),
        ("EDF", 2, study & roll.low_grade("English")),
        ("FME", 2, roll.free_meals),
    )
    rows: list[dict[str, Column]] = []
    for type_, code, which in marks:
        who = np.flatnonzero(which)
        rows.append({"owner": who, "LearnFAMType": type_, "LearnFAMCode": code})
    return gather(rows)


def contact_preferences(roll: Roll) -> SynthRecords:
    """ContactPreference, collected to 2020/21: some agree to be contacted."""
    agrees, phone = roll.draw("agrees") < 0.3, roll.draw("agrees how") < 0.5
    who, how = np.flatnonzero(agrees), np.flatnonzero(agrees & phone)
    return gather(
        [
            {"owner": who, "ContPrefType": "RUI", "ContPrefCode": 6},
            {"owner": how, "ContPrefType": "PMC", "ContPrefCode": 5},
        ]
    )


def contacts(learners: SynthRecords) -> SynthRecords:
    """LearnerContact, collected in 2016/17 only: the same address and numbers in records of their own."""
    f, owner = learners.texts, learners.owner
    base: dict[str, Column] = {"owner": owner, "LocType": 2, "ContType": 2}
    base |= dict.fromkeys(_CONTACT_TEXTS, "")
    found = gather(
        [
            {**base, "ContType": 1, "PostCode": f["PostcodePrior"]},
            {**base, "PostCode": f["Postcode"]},
            {**base, "LocType": 1, "AddLine1": f["AddLine1"], "AddLine2": f["AddLine2"]},
            {**base, "LocType": 3, "TelNumber": f["TelNo"]},
            {**base, "LocType": 4, "Email": f["Email"]},
        ]
    )
    return found.where(np.logical_or.reduce([found.texts[name].codes != ABSENT for name in _CONTACT_TEXTS]))


_CONTACT_TEXTS = ("PostCode", "AddLine1", "AddLine2", "TelNumber", "Email")


def learner_monitoring(roll: Roll) -> SynthRecords:
    """The provider's own group code, for some."""
    who = np.flatnonzero(roll.draw("has group") < 0.5)
    group = joined("GROUP-", digits(spread(roll.draw("group"), 10, 99)[who], 2))
    return SynthRecords(who, {}, {"ProvSpecLearnMonOccur": constant("A", len(who)), "ProvSpecLearnMon": group})


def learner_he(who: Array, now: Snapshot) -> SynthRecords:
    """LearnerHE: where those who learn higher education live in term time."""
    return SynthRecords(who, {"TTACCOM": codes(now.roll.draw("lives"), ((2, 5), (7, 3), (8, 2)))[who]})


WORKS, LOOKS, NEITHER = 10, 11, 12


def employment_records(now: Snapshot) -> SynthRecords:
    """LearnerEmploymentStatus: the status before learning began, and the next one where it has changed."""
    roll = now.roll
    out_of_work = np.where(roll.draw("looks") < 0.62, LOOKS, NEITHER)
    first = np.where(roll.employed, WORKS, out_of_work)
    before = roll.start - spread(roll.draw("status since"), 1, 240)
    apprentice = roll.kind == APPRENTICE
    change = roll.start + 20 + np.floor((roll.end - roll.start - 25) * roll.draw("status change")).astype(np.int64)
    changes = (roll.draw("status changes") < 0.13) & (roll.end > roll.start + 40)
    second = np.where(apprentice, WORKS, np.where(first == WORKS, LOOKS, WORKS))
    who = roll.needs_employment
    early = np.flatnonzero(who)
    later = np.flatnonzero(who & changes & now.known(np.where(changes, change, NEVER), roll.lag))
    boss = spread(roll.draw("employer"), 0, 399)
    next_boss = (boss + 1 + spread(roll.draw("next employer"), 0, 397)) % 400
    rows = gather(
        [
            {"owner": early, "EmpStat": first[early], "DateEmpStatApp": before[early], "boss": boss[early]},
            {"owner": later, "EmpStat": second[later], "DateEmpStatApp": change[later], "boss": next_boss[later]},
        ]
    )
    place, fields = rows.owner, dict(rows.fields)
    alone = self_employed(roll)[place] & (fields["EmpStat"] == WORKS)
    employer = employers()[fields.pop("boss")]
    fields["EmpId"] = np.where((fields["EmpStat"] == WORKS) & ~alone, employer, ABSENT)
    accounts = joined("A", digits(boss, 5)).where(apprentice & roll.pays_levy(np.arange(roll.size), roll.latest))
    return SynthRecords(place, fields, {"AgreeId": accounts[place]})


def self_employed(roll: Roll) -> Array:
    found: Array = (roll.kind != APPRENTICE) & (roll.draw("own boss") < 0.09)
    return found


def employment_details(employment: SynthRecords, now: Snapshot) -> SynthRecords:
    """EmploymentStatusMonitoring: hours, length of work or of looking for it, benefits, small employers."""
    roll, place = now.roll, employment.owner
    status, day = employment.fields["EmpStat"], employment.fields["DateEmpStatApp"]
    works, looks = status == WORKS, status == LOOKS
    hours = choose(roll.draw("hours worked"), (6, 14, 20, 60))[place]
    intensity = np.where(day <= on(2018, 7, 31), np.array([2, 3, 4, 4])[hours], np.array([5, 6, 7, 8])[hours])
    apprentice = roll.kind[place] == APPRENTICE
    standard = roll.standard[place] == 1
    claims = looks & (roll.draw("benefit")[place] < 0.6)
    small = apprentice & standard & works & (roll.draw("small employer")[place] < 0.2)
    details = (
        ("SEI", np.ones(len(place), dtype=np.int64), self_employed(roll)[place] & works),
        ("EII", intensity, works),
        ("LOE", choose(roll.draw("worked for"), (3, 2, 2, 3))[place] + 1, works),
        ("LOU", choose(roll.draw("looked for"), (4, 2, 2, 1, 1))[place] + 1, looks),
        ("BSI", np.array([1, 4])[choose(roll.draw("which benefit"), (4, 6))][place], claims),
        ("SEM", np.ones(len(place), dtype=np.int64), small),
    )
    rows: list[dict[str, Column]] = []
    for type_, code, which in details:
        at = np.flatnonzero(which)
        rows.append({"owner": at, "ESMType": type_, "ESMCode": code[at].astype(np.int64)})
    return gather(rows)


def leavers(aim: SynthRecords, now: Snapshot) -> tuple[Array, Array]:
    """Places whose learner has finished everything, and was reached afterwards; the last day of their learning."""
    last = np.zeros(now.roll.size, dtype=np.int64)
    known = np.where(aim.fields["known_status"] == 1, NEVER, aim.fields["known_end"])
    known = np.where(aim.fields["status"] == PAUSED, NEVER, known)
    np.maximum.at(last, aim.owner, known)
    reached = now.roll.draw("reached") < 0.72
    who: Array = np.flatnonzero(reached & (last > 0) & (last + _wait(now) + 5 <= now.prepared))
    return who, np.minimum(now.roll.end, last)[who]


def _wait(now: Snapshot) -> Array:
    return spread(now.roll.draw("reached after"), 3, 60)


def destination_records(who: Array, learners: SynthRecords) -> SynthRecords:
    """LearnerDestinationandProgression: the learner, once more."""
    return SynthRecords(
        who, {"ULN": learners.fields["ULN"][who]}, {"LearnRefNumber": learners.texts["LearnRefNumber"][who]}
    )


def outcome_records(who: Array, left: Array, now: Snapshot) -> SynthRecords:
    """DPOutcome: one outcome for each leaver; the owner is the row among the leavers."""
    which = now.roll.destinations(who)
    day = left + _wait(now)[who]
    fields = {
        "OutCode": np.array([code for _, code in OUTCOMES])[which],
        "OutStartDate": day - 2,
        "OutCollDate": day + 2,
    }
    types = texts(which, tuple(type_ for type_, _ in OUTCOMES))
    return SynthRecords(np.arange(len(who)), fields, {"OutType": types})
