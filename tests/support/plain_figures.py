"""Figures of returns worked out by plain Python from the XML, as the definitions have them; nothing of Alder is used.

`Rules` says which version of a definition is meant, so that what a correction changed can be told from what it left.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

APPRENTICESHIPS = {2, 3, 10, 20, 21, 22, 23, 25}
TEMPORARY = 9999999999
FUNDED = {10, 11, 25, 35, 36, 38, 70, 81, 82}
YEARS_READ = 5

Aim = dict[str, Any]


@dataclass(frozen=True)
class Rules:
    """What was corrected: restarts as starts, mergers, providers that stopped, learner references that changed."""

    restarts_by_year: bool = True
    merger_left_out: bool = True
    stopped_not_known: bool = True
    references_followed: bool = True
    successors: Mapping[int, tuple[int, date]] = field(default_factory=dict)
    complete: frozenset[int] = frozenset()


BEFORE = Rules(False, False, False, False)
AFTER = Rules()


def _local(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]


def _fields(element: ET.Element) -> dict[str, str]:
    return {_local(e.tag): (e.text or "").strip() for e in element if not len(e)}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None


def _number(text: str | None) -> int | None:
    return int(text) if text else None


def year_of(day: date | None) -> int | None:
    """The year in which the academic year of a day starts."""
    return None if day is None else day.year if day.month >= 8 else day.year - 1


def aims_in(path: Path) -> list[Aim]:
    """Every aim of a return, with its learner and the starting year and provider of the return."""
    root = ET.parse(path).getroot()
    year = 2000 + int(root.findtext(".//{*}Header/{*}CollectionDetails/{*}Year", "")[:2])
    ukprn = int(root.findtext(".//{*}Header/{*}Source/{*}UKPRN", ""))
    found: list[Aim] = []
    for n, learner in enumerate(e for e in root.iter() if _local(e.tag) == "Learner"):
        said = _fields(learner)
        for delivery in (e for e in learner if _local(e.tag) == "LearningDelivery"):
            aim = _fields(delivery)
            fams = [_fields(e) for e in delivery if _local(e.tag) == "LearningDeliveryFAM"]
            typed = {(f.get("LearnDelFAMType"), f.get("LearnDelFAMCode")) for f in fams}
            uln = _number(said.get("ULN"))
            found.append(
                {
                    "year": year,
                    "ukprn": ukprn,
                    "record": n,
                    "order": len(found),
                    "ref": said["LearnRefNumber"],
                    "uln": uln if uln and uln != TEMPORARY else None,
                    "prev_ref": said.get("PrevLearnRefNumber"),
                    "prev_ukprn": _number(said.get("PrevUKPRN")),
                    "born": _day(said.get("DateOfBirth")),
                    "aim": aim.get("LearnAimRef", ""),
                    **{
                        k: _number(aim.get(f))
                        for k, f in {
                            "type": "AimType",
                            "prog": "ProgType",
                            "fwork": "FworkCode",
                            "std": "StdCode",
                            "model": "FundModel",
                            "comp": "CompStatus",
                            "outcome": "Outcome",
                            "why": "WithdrawReason",
                        }.items()
                    },
                    **{
                        k: _day(aim.get(f))
                        for k, f in {
                            "start": "LearnStartDate",
                            "original": "OrigLearnStartDate",
                            "planned": "LearnPlanEndDate",
                            "end": "LearnActEndDate",
                            "achieved": "AchDate",
                        }.items()
                    },
                    "restart": ("RES", "1") in typed,
                    "loan": any(t == "ADL" for t, _ in typed),
                }
            )
    return found


def identify(aims: list[Aim], rules: Rules) -> None:
    """Say of every aim who its learner is: the ULN, or the first pair of provider and reference."""
    said: dict[tuple[int, str], set[tuple[int, str]]] = {}
    seen: dict[tuple[int, str], int] = {}
    for a in aims:
        if a["uln"] is None:
            seen[a["ukprn"], a["ref"]] = min(a["year"], seen.get((a["ukprn"], a["ref"]), a["year"]))
    for a in aims:
        before = (a["prev_ukprn"] or a["ukprn"], a["prev_ref"] or a["ref"])
        named = a["uln"] is None and before != (a["ukprn"], a["ref"]) and seen.get(before, a["year"]) < a["year"]
        if rules.references_followed and named:
            said.setdefault((a["ukprn"], a["ref"]), set()).add(before)
    for a in aims:
        pair = (a["ukprn"], a["ref"])
        for _ in range(YEARS_READ - 1):
            if len(said.get(pair, ())) == 1:
                (pair,) = said[pair]
        a["person"] = a["uln"] or pair


def provision(a: Aim) -> str:
    if a["prog"] in APPRENTICESHIPS:
        return "apprenticeships"
    if a["prog"] == 24:
        return "traineeships"
    return "community_learning" if a["model"] == 10 else "education_and_training"


def planned_days(a: Aim) -> int:
    return (a["planned"] - a["start"]).days + 1


def funding_start(a: Aim) -> bool:
    """Whether an aim was stayed in long enough, or achieved."""
    if a["end"] is None or _achieved_for_funding(a):
        return True
    planned = planned_days(a)
    needed = 42 if planned >= 168 else 14 if planned >= 14 else 1
    return bool((a["end"] - a["start"]).days + 1 >= needed)


def _achieved_for_funding(a: Aim) -> bool:
    if a["model"] == 36:
        new = a["type"] == 1 and a["prog"] == 25 and a["end"] >= date(2019, 8, 1)
        return a["comp"] == 2 and (not new or a["achieved"] is not None)
    return a["outcome"] in (1, 6, 7)


def code(a: Aim) -> tuple[int, int]:
    return a["prog"] or -1, a["std"] if a["std"] is not None else a["fwork"] if a["fwork"] is not None else -1


def starts(aims: list[Aim], year: int, rules: Rules) -> dict[str, int]:
    """Starts of each scope, and restarts of apprenticeships of which nothing earlier is known."""
    mine = [a for a in aims if a["year"] == year]
    found: Counter[str] = Counter({"apprenticeships": 0, "education_and_training": 0, "restarts": 0, "unplaced": 0})
    programmes = [a for a in mine if provision(a) == "apprenticeships" and a["type"] == 1]
    for a in mine:
        scope = provision(a)
        if year_of(a["start"]) != year or scope not in found or (scope == "apprenticeships" and a["type"] != 1):
            continue
        counts = not a["restart"]
        if a["restart"] and scope == "apprenticeships":
            found["restarts"] += 1
            kind = _broke_off(a, programmes)
            found["unplaced"] += kind == "unknown"
            counts = rules.restarts_by_year and year != 2020 and kind in {"another year", "unknown"}
        if counts and funding_start(a):
            found[scope] += 1
    return dict(found)


def _broke_off(a: Aim, programmes: Iterable[Aim]) -> str:
    earlier = [b for b in programmes if b["person"] == a["person"] and code(b) == code(a) and b["start"] < a["start"]]
    if earlier:
        last = max(b["end"] or date.max for b in earlier)
        if any(b["why"] == 47 and b["end"] == last for b in earlier):
            return "merger"
        return "another year" if last != date.max and year_of(last) < year_of(a["start"]) else "same year"
    if a["original"] is not None and year_of(a["original"]) <= year_of(a["start"]):
        return "another year" if year_of(a["original"]) < year_of(a["start"]) else "same year"
    return "unknown"


def _age(born: date | None, year: int) -> int | None:
    if born is None:
        return None
    day = date(year, 8, 31)
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _described(mine: list[Aim], year: int) -> dict[Any, date | None]:
    """Each learner's date of birth, from the record whose aim began last by the end of the year; of two, the first."""
    best: dict[Any, tuple[date, int, int, date | None]] = {}
    for a in mine:
        if a["start"] > date(year + 1, 7, 31):
            continue
        key = (a["start"], -a["ukprn"], -a["record"], a["born"])
        if a["person"] not in best or key[:3] > best[a["person"]][:3]:
            best[a["person"]] = key
    return {p: k[3] for p, k in best.items()}


