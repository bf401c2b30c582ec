"""Learning deliveries with their funding, prices and placements: as much as a return can know on its day."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.sources.miniature.catalogue import listed_aims
from alder.sources.miniature.lars import is_higher_education
from alder.sources.miniature.registers import ASSESSORS
from alder.synth.population import learning
from alder.synth.population.draws import NEVER, choose, on, spread
from alder.synth.population.fictitious import employers
from alder.synth.population.frequencies import ADULT, HIGHER, LOAN
from alder.synth.population.learning import ACHIEVED, AWAITED, COMPLETED, NOT_ACHIEVED, PROGRAMME, WITHDRAWN
from alder.synth.population.record_columns import (
    ABSENT,
    SynthRecords,
    Texts,
    codes,
    constant,
    digits,
    gather,
    joined,
    ordinals,
    texts,
)

if TYPE_CHECKING:
    from alder.synth.population.draws import Array
    from alder.synth.population.record_columns import Column
    from alder.synth.returns.roll import Roll, Snapshot

    Rows: TypeAlias = "dict[str, Column]"


def returned(now: Snapshot) -> SynthRecords:
    """The aims that a return holds: begun and reported, and not over before the year; with what is known of them.

    An apprenticeship whose assessment is still to come has an end date and counts as continuing.
    """
    whole = now.roll.aims(now)
    a = whole.fields
    last = np.where((a["assessed"] < NEVER), a["assessed"], a["end"])
    aim = whole.where(now.known(a["start"], a["start_lag"]) & (last >= now.opens))
    a = dict(aim.fields)
    ended = now.known(a["end"], a["end_lag"])
    waits = ended & (a["assessed"] < NEVER) & ~now.known(a["assessed"], a["end_lag"])
    fresh = ended & (a["status"] == COMPLETED) & (now.prepared - a["end"] < 24) & np.isin(a["fund"], (25, 35, 38, 99))
    status = np.where(ended & ~waits, a["status"], 1)
    outcome = np.where(waits | fresh, AWAITED, a["outcome"])
    a["known_end"] = np.where(ended, a["end"], NEVER)
    a["known_status"] = status
    a["known_outcome"] = np.where(ended, outcome, ABSENT)
    a["known_assessed"] = np.where(ended & ~waits, a["assessed"], NEVER)
    a["seq"] = ordinals(aim.owner) + 1
    return SynthRecords(aim.owner, a, aim.texts)


def delivery_records(aim: SynthRecords, now: Snapshot) -> SynthRecords:
    """The LearningDelivery records of a return."""
    roll, a, who = now.roll, aim.fields, aim.owner
    start, fund = a["start"], a["fund"]
    programme = a["type"] == PROGRAMME
    status, outcome = a["known_status"], a["known_outcome"]
    levy = fund == 36
    hours = spread(roll.draw("planned hours"), 300, 620)[who]
    over = np.isin(status, (COMPLETED, WITHDRAWN))
    wanted_local = (np.isin(fund, (10, 35)) & (start >= on(2019, 8, 1)) & (a["prog"] == ABSENT)) | np.isin(
        fund, (11, 38)
    )
    home = roll.homes(now)[0][who]
    postcodes = roll.places.vocabulary
    assessor = texts(spread(roll.draw("assessor"), 0, len(ASSESSORS) - 1), ASSESSORS)
    jobless = roll.draw("works")[who] > 0.6
    found_work = (fund == 35) & (a["prog"] == ABSENT) & over & jobless & (roll.draw("found work")[who] < 0.1)
    fields = {
        "AimType": a["type"],
        "AimSeqNumber": a["seq"],
        "LearnStartDate": start,
        "OrigLearnStartDate": a["orig"],
        "LearnPlanEndDate": a["plan"],
        "FundModel": fund,
        "PHours": np.where(
            (programme & levy & (start >= on(2019, 8, 1))) | (fund == 11), np.where(fund == 11, 30, hours), ABSENT
        ),
        "OTJActHours": np.where(programme & levy & over & (start >= on(2019, 8, 1)), hours + 12, ABSENT),
        "ProgType": a["prog"],
        "FworkCode": a["fwork"],
        "PwayCode": a["pway"],
        "StdCode": a["std"],
        "EmpOutcome": np.where(found_work, 1, ABSENT),
        "CompStatus": status,
        "LearnActEndDate": a["known_end"],
        "WithdrawReason": np.where(status == WITHDRAWN, a["reason"], ABSENT),
        "Outcome": outcome,
        "AchDate": np.where(programme, a["known_assessed"], NEVER),
        "TLOut": np.where((fund == 11) & over, spread(roll.draw("tailored outcome"), 1, 5)[who], ABSENT),
    }
    written = {
        "LearnAimRef": aim.texts["ref"],
        "DelLocPostCode": Texts(a["place"], postcodes),
        "LSDPostcode": Texts(home, postcodes).where(wanted_local),
        "EPAOrgID": assessor[who].where(programme & (a["prog"] == 25)),
        "OutGrade": grades(roll, aim),
        "SWSupAimId": software_ids(roll, aim),
    }
    return SynthRecords(aim.owner, fields, written)


_FAILED = "FL"
_GRADES = (*dict.fromkeys(letter for letters, _ in learning.GRADES.values() for letter in letters), _FAILED)


def grades(roll: Roll, aim: SynthRecords) -> Texts:
    """A grade for those who achieved and whose qualification has grades; FL for some who did not."""
    a, draw = aim.fields, roll.draw("grade")[aim.owner]
    draw = (draw + 0.37 * a["seq"]) % 1.0
    achieved = a["known_outcome"] == ACHIEVED
    schemes = aim.texts["grades"]
    found = np.full(len(draw), ABSENT)
    for scheme, (letters, likely) in learning.GRADES.items():
        graded = np.array([_GRADES.index(letter) if letter else ABSENT for letter in letters])
        found = np.where(achieved & schemes.one_of((scheme,)), graded[choose(draw, likely)], found)
    failed = (a["known_outcome"] == NOT_ACHIEVED) & (a["known_status"] == COMPLETED) & ~schemes.one_of(("none",))
    return texts(np.where(failed, _GRADES.index(_FAILED), found), _GRADES)


_HEXADECIMAL = np.frombuffer("".join(f"{n:02x}" for n in range(256)).encode(), dtype=np.uint16)
"""The two digits of each byte, as one number."""
_PARTS = ((0, 8), (9, 13), (14, 18), (19, 23), (24, 36))
"""Where the digits of a UUID stand as it is written; hyphens stand between them."""
_LENGTH = 36


def software_ids(roll: Roll, aim: SynthRecords) -> Texts:
    """The aim's identifier in the provider's software: the same in every return and year."""
    own = roll.software_ids(aim)
    written = np.full((len(own), _LENGTH), ord("-"), dtype=np.uint8)
    digits_of = _HEXADECIMAL[own].view(np.uint8)
    for before, (first, last) in enumerate(_PARTS):
        written[:, first:last] = digits_of[:, first - before : last - before]
    ends = np.arange(len(own) + 1, dtype=np.int32) * _LENGTH
    column = pa.StringArray.from_buffers(len(own), pa.py_buffer(ends), pa.py_buffer(written))
    return Texts(np.arange(len(own)), column)


def delivery_fam(aim: SynthRecords, now: Snapshot) -> SynthRecords:
    """LearningDeliveryFAM: who pays, how much of it, and what else is watched."""
    roll, a, who = now.roll, aim.fields, aim.owner
    kind, fund, start = a["kind"], a["fund"], a["start"]
    programme = a["type"] == PROGRAMME
    rows: list[Rows] = []

    def add(
        which: Array, type_: str, code: Texts | str, since: Array | int = NEVER, until: Array | int = NEVER
    ) -> None:
        at = np.flatnonzero(which)
        rows.append(
            {
                "owner": at,
                "LearnDelFAMType": type_,
                "LearnDelFAMCode": code[at] if isinstance(code, Texts) else code,
                "LearnDelFAMDateFrom": _cut(since, at),
                "LearnDelFAMDateTo": _cut(until, at),
            }
        )

    add(fund == 25, "SOF", "107")
    add(np.isin(fund, (10, 11, 35, 36, 38)), "SOF", "105")
    add(kind == HIGHER, "SOF", "1")
    young = roll.draw("app young")[who] < 0.3
    free = (a["skills"] == 1) & aim.texts["ref"].one_of(_english_and_maths())
    full = texts(np.where(free | (young & (a["prog"] != ABSENT)), 0, 1), ("1", "2"))
    add(np.isin(fund, (35, 38)), "FFI", full)
    household = texts(choose(roll.draw("household"), (14, 5, 12, 8, 61)), ("1", "2", "3", "98", "99"))[who]
    asked = (fund == 35) & ~np.isin(a["type"], (3, 5)) & (start >= on(2015, 8, 1)) & (now.year <= 2020)
    add(asked, "HHS", household)
    add(a["restart"] == 1, "RES", "1")
    add((kind == LOAN) | ((kind == ADULT) & (fund == 99)), "ADL", "1")
    purpose = texts(choose(roll.draw("community"), (45, 20, 25, 10)), ("1", "2", "3", "4"))[who]
    add(fund == 10, "ASL", purpose)
    goal = texts(choose(roll.draw("community"), (25, 20, 18, 14, 8, 9, 6)), tuple("1234567"))[who]
    add(fund == 11, "ACL", goal)
    add(
        (fund == 11) & (start >= on(2025, 8, 1)),
        "LDM",
        texts(choose(roll.draw("tailored"), (6, 3, 1)), _TAILORED)[who],
    )
    add(a["reason"] == _FROM_CUSTODY, "LDM", "034")
    low_wage = (kind == ADULT) & roll.employed[who] & (a["seq"] == 1) & (roll.draw("low wage")[who] < 0.15)
    add(low_wage & (fund == 35) & (start >= on(2018, 8, 1)), "LDM", "363")
    add(low_wage & (fund == 38), "LDM", "391")
    levy = texts(np.where(roll.pays_levy(who, _begun(aim)), 0, 1), ("1", "2"))
    contract = (fund == 36) & (programme | (a["skills"] == 1))
    add(contract, "ACT", levy, start, _contract_end(aim, now))
    helped = start + spread(roll.draw("support from"), 0, 20)[who]
    support_end = np.minimum(a["plan"], a["known_end"])
    supported = (programme & (fund == 36)) | ((kind == ADULT) & (a["seq"] == 1) & np.isin(fund, (35, 38)))
    supported &= (roll.draw("support")[who] < 0.07) & (a["restart"] == 0)
    add(supported & (helped <= support_end) & (helped <= now.prepared), "LSF", "1", helped, support_end)
    bursary = (kind == LOAN) & (roll.draw("bursary")[who] < 0.3)
    rate = texts(choose(roll.draw("bursary rate"), (6, 3, 1)), tuple("123"))[who]
    add(bursary & (start <= support_end), "ALB", rate, start, support_end)
    return gather(rows)


@cache
def _english_and_maths() -> frozenset[str]:
    """References of basic skills that are free at every age; English for speakers of other languages is not."""
    return frozenset(aim.ref for aim in listed_aims() if aim.skills in ("english", "mathematics"))


_TAILORED = ("399", "400", "401")
_FROM_CUSTODY = 28
"""Why somebody left who was released: such learning is marked as learning in custody from the first return on."""


def _begun(aim: SynthRecords) -> Array:
    """The day on which each began, before any break."""
    return np.where(aim.fields["orig"] < NEVER, aim.fields["orig"], aim.fields["start"])


def _cut(days: Array | int, at: Array) -> Array:
    return days[at] if isinstance(days, np.ndarray) else np.full(len(at), days)


def _contract_end(aim: SynthRecords, now: Snapshot) -> Array:
    """The last day of a contract type: the assessment if there was one, else the end; open while learning goes on.

    To 2020/21 no such date may lie after the planned end, so it stays open then.
    """
    a = aim.fields
    over = a["known_status"] != 1
    assessed = (a["type"] == PROGRAMME) & (a["known_assessed"] < NEVER)
    last = np.where(assessed, a["known_assessed"], a["known_end"])
    late = (last > a["plan"]) & ~(assessed & (now.year > 2020))
    return np.where(over & ~late, last, NEVER)


def prices_and_payments(aim: SynthRecords, now: Snapshot) -> SynthRecords:
    """AppFinRecord: the price agreed for training and assessment, and what the employer has paid so far."""
    roll, a = now.roll, aim.fields
    who = np.flatnonzero((a["type"] == PROGRAMME) & (a["fund"] == 36))
    place, price, start = aim.owner[who], a["price"][who], a["start"][who]
    standard = a["prog"][who] == 25
    training = np.where(standard, price * 4 // 5, price)
    rows: list[Rows] = [
        {"owner": who, **_money("TNP", 1, start, training)},
        {"owner": who[standard], **_money("TNP", 2, start[standard], (price - training)[standard])},
    ]
    shares_cost = ~roll.pays_levy(place, _begun(aim)[who])
    until = np.minimum(np.minimum(a["known_end"][who], now.closes), now.prepared)
    for n in range(3):
        day = start + 40 + 90 * n + spread(roll.draw(f"payment {n}"), 0, 30)[place]
        paid = shares_cost & (day <= until)
        rows.append({"owner": who[paid], **_money("PMR", 1, day[paid], training[paid] // 60 + 10 * n)})
    return gather(rows)


def _money(type_: str, code: int, day: Array, amount: Array) -> Rows:
    return {
        "AFinType": type_,
        "AFinCode": code,
        "AFinDate": day,
        "AFinAmount": amount,
    }


def work_placements(aim: SynthRecords, now: Snapshot) -> SynthRecords:
    """Where a young person went to work for a few weeks."""
    a = aim.fields
    who = np.flatnonzero(aim.texts["ref"].one_of((learning.WORK_PLACEMENT,)))
    place = aim.owner[who]
    mine = employers()[spread(now.roll.draw("placement employer"), 0, 399)]
    fields = {
        "WorkPlaceStartDate": a["start"][who],
        "WorkPlaceEndDate": a["known_end"][who],
        "WorkPlaceHours": spread(now.roll.draw("placement hours"), 30, 90)[place],
        "WorkPlaceMode": choose(now.roll.draw("placement mode"), (5, 5))[place] + 1,
        "WorkPlaceEmpId": mine[place],
    }
    return SynthRecords(who, fields)


def delivery_monitoring(aim: SynthRecords, now: Snapshot) -> SynthRecords:
    """The provider's own course code."""
    who = np.flatnonzero(aim.fields["type"] != PROGRAMME)
    course = digits(spread(now.roll.draw("course"), 100, 999)[aim.owner[who]], 3)
    refs = aim.texts["ref"][who]
    ends = Texts(refs.codes, pc.utf8_slice_codeunits(refs.vocabulary, -3))
    written = {"ProvSpecDelMonOccur": constant("A", len(who)), "ProvSpecDelMon": joined(ends, "-", course)}
    return SynthRecords(who, {}, written)


