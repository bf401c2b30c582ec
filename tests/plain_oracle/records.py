"""The records of a file as objects: a learner with its aims, an aim with its monitoring, and what stands in lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import pyarrow as pa

from alder.model.period import AcademicYear


class Missing:
    """A value that is not there: no comparison with it is true, but that it differs from any value."""

    def _no(self, other: object) -> bool:
        return False

    __lt__ = __le__ = __gt__ = __ge__ = __eq__ = _no  # type: ignore[assignment]

    def __ne__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0

    def __bool__(self) -> bool:
        return False

    def _still_missing(self, other: object) -> Missing:
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _still_missing

    @property
    def days(self) -> Missing:
        return self

    def upper(self) -> Missing:
        return self

    def startswith(self, start: str | tuple[str, ...]) -> bool:
        return False


MISSING = Missing()

Key = tuple[int | None, ...]
Condition = Callable[["Learner"], Iterable[Key]]


def present(value: Any) -> bool:
    return value is not MISSING


def missing(value: Any) -> bool:
    return value is MISSING


class Record:
    """One record. Fields are attributes; text has no outer blanks, and blank text is missing."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def __getattr__(self, field: str) -> Any:
        value = self._values.get(field)
        if isinstance(value, str):
            value = value.strip(" ") or None
        return MISSING if value is None else value


class Aim(Record):
    """A learning delivery with its own records."""

    def __init__(self, values: Mapping[str, Any], of: Callable[[str], list[Record]]) -> None:
        super().__init__(values)
        self.key: Key = (values["submission"], values["learner"], values["aim"])
        self.fams = of("learning_delivery_fam")
        self.prices = of("app_fin_record")
        self.placements = of("learning_delivery_work_placement")
        self.he = next(iter(of("learning_delivery_he")), None)
        self.marks = of("provider_spec_delivery_monitoring")

    def fam(self, type: str, *codes: str) -> bool:
        """Is there monitoring of the type, with one of the codes if any are asked for?"""
        return any(
            f.LearnDelFAMType.upper() == type and (not codes or f.LearnDelFAMCode.upper() in codes) for f in self.fams
        )

    def fams_of(self, *types: str) -> list[Record]:
        return [f for f in self.fams if f.LearnDelFAMType.upper() in types]

    def price(self, type: str, *codes: int) -> bool:
        return any(p.AFinType.upper() == type and (not codes or p.AFinCode in codes) for p in self.prices)


class Job(Record):
    """An employment status with what is monitored about it."""

    def __init__(self, values: Mapping[str, Any], monitored: list[Record]) -> None:
        super().__init__(values)
        self.key: Key = (values["submission"], values["learner"], values["employment"])
        self.monitored = monitored

    def esm(self, type: str, *codes: int) -> bool:
        return any(m.ESMType.upper() == type and (not codes or m.ESMCode in codes) for m in self.monitored)


class Learner(Record):
    """A learner with everything that belongs to it, the file that it stands in, and what was looked up."""

    def __init__(self, values: Mapping[str, Any], file: File, of: Callable[[str], list[Record]]) -> None:
        super().__init__(values)
        self.key: Key = (values["submission"], values["learner"], None)
        self.file = file
        self.aims: list[Aim] = []
        self.jobs: list[Job] = []
        self.fams = of("learner_fam")
        self.lldd = of("lldd_and_health_problem")
        self.preferences = of("contact_preference")
        self.prior = of("prior_attain")
        self.marks = of("provider_spec_learner_monitoring")
        self.he = of("learner_he")
        self.he_support = of("learner_he_financial_support")

    def fam(self, type: str, *codes: int) -> bool:
        return any(f.LearnFAMType.upper() == type and (not codes or f.LearnFAMCode in codes) for f in self.fams)

    def age(self, day: Any) -> Any:
        """Whole years lived by the day. Who is born on 29 February has birthday on the 28th in other years."""
        born = self.DateOfBirth
        if missing(born) or missing(day):
            return MISSING
        try:
            birthday = born.replace(year=day.year)
        except ValueError:
            birthday = date(day.year, 2, 28)
        return day.year - born.year - (birthday > day)

    def job_on(self, day: Any) -> Record:
        """The employment status in force on a day: the latest from that day or before, of equal ones the first."""
        found: Record = NOBODY
        for job in self.jobs:
            if job.DateEmpStatApp <= day and (found is NOBODY or job.DateEmpStatApp > found.DateEmpStatApp):
                found = job
        return found