def learners(aims: list[Aim], year: int) -> dict[str, int]:
    """Who took part and who achieved: everybody, and those whom further education and skills statistics count."""
    mine = [a for a in aims if a["year"] == year]
    born = _described(mine, year)
    first, last = date(year, 8, 1), date(year + 1, 7, 31)

    def took_part(a: Aim) -> bool:
        return a["start"] <= last and (a["end"] is None or a["end"] >= first) and funding_start(a)

    def achieved(a: Aim) -> bool:
        day = (a["achieved"] or a["end"]) if a["prog"] == 25 else a["end"]
        return a["comp"] == 2 and a["outcome"] == 1 and day is not None and first <= day <= last

    def paid(a: Aim) -> bool:
        return a["model"] in FUNDED or (a["model"] == 99 and a["loan"])

    def adult(a: Aim) -> bool:
        age = _age(born.get(a["person"]), year)
        return age is not None and age >= 19

    def apprentice(a: Aim) -> bool:
        return provision(a) == "apprenticeships"

    covers: dict[str, Callable[[Aim], bool]] = {
        "everybody": lambda a: True,
        "adult": lambda a: paid(a) and adult(a),
        "apprenticeships": lambda a: paid(a) and apprentice(a),
        "headline": lambda a: paid(a) and (adult(a) or apprentice(a)),
    }
    return {
        f"{what}, {name}": len({a["person"] for a in mine if did(a) and of(a)})
        for what, did in (("participation", took_part), ("achievements", achieved))
        for name, of in covers.items()
    }