@cache
def _higher() -> frozenset[str]:
    """References of aims that count as higher education."""
    return frozenset(aim.ref for aim in listed_aims() if is_higher_education(aim))


@cache
def _above_level_3() -> frozenset[str]:
    return frozenset(aim.ref for aim in listed_aims() if aim.level[:1] in "45678")


def delivery_he(aim: SynthRecords, now: Snapshot) -> SynthRecords:
    """LearningDeliveryHE: learners on higher national and professional courses, paying their own fees, and whoever
    learns higher education in an apprenticeship or at a provider with a grant.
    """
    roll, a = now.roll, aim.fields
    granted = (a["prog"] == ABSENT) & np.isin(a["fund"], (25, 35, 38, 99)) & roll.has_grant[aim.owner]
    counts = aim.texts["ref"].one_of(_higher()) | (granted & aim.texts["ref"].one_of(_above_level_3()))
    who = np.flatnonzero((a["kind"] == HIGHER) | counts)
    place = aim.owner[who]
    part_time = ((roll.draw("part time")[place] < 0.3) | (a["kind"][who] != HIGHER)).astype(int)
    done = a["known_status"][who] == 2
    country = constant("XF", len(who))
    fields = {
        "SEC": choose(roll.draw("class"), (2, 3, 3, 2, 2, 3, 2))[place] + 1,
        "TYPEYR": np.full(len(who), 1),
        "MODESTUD": np.where(part_time == 1, 3, 1),
        "FUNDLEV": np.full(len(who), 10),
        "FUNDCOMP": np.where(done, 1, 3),
        "YEARSTU": np.minimum(now.year - roll.since[place] + 1, 98),
        "MSTUFEE": np.full(len(who), 1),
        "SPECFEE": np.full(len(who), 0),
        "NETFEE": np.where(part_time == 1, 2900, 5950),
        "GROSSFEE": np.where(part_time == 1, 3100, 6150),
        "ELQ": codes(roll.draw("elq"), ((3, 9), (2, 1)))[place],
    }
    written = {
        "NUMHUS": joined("I", digits(roll.numbers[place], 6)),
        "QUALENT3": texts(choose(roll.draw("entry"), (5, 3, 2)), ("P51", "P50", "P93"))[place],
        "STULOAD": texts(part_time, ("100.0", "50.0")),
        "DOMICILE": country,
        "PERMADDCOUNTRY": country,
    }
    return SynthRecords(who, fields, written)