NOBODY = Record({})


class File(Record):
    """A file of a year: its header, learners and destinations, and the lists that can be looked up."""

    def __init__(self, values: Mapping[str, Any], lists: Lists) -> None:
        super().__init__(values)
        self.key: Key = (values["submission"], None, None)
        self.year = AcademicYear.parse(values["collection_year"])
        self.first_day, self.last_day = self.year.first_day, self.year.last_day
        self.learners: list[Learner] = []
        self.destinations: list[Destination] = []
        self.lists = lists


class Destination(Record):
    """What a learner went on to, with its outcomes."""

    def __init__(self, values: Mapping[str, Any], file: File, outcomes: list[Record]) -> None:
        super().__init__(values)
        self.key: Key = (values["submission"], values["destination"], None)
        self.file, self.outcomes = file, outcomes


class Lists:
    """Reference tables. A row is found by text without outer blanks and letter case."""

    def __init__(self, tables: Mapping[str, pa.Table]) -> None:
        self._rows = {name: [Record(row) for row in rows.to_pylist()] for name, rows in tables.items()}
        self._found: dict[tuple[str, str], dict[Any, list[Record]]] = {}

    def rows(self, table: str, column: str, value: Any) -> list[Record]:
        if missing(value):
            return []
        known = self._found.get((table, column))
        if known is None:
            known = self._found[table, column] = defaultdict(list)
            for row in self._rows[table]:
                known[_folded(getattr(row, column))].append(row)
        return known.get(_folded(value), [])


def _folded(value: Any) -> Any:
    return value.upper() if isinstance(value, str) else value


def files(tables: Mapping[str, pa.Table], references: Mapping[str, pa.Table]) -> Iterator[File]:
    """The files in some tables, with all their records in the order of the file."""
    lists = Lists(references)
    below: dict[tuple[str, Key], list[dict[str, Any]]] = defaultdict(list)
    depth = {"learner_employment_status": 2, "employment_status_monitoring": 3, "dp_outcome": 2}
    of_aims = (
        *("learning_delivery_fam", "app_fin_record", "learning_delivery_work_placement", "learning_delivery_he"),
        "provider_spec_delivery_monitoring",
    )
    depth |= dict.fromkeys(of_aims, 3)
    places = ("submission", "learner", "aim")
    for name, rows in tables.items():
        keys: tuple[str, ...] = places[: depth.get(name, 2)]
        if name == "employment_status_monitoring":
            keys = ("submission", "learner", "employment")
        elif name == "dp_outcome":
            keys = ("submission", "destination")
        elif name in ("learner", "learner_destination_and_progression"):
            keys = ("submission",)
        if name not in ("file", "source_file"):
            for row in rows.to_pylist():
                below[name, tuple(row[k] for k in keys)].append(row)

    def of(key: Key) -> Callable[[str], list[Record]]:
        return lambda name: [Record(row) for row in below[name, key]]

    for row in tables["file"].to_pylist():
        file = File(row, lists)
        number = row["submission"]
        for person in below["learner", (number,)]:
            key = (number, person["learner"])
            learner = Learner(person, file, of(key))
            learner.aims = [Aim(a, of((*key, a["aim"]))) for a in below["learning_delivery", key]]
            learner.jobs = [
                Job(j, of((*key, j["employment"]))("employment_status_monitoring"))
                for j in below["learner_employment_status", key]
            ]
            file.learners.append(learner)
        for after in below["learner_destination_and_progression", (number,)]:
            file.destinations.append(Destination(after, file, of((number, after["destination"]))("dp_outcome")))
        yield file