def lineages(aims: list[Aim]) -> list[list[Aim]]:
    """The records of one aim in several years' returns together, the oldest first."""
    groups: dict[Any, list[Aim]] = {}
    for a in aims:
        programme = a["prog"] in APPRENTICESHIPS and a["type"] == 1
        known = code(a)[1] if programme else -1
        groups.setdefault(
            (a["provider"], a["person"], a["start"], a["prog"] or -1, known, "" if programme else a["aim"]), []
        ).append(a)
    return [line for group in groups.values() for line in _told_apart(group)]


def _told_apart(group: list[Aim]) -> list[list[Aim]]:
    lines: list[list[Aim]] = []
    for year in sorted({a["year"] for a in group}):
        left = sorted((a for a in group if a["year"] == year), key=lambda a: (a["ukprn"], a["order"]))
        for agree in (("planned", "end"), ("planned",), ("end",), ()):
            taken: set[int] = set()
            for a in [*left]:
                for n, line in enumerate(lines):
                    free = n not in taken and line[-1]["year"] < year
                    if free and all(line[-1][k] == a[k] for k in agree):
                        line.append(a)
                        taken.add(n)
                        left.remove(a)
                        break
        lines += [[a] for a in left]
    return lines


def rates(aims: list[Aim], year: int, rules: Rules) -> dict[str, dict[str, int]]:
    """Leavers, completers and achievers of each scope, and how many nobody can tell of."""
    read = [a for a in aims if year - YEARS_READ < a["year"] <= year]
    after = {u: s for u, (s, day) in rules.successors.items() if day <= date(year + 1, 7, 31)}
    for a in read:
        a["provider"] = after.get(a["ukprn"], a["ukprn"])
    last: dict[int, int] = {}
    for a in read:
        last[a["provider"]] = max(last.get(a["provider"], 0), a["year"])
    for provider in last:
        while last[provider] < year and last[provider] + 1 in rules.complete:
            last[provider] += 1
    every = []
    for line in lineages(read):
        a = dict(line[-1])
        a["data_year"] = last[a["provider"]]
        a["gone"] = a["year"] if a["year"] < a["data_year"] else None
        a["reported"] = min((b["year"] for b in line if b["end"]), default=None) if a["end"] else None
        a["break_shown"] = max((b["year"] for b in line if b["comp"] == 6), default=None)
        every.append(a)
    by_person: dict[Any, list[Aim]] = {}
    for a in every:
        by_person.setdefault((a["person"], a["provider"]), []).append(a)
    found: dict[str, Counter[str]] = {"apprenticeships": Counter(), "education_and_training": Counter()}
    for a in every:
        scope = provision(a)
        if scope not in found or (scope == "apprenticeships" and a["type"] != 1):
            continue
        if _left_out(a, by_person, rules):
            continue
        when, kind = _leaves(a, year, by_person, rules)
        if when == year:
            found[scope].update(
                ["not known"]
                if kind == "not known"
                else {
                    "leavers": 1,
                    "completers": a["comp"] == 2,
                    "achievers": a["comp"] == 2 and a["outcome"] == 1,
                }
            )
    names = ("leavers", "completers", "achievers", "not known")
    return {scope: {n: c[n] for n in names} for scope, c in found.items()}


