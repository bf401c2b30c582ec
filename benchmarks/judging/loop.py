"""A few of the same rules as a loop over learners in plain Python, as a small checking program has it.

Making the learners' objects from the tables is counted apart: a program that reads the XML itself makes them anyhow.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise
from operator import itemgetter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks import timing
from benchmarks.judging import copies
from benchmarks.judging.alone import judged
from benchmarks.judging.by_hand import differences

Record = dict[str, Any]
Keys = Iterator[tuple[int, ...]]
READ = {
    "learner": ("learner", "LLDDHealthProb"),
    "learning_delivery": (
        *("learner", "aim", "AimSeqNumber", "AimType", "LearnAimRef", "FundModel"),
        *("LearnStartDate", "LearnActEndDate"),
    ),
    "lldd_and_health_problem": ("learner",),
    "learner_employment_status": ("learner", "employment", "EmpStat", "DateEmpStatApp"),
    "learning_delivery_fam": ("aim", "LearnDelFAMType", "LearnDelFAMCode"),
    "employment_status_monitoring": ("employment", "ESMType", "ESMCode"),
}
"""What the rules below read: objects of all fields would need more memory than most computers have."""

BELOW = {
    "learning_delivery": ("learner", "learner"),
    "lldd_and_health_problem": ("learner", "learner"),
    "learner_employment_status": ("learner", "learner"),
    "learning_delivery_fam": ("learning_delivery", "aim"),
    "employment_status_monitoring": ("learner_employment_status", "employment"),
}
"""Each kind of record, the kind that it belongs to, and the key by which it does."""


def learners(tables: dict[str, pa.Table]) -> list[Record]:
    """Each learner with all records that belong to it, as objects within objects."""
    rows = {name: tables[name].select(list(read)).to_pylist() for name, read in READ.items()}
    for name, (above, key) in BELOW.items():
        children = defaultdict(list)
        for row in rows[name]:
            children[row[key]].append(row)
        for row in rows[above]:
            row[name] = children.get(row[key], [])
    return rows["learner"]


def validities(references: Path) -> dict[str, list[Record]]:
    """The list's rows for adult skills, by aim."""
    found = defaultdict(list)
    for row in pq.read_table(references / "lars_validity.parquet").to_pylist():
        if row["ValidityCategory"] == "ADULT_SKILLS":
            found[row["LearnAimRef"]].append(row)
    return found


def more_aims_than_there_are(learner: Record) -> Keys:
    for aim in learner["learning_delivery"]:
        if (aim["AimSeqNumber"] or 0) > len(learner["learning_delivery"]):
            yield learner["learner"], aim["aim"]


def ended_before_the_start(learner: Record) -> Keys:
    for aim in learner["learning_delivery"]:
        if aim["LearnActEndDate"] and aim["LearnStartDate"] and aim["LearnActEndDate"] < aim["LearnStartDate"]:
            yield learner["learner"], aim["aim"]


def no_problem_but_one(learner: Record) -> Keys:
    if learner["LLDDHealthProb"] == 2 and learner["lldd_and_health_problem"]:
        yield (learner["learner"],)


def same_record_twice(learner: Record) -> Keys:
    for aim in learner["learning_delivery"]:
        pairs = Counter((f["LearnDelFAMType"], f["LearnDelFAMCode"]) for f in aim["learning_delivery_fam"])
        if any(n > 1 and t not in (None, "LSF", "ACT", "ALB") for (t, _), n in pairs.items()):
            yield learner["learner"], aim["aim"]


def core_aims_overlap(learner: Record) -> Keys:
    core = [a for a in learner["learning_delivery"] if a["AimType"] == 5 and a["LearnStartDate"]]
    core.sort(key=itemgetter("LearnStartDate", "aim"))
    for one, after in pairwise(core):
        if one["LearnActEndDate"] is None or one["LearnActEndDate"] >= after["LearnStartDate"]:
            yield (learner["learner"],)
            return


def bursary_elsewhere(learner: Record) -> Keys:
    for aim in learner["learning_delivery"]:
        if aim["FundModel"] != 99 and any(f["LearnDelFAMType"] == "ALB" for f in aim["learning_delivery_fam"]):
            yield learner["learner"], aim["aim"]


