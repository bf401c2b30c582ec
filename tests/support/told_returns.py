"""Returns that tell chosen stories of learners, written as a text table: one line for what some years' returns say.

    story     | told  | at | start      | planned    | end        | how         | more
    told late | 17-18 | A  | 2017-09-04 | 2019-03-31 |            | goes on     |
              | 19    | A  | 2017-09-04 | 2019-03-31 | 2018-12-14 | withdrawn 3 |

A line without a story goes on with the one above. `told` names the years whose final return holds the line, by the last
two digits of their starting years, `at` the provider, and `how` is one of `HOW`: withdrawn is followed by the reason,
achieved by the achievement date where there is one. Under `more` stand further fields of the aim or of the learner;
RES=1 marks a restart, and ULN=none a learner who has none of their own. Each story is a learner of their own, whose
reference is the story's number.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from alder.model.period import AcademicYear
from tests.support import text_tables
from tests.support.beside_the_oracle import Place
from tests.support.ilr_files import Record, delivery, message, whole_learner

PROVIDERS = {"A": 10000001, "B": 10000002, "C": 10000003}

KINDS: dict[str, dict[str, str | None]] = {
    "standard": {"LearnAimRef": "ZPROG001", "AimType": "1", "ProgType": "25", "FundModel": "36", "StdCode": "105"},
    "framework": {"LearnAimRef": "ZPROG001", "AimType": "1", "ProgType": "3", "FundModel": "36", "FworkCode": "488"},
    "component": {"LearnAimRef": "60016462", "AimType": "3", "ProgType": "25", "FundModel": "36", "StdCode": "105"},
    "class": {"LearnAimRef": "60016462", "AimType": "4", "FundModel": "35"},
    "workshop": {"LearnAimRef": "60101064", "AimType": "4", "FundModel": "35"},
}
HOW = {
    "goes on": ("1", None),
    "goes on again": ("1", None),  # marked as a restart
    "waits": ("1", "8"),  # for its assessment
    "achieved": ("2", "1"),
    "not achieved": ("2", "3"),
    "not known": ("2", "8"),
    "withdrawn": ("3", "3"),
    "on a break": ("6", "3"),
}
"""CompStatus and Outcome."""
_SHORT = {"ref": "LearnRefNumber", "before": "PrevLearnRefNumber"}
_OF_LEARNERS = ("ULN", "DateOfBirth", "PrevUKPRN", *_SHORT.values())


@dataclass(frozen=True)
class Line:
    """What the returns of some years say of one aim."""

    story: str
    aim_number: int
    """Of the line that tells of the aim first: the one with what becomes of it."""
    returned: tuple[int, ...]
    provider: int
    aim: dict[str, str | None]
    learner: dict[str, str | None]
    restart: bool
    expected: dict[str, str]
    """Further columns of the table, by their heads."""

    @property
    def reference(self) -> str:
        return str(self.learner["LearnRefNumber"])


def lines_of(*texts: str, **same: str) -> list[Line]:
    """The lines of tables of stories. `same` has what a line says where it says nothing else."""
    found: list[Line] = []
    story, number = "", 0
    for text in texts:
        for row in text_tables.rows(text):
            said = {**same, **{k: v for k, v in row.items() if v}}
            if "story" in said:
                story, number = said.pop("story"), number + 1
            more = dict(m.split("=") for m in said.pop("more", "").split())
            more = {_SHORT.get(k, k): v for k, v in more.items()}
            restart = more.pop("RES", "") == "1" or said["how"] == "goes on again"
            of_learner = {k: more.pop(k) for k in _OF_LEARNERS if k in more}
            if of_learner.get("ULN") == "none":
                of_learner["ULN"] = "9999999999"
            aim: dict[str, str | None] = {
                **KINDS[said.pop("kind", "standard")],
                "LearnStartDate": said.pop("start"),
                "LearnPlanEndDate": said.pop("planned"),
                "LearnActEndDate": said.pop("end", None),
                **_ending(said.pop("how")),
                **more,
            }
            usual = {"LearnRefNumber": f"S{number:03}", "ULN": f"{1_000_000_000 + number}", "DateOfBirth": "1999-03-01"}
            returned, at = _years(said.pop("told")), PROVIDERS[said.pop("at")]
            begins = len(found) if said else found[-1].aim_number
            found.append(Line(story, begins, returned, at, aim, {**usual, **of_learner}, restart, said))
    return found


def write(lines: list[Line], folder: Path) -> tuple[list[Path], dict[Place, Line]]:
    """The final return of every provider and year that the lines name, and which line each aim in them is."""
    files, places = [], {}
    for provider, start in sorted({(line.provider, year) for line in lines for year in line.returned}):
        mine = [line for line in lines if line.provider == provider and start in line.returned]
        body, number = [], 0
        for reference in dict.fromkeys(line.reference for line in mine):
            of_learner = [line for line in mine if line.reference == reference]
            aims = [_aim(line, n) for n, line in enumerate(of_learner, 1)]
            body.append(whole_learner(reference, *aims, **of_learner[0].learner))
            for line in of_learner:
                number += 1
                places[start, provider, number] = line
        year = AcademicYear(start)
        said = {"UKPRN": str(provider), "Provider": str(provider), "FilePreparationDate": f"{start + 1}-10-15"}
        files.append(folder / f"ILR-{provider}-{year.pair}-{start + 1}1015-093000-01.xml")
        files[-1].write_bytes(message(body, year, **said))
    return files, places


def _aim(line: Line, number: int) -> Record:
    fam: Record = [("LearnDelFAMType", "RES"), ("LearnDelFAMCode", "1")]
    mark: Record = [("LearningDeliveryFAM", fam)] if line.restart else []
    return [*delivery(**{**line.aim, "AimSeqNumber": str(number)}), *mark]


def _ending(how: str) -> dict[str, str | None]:
    words, _, last = how.rpartition(" ")
    field = {"withdrawn": "WithdrawReason", "achieved": "AchDate"}.get(words)
    status, outcome = HOW[words if field else how]
    return {"CompStatus": status, "Outcome": outcome, **({field: last} if field else {})}


def _years(text: str) -> tuple[int, ...]:
    """`17-19 25`: starting years, by their last two digits."""
    found: list[int] = []
    for part in text.split():
        first, _, last = part.partition("-")
        found += range(2000 + int(first), 2000 + int(last or first) + 1)
    return tuple(found)