def _single(a: Aim) -> bool:
    return provision(a) != "apprenticeships" or a["type"] == 1


def _same(a: Aim, b: Aim) -> bool:
    if provision(a) != provision(b):
        return False
    return code(a) == code(b) if provision(a) == "apprenticeships" else a["aim"] == b["aim"]


def _left_out(a: Aim, by_person: Mapping[Any, list[Aim]], rules: Rules) -> bool:
    if a["comp"] != 3:
        return False
    others = by_person[a["person"], a["provider"]]
    if (
        a["why"] == 40
        and a["end"]
        and any(
            b is not a and _single(b) and provision(b) == provision(a) and 0 <= (b["start"] - a["end"]).days <= 120
            for b in others
        )
    ):
        return True
    if a["why"] == 7 or (a["why"] == 47 and rules.merger_left_out):
        return True
    if a["outcome"] != 1 and a["end"] and not a["restart"]:
        stayed, planned = (a["end"] - a["start"]).days + 1, planned_days(a)
        return (planned >= 168 and stayed < 42) or (14 <= planned <= 167 and stayed < 14)
    return False


def _leaves(a: Aim, year: int, by_person: Mapping[Any, list[Aim]], rules: Rules) -> tuple[int | None, str]:
    """The year in which an aim counts as left, and how; None while it goes on."""
    planned, end = year_of(a["planned"]), year_of(a["end"])
    stopped = rules.stopped_not_known and a["data_year"] < year
    if a["comp"] == 6:
        due = max(planned, end if end is not None else planned) + 1
        again = [
            b["start"]
            for b in by_person[a["person"], a["provider"]]
            if b["restart"] and _single(b) and _same(a, b) and (a["end"] is None or b["start"] >= a["end"])
        ]
        if (again and year_of(min(again)) <= due) or (a["break_shown"] or 0) >= due:
            return None, "break"
        if due <= a["data_year"]:
            return due, "overdue"
        return (due, "not known") if stopped else (None, "break")
    if a["comp"] not in (2, 3):
        if a["prog"] == 25 and a["outcome"] == 8 and a["end"] and a["achieved"] is None:
            return None, "awaiting"
        if a["gone"] is not None:
            return max(planned, a["gone"] + 1), "overdue"
        return (max(planned, a["data_year"] + 1), "not known") if stopped else (None, "continuing")
    ends = [planned, end, a["reported"]]
    if a["prog"] == 25 and (a["model"] or 36) == 36:
        ends.append(year_of(a["achieved"]))
    return max(y for y in ends if y is not None), "ended"


def figures(files: Iterable[Path], year: int, rules: Rules) -> dict[str, int]:
    """All figures of a year, by name."""
    aims = [a for f in sorted(files, key=lambda f: re.sub(r"\D", "", f.name)) for a in aims_in(f)]
    of_year = [a for a in aims if a["year"] == year]
    identify(of_year, rules)
    found = {f"starts, {n}": v for n, v in starts(of_year, year, rules).items()} | learners(of_year, year)
    identify(aims, rules)
    for scope, counts in rates(aims, year, rules).items():
        found |= {f"rates, {scope}, {n}": v for n, v in counts.items()}
    return found
