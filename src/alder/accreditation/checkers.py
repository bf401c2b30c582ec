"""The course of output checkers: twenty outputs to judge, of people who were made up for it.

Each seed makes other people, and so other figures, in another order; what is wrong with an output is planted, and the
same for every seed. Some are fine, some come back for a reason that harms nobody, and the rest would tell of somebody:
of these none may be let out.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from alder.governance.accreditation_policy import accreditation_policy
from alder.look.words import counted, listed
from alder.sources.miniature.providers import provider
from alder.synth.population import persons
from alder.synth.population.frequencies import LOAN
from alder.synth.population.story import Story

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from alder.governance.accreditation_policy import CheckerRules
    from alder.synth.population.draws import Array

PROVIDERS = 6
"""A made-up county: six providers with 1,024 learners each."""
YEAR = 2024
THRESHOLD, BASE = 10, 5
"""The rule that the outputs are to be judged by."""


class CheckerVerdict(StrEnum):
    """What a checker decides."""

    RELEASE = "let it out"
    RETURN = "send it back"


@dataclass(frozen=True)
class CheckerOutput:
    """One output to judge, and what is right."""

    number: int
    kind: str
    """What it is an example of."""
    title: str
    files: Mapping[str, str]
    """Each file with its text, the cover sheet among them."""
    verdict: CheckerVerdict
    disclosive: bool
    """Whether it would tell of somebody."""
    why: str
    """Why the verdict is right, shown once all are judged."""


@dataclass(frozen=True)
class CheckerMark:
    """How the judging went."""

    right: int
    of: int
    let_out: tuple[int, ...]
    """Numbers of disclosive outputs that were let out."""
    differing: tuple[CheckerOutput, ...]
    """Outputs that were judged wrongly."""
    whys: tuple[str, ...]
    """Each rule that was not met, in a sentence."""

    @property
    def passed(self) -> bool:
        return not self.whys


def judged(outputs: Sequence[CheckerOutput], verdicts: Mapping[int, CheckerVerdict], on: date) -> CheckerMark:
    """The mark of verdicts on outputs, by their numbers. What was not judged is wrong."""
    rules = accreditation_policy(on).checker
    differing = tuple(one for one in outputs if verdicts.get(one.number) is not one.verdict)
    let_out = tuple(
        one.number for one in outputs if one.disclosive and verdicts.get(one.number) is CheckerVerdict.RELEASE
    )
    right = len(outputs) - len(differing)
    return CheckerMark(right, len(outputs), let_out, differing, tuple(_whys(right, len(outputs), let_out, rules)))


def _whys(right: int, of: int, let_out: Sequence[int], rules: CheckerRules) -> Iterable[str]:
    if 100 * right < rules.agreement_percent * of:
        yield f"{right} of {of} verdicts were right. It takes {rules.agreement_percent}%."
    if len(let_out) > rules.disclosive_missed:
        said = f"{counted(len(let_out), 'output')} that would tell of somebody {'was' if len(let_out) == 1 else 'were'}"
        yield f"{said} let out: {listed([str(number) for number in let_out])}."


def checker_outputs(seed: int) -> tuple[CheckerOutput, ...]:
    """The twenty outputs that a seed makes, in their order."""
    people = _people(seed)
    chance = random.Random(seed)
    made = [make(people, chance) for make in _MAKERS]
    chance.shuffle(made)
    return tuple(replace(one, number=number) for number, one in enumerate(made, 1))


@dataclass(frozen=True)
class _People:
    """Made-up learners of a county, column by column."""

    provider: Array
    area: Array
    """0 or 1: the north or the south of the county."""
    age: Array
    kind: Array
    achieved: Array
    difficulty: Array
    miles: Array
    pay: Array


def _people(seed: int) -> _People:
    stories = [Story(seed, provider(number), (0,), YEAR) for number in range(PROVIDERS)]
    age = np.concatenate([persons.ages(story) for story in stories])
    where = np.repeat(np.arange(PROVIDERS), len(age) // PROVIDERS)
    drawn = np.concatenate([story.draw("travel") for story in stories])
    paid = np.concatenate([story.draw("pay") for story in stories])
    return _People(
        where,
        where % 2,
        age,
        np.concatenate([story.careers.kind for story in stories]),
        np.concatenate([(story.careers.completed & story.careers.passed) for story in stories]),
        np.concatenate([persons.has_difficulty(story) for story in stories]),
        1 + 24 * drawn**2,
        14_000 + 16_000 * paid + 90 * np.minimum(age, 60),
    )


AREAS = ("North of the county", "South of the county")
BANDS = (("16 to 24", 16, 24), ("25 to 49", 25, 49), ("50 and over", 50, 120))
MILES = (("Under 5 miles", 0, 5), ("5 to 10 miles", 5, 10), ("10 miles or more", 10, 99))
TRADES = ("Building", "Care", "Catering", "Engineering", "Retail")


def _rounded(count: float) -> int:
    return BASE * round(float(count) / BASE)


def _csv(*rows: Sequence[object]) -> str:
    return "".join(",".join(str(cell) for cell in row) + "\n" for row in rows)


def _output(
    kind: str,
    title: str,
    files: Mapping[str, str],
    why: str,
    *,
    people: int,
    disclosive: bool = False,
    verdict: CheckerVerdict | None = None,
    shows: str = "",
    population: str = "Learners of six providers of a made-up county in 2024/25",
    cover: str = "",
    about: Mapping[str, str] | None = None,
) -> CheckerOutput:
    """An output with its cover sheet; what is said of single files is lines of TOML."""
    head = [f'title = "{title}"', f'shows = "{shows or title}"'] if population else [f'title = "{title}"']
    if population:
        head += [f'population = "{population}"', f"people = {people}"]
    head += [line for line in cover.splitlines() if line]
    for name in files:
        head += ["", "[[files]]", f'name = "{name}"', *(about or {}).get(name, "").splitlines()]
    back = CheckerVerdict.RETURN if disclosive else CheckerVerdict.RELEASE
    sheet = {"cover.toml": "\n".join(head) + "\n"}
    return CheckerOutput(0, kind, title, {**sheet, **files}, verdict or back, disclosive, why)


_COUNTS = f'unit = "learners"\nthreshold = {THRESHOLD}\nrounding = {BASE}\n'


def _by_age(people: _People) -> list[list[int]]:
    """Learners of each area in each band of age: hundreds in every cell."""
    return [
        [int(((people.area == area) & (people.age >= low) & (people.age <= high)).sum()) for _, low, high in BANDS]
        for area in range(2)
    ]


_AGES = ("area", *(name for name, _, _ in BANDS))


def _large_and_rounded(people: _People, chance: random.Random) -> CheckerOutput:
    rows = [(AREAS[at], *map(_rounded, row)) for at, row in enumerate(_by_age(people))]
    return _output(
        "large counts, rounded",
        "Learners by area and age",
        {"learners.csv": _csv(_AGES, *rows)},
        "Every count is of hundreds of people, rounded, and no total gives anything back.",
        people=len(people.age),
        cover=_COUNTS,
        about={"learners.csv": 'statistic = "FREQ"'},
    )


def _rates_of_rounded(people: _People, chance: random.Random) -> CheckerOutput:
    rows = []
    for area in range(2):
        of = _rounded((people.area == area).sum())
        well = _rounded((people.achieved & (people.area == area)).sum())
        rows.append((AREAS[area], of, well, f"{100 * well / of:.1f}"))
    return _output(
        "rates of rounded counts",
        "Achievement by area",
        {"achievement.csv": _csv(("area", "learners", "achieved", "achieved %"), *rows)},
        "The rates are worked out from the rounded counts beside them, which are large.",
        people=len(people.age),
        cover=_COUNTS,
        about={"achievement.csv": 'statistic = ["FREQ", "PCT"]'},
    )


def _rounded_medians(people: _People, chance: random.Random) -> CheckerOutput:
    rows = []
    for area in range(2):
        those = people.area == area
        rows.append((AREAS[area], _rounded(those.sum()), round(float(np.median(people.miles[those])))))
    return _output(
        "medians of large groups",
        "Median miles from home to class",
        {"miles.csv": _csv(("area", "learners", "median miles"), *rows)},
        "Thousands of people lie on each side of each median, and it is rounded to a mile.",
        people=len(people.age),
        cover=_COUNTS,
        about={"miles.csv": 'n = "learners"\n[files.columns]\n"learners" = "FREQ"\n"median miles" = "PCTL"'},
    )


def _model(people: _People, chance: random.Random) -> CheckerOutput:
    terms = {
        "constant": np.ones(len(people.age)),
        "age": people.age,
        "miles": people.miles,
        "difficulty": people.difficulty,
    }
    columns = np.column_stack([np.asarray(column, dtype=float) for column in terms.values()])
    found, _, _, _ = np.linalg.lstsq(columns, people.achieved.astype(float), rcond=None)
    rows = [(name, f"{value:.3f}") for name, value in zip(terms, found, strict=True)]
    return _output(
        "a model with many degrees of freedom",
        "What goes with achievement: a linear model",
        {"model.csv": _csv(("term", "coefficient"), *rows)},
        "Four coefficients of a model of six thousand people reproduce nobody, and n and degrees of freedom are given.",
        people=len(people.age),
        cover='unit = "learners"\n',
        about={"model.csv": f'statistic = "REGL"\nn = {len(people.age)}\ndf = {len(people.age) - len(terms)}'},
    )


def _zero_by_definition(people: _People, chance: random.Random) -> CheckerOutput:
    rows = []
    for name, low, high in (("16 to 18", 16, 18), ("19 and over", 19, 120)):
        those = (people.age >= low) & (people.age <= high)
        rows.append(
            (name, _rounded((those & (people.kind == LOAN)).sum()), _rounded((those & (people.kind != LOAN)).sum()))
        )
    return _output(
        "a zero by definition",
        "Learners with an advanced learner loan by age",
        {"loans.csv": _csv(("age", "learners with one", "learners without one"), *rows)},
        "Loans are for people of 19 and over, so the zero tells nothing, and the cover sheet says so.",
        people=len(people.age),
        cover=_COUNTS,
        about={"loans.csv": 'statistic = "FREQ"\nstructural = ["16 to 18 / learners with one"]'},
    )


def _distance_bands(people: _People, chance: random.Random) -> CheckerOutput:
    rows = [
        (
            AREAS[area],
            *(
                _rounded(((people.area == area) & (people.miles >= low) & (people.miles < high)).sum())
                for _, low, high in MILES
            ),
        )
        for area in range(2)
    ]
    return _output(
        "distances in bands",
        "Learners by distance from home",
        {"distance.csv": _csv(("area", *(name for name, _, _ in MILES)), *rows)},
        "Distances stand in three wide bands and large areas, each of hundreds of people.",
        people=len(people.age),
        cover=_COUNTS,
        about={"distance.csv": 'statistic = "FREQ"'},
    )


def _counts_of_courses(people: _People, chance: random.Random) -> CheckerOutput:
    rows = [(trade, chance.randint(2, 9), chance.randint(2, 9)) for trade in TRADES]
    return _output(
        "counts of no people",
        "Courses on offer by trade",
        {"courses.csv": _csv(("trade", *AREAS), *rows)},
        "A count of courses is no count of people, and the cover sheet says what is counted.",
        people=len(people.age),
        shows="How many courses are on offer, from the prospectuses of the providers",
        population="Courses of six providers of a made-up county in 2024/25",
        cover='unit = "courses"\n',
        about={"courses.csv": 'statistic = "FREQ"'},
    )


def _hidden_without_totals(people: _People, chance: random.Random) -> CheckerOutput:
    rows = [[trade, *(BASE * chance.randint(4, 60) for _ in AREAS)] for trade in TRADES]
    rows[chance.randrange(len(rows))][1 + chance.randrange(2)] = "c"
    return _output(
        "a hidden count without totals",
        "Apprentices by trade and area",
        {"apprentices.csv": _csv(("trade", *AREAS), *rows)},
        "The hidden count follows from nothing: no total stands here or was released before.",
        people=len(people.age),
        cover=_COUNTS + 'suppression = "Counts under 10 are hidden. No totals were released."\n',
        about={"apprentices.csv": 'statistic = "FREQ"'},
    )


def _not_rounded(people: _People, chance: random.Random) -> CheckerOutput:
    counts = _by_age(people)
    if all(count % BASE == 0 for row in counts for count in row):  # as they could be by chance
        counts[0][0] += 1
    return _output(
        "counts not rounded",
        "Learners by area and band of age",
        {"ages.csv": _csv(_AGES, *((AREAS[at], *row) for at, row in enumerate(counts)))},
        "Nobody is near being known, but the rule is to round to 5, and these counts are exact.",
        people=len(people.age),
        verdict=CheckerVerdict.RETURN,
        cover=_COUNTS,
        about={"ages.csv": 'statistic = "FREQ"'},
    )


def _no_context(people: _People, chance: random.Random) -> CheckerOutput:
    rows = [(AREAS[at], *map(_rounded, row)) for at, row in enumerate(_by_age(people))]
    return _output(
        "nothing said of whom it is about",
        "Table 3",
        {"table3.csv": _csv(("area", "a", "b", "c2"), *rows)},
        "It may be fine, but nobody can tell: neither the population nor what the columns count is said.",
        people=0,
        verdict=CheckerVerdict.RETURN,
        population="",
        about={"table3.csv": 'statistic = "FREQ"'},
    )


def _rates_without_counts(people: _People, chance: random.Random) -> CheckerOutput:
    rows = [(trade, *(f"{100 * (0.5 + 0.4 * chance.random()):.1f}" for _ in AREAS)) for trade in TRADES]
    return _output(
        "rates without the counts behind them",
        "Achievement by trade and area",
        {"rates.csv": _csv(("trade", *(f"{area} %" for area in AREAS)), *rows)},
        "Rates cannot be judged without the counts behind them. Ask for those as evidence.",
        people=len(people.age),
        verdict=CheckerVerdict.RETURN,
        cover='unit = "learners"\n',
        about={"rates.csv": 'statistic = "PCT"'},
    )


def _small_count(people: _People, chance: random.Random) -> CheckerOutput:
    rows = [[trade, *(BASE * chance.randint(4, 60) for _ in AREAS)] for trade in TRADES]
    small = chance.randint(1, 4)
    at = chance.randrange(len(rows))
    rows[at][1 + chance.randrange(2)] = small
    return _output(
        "a small count",
        "Early leavers by trade and area",
        {"leavers.csv": _csv(("trade", *AREAS), *rows)},
        f"{TRADES[at]} has a count of {small}. Whoever trains there knows who they are.",
        people=len(people.age),
        disclosive=True,
        cover=_COUNTS,
        about={"leavers.csv": 'statistic = "FREQ"'},
    )


def _hidden_with_total(people: _People, chance: random.Random) -> CheckerOutput:
    rows: list[list[object]] = []
    secret = (chance.randrange(len(TRADES)), chance.randint(2, 9))
    for at, trade in enumerate(TRADES):
        one, two = BASE * chance.randint(4, 60), BASE * chance.randint(4, 60)
        hidden = at == secret[0]
        rows.append([trade, "c" if hidden else one, two, (secret[1] if hidden else one) + two])
    return _output(
        "a hidden count that follows from its total",
        "Learners with a difficulty by trade and area",
        {"difficulty.csv": _csv(("trade", *AREAS, "Total"), *rows)},
        f"The hidden count of {TRADES[secret[0]]} is its total less the other area: {secret[1]}.",
        people=len(people.age),
        disclosive=True,
        cover=_COUNTS + 'suppression = "Counts under 10 are hidden."\n',
        about={"difficulty.csv": 'statistic = "FREQ"'},
    )


def _near_an_earlier_one(people: _People, chance: random.Random) -> CheckerOutput:
    low = {trade: BASE * chance.randint(8, 60) + chance.randint(1, 4) for trade in TRADES}
    apart = chance.choice(TRADES)
    few = chance.randint(2, 8)
    earlier = _csv(("trade", "learners"), *((trade, low[trade] + (few if trade == apart else 0)) for trade in TRADES))
    now = _csv(("trade", "learners"), *low.items())
    return _output(
        "a table that differs a little from an earlier one",
        "Learners on loans by trade, without Dunmere College",
        {"without_dunmere.csv": now, "released_in_march.csv": earlier},
        f"In March the same was released with that college. The difference in {apart} is {few} of its learners.",
        people=len(people.age),
        disclosive=True,
        population="Learners of five providers of a made-up county in 2024/25, without Dunmere College",
        cover=f'unit = "learners"\nthreshold = {THRESHOLD}\n',
        about={
            "without_dunmere.csv": 'statistic = "FREQ"\nrelation = "The table of March without one college"',
            "released_in_march.csv": 'kind = "earlier"\nstatistic = "FREQ"',
        },
    )


def _everybody_of_a_group(people: _People, chance: random.Random) -> CheckerOutput:
    whole = chance.choice(TRADES)
    rows = []
    for trade in TRADES:
        of = BASE * chance.randint(6, 40)
        have = of if trade == whole else BASE * chance.randint(2, of // BASE - 2)
        rows.append((trade, of, have, of - have))
    return _output(
        "everybody of a group",
        "Learners with a health problem by trade",
        {"health.csv": _csv(("trade", "Total", "declared one", "declared none"), *rows)},
        f"Everybody of {whole} declared one. Whoever knows that somebody learns there knows it of them.",
        people=len(people.age),
        disclosive=True,
        cover=_COUNTS,
        about={"health.csv": 'statistic = "FREQ"'},
    )


def _dominance(people: _People, chance: random.Random) -> CheckerOutput:
    large = chance.choice(TRADES)
    rows = []
    for trade in TRADES:
        share = chance.randint(86, 94) if trade == large else chance.randint(8, 20)
        rows.append((trade, 5 * chance.randint(4, 9), 1_000 * chance.randint(120, 900), share))
    counts = _csv(("trade", "employers", "largest employer %"), *((trade, n, share) for trade, n, _, share in rows))
    return _output(
        "a total of which one has nearly all",
        "What employers spent on training by trade",
        {"spending.csv": _csv(("trade", "employers", "pounds"), *(row[:3] for row in rows)), "largest.csv": counts},
        f"One employer of {large} has most of its total, so the total tells what that one spent.",
        people=len(people.age),
        disclosive=True,
        population="Employers who trained apprentices in a made-up county in 2024/25",
        cover=f'unit = "employers"\nthreshold = {THRESHOLD}\nrounding = {BASE}\n',
        about={
            "spending.csv": 'counts = "largest.csv"\nn = "employers"\n[files.columns]\n"pounds" = "SUMMAG"',
            "largest.csv": 'kind = "supporting"',
        },
    )


def _extremes(people: _People, chance: random.Random) -> CheckerOutput:
    rows = []
    for area in range(2):
        those = people.area == area
        rows.append(
            (AREAS[area], _rounded(those.sum()), round(float(people.age[those].mean())), int(people.age[those].max()))
        )
    return _output(
        "the value of one person",
        "Age of learners by area",
        {"age.csv": _csv(("area", "learners", "mean age", "maximum age"), *rows)},
        "A maximum is the age of one person, or of very few.",
        people=len(people.age),
        disclosive=True,
        cover=_COUNTS,
        about={"age.csv": 'statistic = ["FREQ", "MEAN", "EXT"]'},
    )


def _rate_of_a_hidden_count(people: _People, chance: random.Random) -> CheckerOutput:
    at = chance.randrange(len(TRADES))
    rows: list[list[object]] = []
    for number, trade in enumerate(TRADES):
        of = BASE * chance.randint(6, 40)
        well = chance.randint(2, 8) if number == at else BASE * chance.randint(2, of // BASE - 2)
        rows.append([trade, of, "c" if number == at else well, f"{100 * well / of:.1f}"])
    return _output(
        "a rate that gives a hidden count back",
        "Learners who went on to a higher level, by trade",
        {"onwards.csv": _csv(("trade", "learners", "went on", "went on %"), *rows)},
        f"The rate of {TRADES[at]} times its learners is the count that was hidden.",
        people=len(people.age),
        disclosive=True,
        cover=_COUNTS + 'suppression = "Counts under 10 are hidden."\n',
        about={"onwards.csv": 'statistic = ["FREQ", "PCT"]'},
    )


def _weighted_few(people: _People, chance: random.Random) -> CheckerOutput:
    at = chance.randrange(len(TRADES))
    counts = [chance.randint(2, 6) if number == at else chance.randint(40, 200) for number in range(len(TRADES))]
    shown = _csv(
        ("trade", "learners, weighted"), *((t, _rounded(210 * n)) for t, n in zip(TRADES, counts, strict=True))
    )
    behind = _csv(("trade", "people who answered"), *zip(TRADES, counts, strict=True))
    return _output(
        "a weighted count of few people",
        "Learners who would study again, by trade: estimates of a survey",
        {"estimates.csv": shown, "answers.csv": behind},
        f"The estimate of {TRADES[at]} rests on {counts[at]} people, whatever it was multiplied by.",
        people=sum(counts),
        disclosive=True,
        population="Learners of a made-up county who answered a survey in 2024/25",
        cover=_COUNTS + "weighted = true\n",
        about={
            "estimates.csv": 'statistic = ["FREQ", "WEIGHT"]\ncounts = "answers.csv"',
            "answers.csv": 'kind = "supporting"\nstatistic = "FREQ"',
        },
    )


def _one_in_a_sentence(people: _People, chance: random.Random) -> CheckerOutput:
    trade, miles = chance.choice(TRADES), chance.randint(80, 160)
    text = (
        f"Most learners live within ten miles of their class.\n\nOnly 1 learner of {trade.lower()} travelled "
        f"{miles} miles, because of a health problem.\n"
    )
    return _output(
        "one person in a sentence",
        "A paragraph for the report on travel",
        {"paragraph.txt": text},
        "The second sentence is about one person, with their trade, their journey and their health.",
        people=len(people.age),
        disclosive=True,
        cover='unit = "learners"\n',
        about={"paragraph.txt": 'statistic = "TEXT"'},
    )


_MAKERS: tuple[Callable[[_People, random.Random], CheckerOutput], ...] = (
    _large_and_rounded,
    _rates_of_rounded,
    _rounded_medians,
    _model,
    _zero_by_definition,
    _distance_bands,
    _counts_of_courses,
    _hidden_without_totals,
    _not_rounded,
    _no_context,
    _rates_without_counts,
    _small_count,
    _hidden_with_total,
    _near_an_earlier_one,
    _everybody_of_a_group,
    _dominance,
    _extremes,
    _rate_of_a_hidden_count,
    _weighted_few,
    _one_in_a_sentence,
)
"""Eight that are fine, three that come back without harm, nine that would tell of somebody."""