def looks_for_work_how_long(learner: Record) -> Keys:
    if any(a["FundModel"] in (25, 37, 82) for a in learner["learning_delivery"]):
        return
    for status in learner["learner_employment_status"]:
        begun = status["DateEmpStatApp"] is not None and status["DateEmpStatApp"] >= date(2012, 8, 1)
        told = any(m["ESMType"] == "LOU" for m in status["employment_status_monitoring"])
        if begun and status["EmpStat"] == 11 and not told:
            yield learner["learner"], status["employment"]


def closed_at_the_start(learner: Record, listed: dict[str, list[Record]]) -> Keys:
    for aim in learner["learning_delivery"]:
        start, end = aim["LearnStartDate"], aim["LearnActEndDate"]
        if aim["FundModel"] != 38 or start is None or end is None or end < date(2024, 8, 1):
            continue
        fams = {(f["LearnDelFAMType"], f["LearnDelFAMCode"]) for f in aim["learning_delivery_fam"]}
        if {("LDM", "378"), ("LDM", "395"), *(("SOF", str(n)) for n in range(110, 121))} & fams:
            continue
        rows = listed.get(aim["LearnAimRef"], ())
        if rows and not any(r["StartDate"] <= start and (r["EndDate"] is None or start <= r["EndDate"]) for r in rows):
            yield learner["learner"], aim["aim"]


AIM, LEARNER, EMPLOYMENT = ("learner", "aim"), ("learner",), ("learner", "employment")
RULES: dict[str, tuple[tuple[str, ...], Callable[..., Keys]]] = {
    "AimSeqNumber_02": (AIM, more_aims_than_there_are),
    "LearnActEndDate_01": (AIM, ended_before_the_start),
    "LLDDHealthProb_04": (LEARNER, no_problem_but_one),
    "R52": (AIM, same_record_twice),
    "R58": (LEARNER, core_aims_overlap),
    "LearnDelFAMType_38": (AIM, bursary_elsewhere),
    "ESMType_08": (EMPLOYMENT, looks_for_work_how_long),
    "LearnAimRef_138": (AIM, closed_at_the_start),
}


def loop(people: list[Record], listed: dict[str, list[Record]]) -> dict[str, list[tuple[int, ...]]]:
    """Every learner by every rule, one after the other."""
    found: dict[str, list[tuple[int, ...]]] = {code: [] for code in RULES}
    for person in people:
        for code, (_, rule) in RULES.items():
            found[code] += rule(person, listed) if rule is closed_at_the_start else rule(person)
    return found


def main(folder: Path, number: int, book: float) -> None:
    """`book` is the processor time that a rule of the whole book costs on such a return, in seconds."""
    references = folder / "references"
    tables = copies.of(folder / "return", number)
    made: list[Any] = []
    making = timing.call(lambda: made.extend((learners(tables), validities(references))))
    found: list[dict[str, list[tuple[int, ...]]]] = []
    looping = timing.call(lambda: found.append(loop(*made)))
    judged(tables, references, only=RULES)  # so that their SQL is kept
    ours: list[pa.Table] = []
    rules = timing.call(lambda: ours.append(judged(tables, references, only=RULES).broken))
    theirs = {c: _table(RULES[c][0], keys) for c, keys in found[0].items()}
    if different := differences(theirs, ours[0]):
        raise SystemExit("The loop is no peer, as it finds something else:\n" + "\n".join(different))
    print(f"{len(RULES)} rules on {number:,} learners, the same {ours[0].num_rows:,} findings   processor")
    print(f"Python loop, objects made{making.cpu:31.2f} s")
    print(f"Python loop, over them{looping.cpu:34.2f} s  {1000 * looping.cpu / len(RULES):7.0f} ms a rule")
    print(f"the same by rules{rules.cpu:39.2f} s  {1000 * rules.cpu / len(RULES):7.0f} ms a rule")
    print(f"a rule of the whole book{1000 * book:42.0f} ms a rule")
    each = looping.cpu / len(RULES)
    print(f"the loop takes {each / book:.1f} × the time of a rule of the book, objects not counted;")
    print(f"{(making.cpu + looping.cpu) / rules.cpu:.1f} × with them, these {len(RULES)} rules alone")


def _table(names: tuple[str, ...], keys: list[tuple[int, ...]]) -> pa.Table:
    return pa.table([pa.array([k[n] for k in keys], pa.int64()) for n in range(len(names))], list(names))
