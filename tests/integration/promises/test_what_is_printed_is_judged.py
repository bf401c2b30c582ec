"""What is printed with a protected table tells no more than its cells: no note, line or description holds a number that
goes with the question.

An attacker asks one table after another, each of other groups together, reads everything that is printed beside the
cells, and puts it together as a programme in whole numbers. From "About 40 aims left out" of 113 such tables five of
ten sizes once followed exactly.
"""

from __future__ import annotations

import html
import json
import random
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from tests.support.aim_tables import returns
from tests.support.count_tables import counts

import alder
from alder.disclosure.notes import intervals
from alder.disclosure.protected import Protected
from alder.look.words import counted
from alder.model.quality import Grade
from alder.model.statistic import Counts, Matched, MatchRate, MeasuredField

PROVIDERS = [10000001 + n for n in range(10)]
LEFT_OUT = (4, 9, 5, 12, 2, 7, 3, 14, 6, 1)
"""Of each provider the aims that ended within the qualifying period: the measure leaves them out."""
NOT_KNOWN = (3, 1, 8, 2, 6, 11, 1, 5, 4, 2)
"""Of each provider the aims of learners of no known ethnic group."""
POLICIES = ("srs-output", "dfe-statistics", "fe-outcomes", "opensafely-midpoint6")


@cache
def made_store() -> object:
    """Ten providers with 40 to 76 aims each."""
    learners, aims = [], []
    for n, (provider, short, unknown) in enumerate(zip(PROVIDERS, LEFT_OUT, NOT_KNOWN, strict=True)):
        for k in range(40 + 4 * n):
            ethnicity = 99 if k < unknown else 31 if k % 2 else 44
            end = "2020-09-05" if k >= 40 + 4 * n - short else "2021-06-30"
            learners.append(
                f"{provider} | L{k} | {1000000000 + 1000 * n + k} | {'FM'[k % 2]} | {ethnicity} | 2002-01-01"
            )
            aims.append(f"{provider} | L{k} | 2020-09-01 | {end} | 3 | 3 | 4")
    return returns(
        "ukprn | LearnRefNumber | ULN | Sex | Ethnicity | DateOfBirth\n" + "\n".join(learners),
        "ukprn | LearnRefNumber | LearnStartDate | LearnActEndDate | CompStatus | Outcome | AimType\n"
        + "\n".join(aims),
        FundModel=35,
        LearnAimRef="60000001",
        LearnPlanEndDate=date(2021, 7, 31),
    )


def unions(many: int) -> list[frozenset[int]]:
    """Providers one by one and together, each group inside others."""
    draw = random.Random(6)
    found = [frozenset([n]) for n in range(len(PROVIDERS))]
    while len(found) < many:
        found.append(frozenset(draw.sample(range(len(PROVIDERS)), draw.randint(2, 6))))
    return found


@cache
def asked(providers: frozenset[int]) -> Counts:
    where = f"provider in ({', '.join(str(PROVIDERS[n]) for n in sorted(providers))})"
    return alder.tabulate(made_store(), "starts", by=["ethnicity"], scope="education_and_training", where=where)


def printed(table: Protected, folder: Path) -> list[str]:
    """Every line of every output of a table, but for its cells and what is made of these."""
    table.write_csv(folder / "t.csv", whole="LSIP E69990001 Mereshire" if table.about.group.one is None else None)
    table.write_html(folder / "t.html")
    table.write_parquet(folder / "t.parquet")
    about = json.loads((pq.read_schema(folder / "t.parquet").metadata or {})[b"alder"])
    texts = [(folder / "t.notes.txt").read_text(), str(table).rpartition("\n\n")[2], about.pop("notes")]
    texts += [json.dumps(one) for one in about.items()]
    for page in ((folder / "t.html").read_text(), table._repr_html_()):
        body = re.sub(r"(?s)<(style|table|svg|h1|h2|figcaption|title|head)\b.*?</\1>", " ", page)
        texts.append(html.unescape(re.sub(r"(?s)<[^>]*>", " ", re.sub(r"</(p|li|dd|div)>", "\n", body))))
    texts += [json.dumps(list(row)) for row in _same_columns(table)]
    figures = [f for _, row in table.rows for f in row]
    hidden = counted(sum(f == table.policy.hidden for f in figures), "figure")
    # Which providers a question is about stands in its filter, and how many of them are held in what it covers.
    names = [table.about.where, table.about.where_words, table.title, table.about.group.words, table.about.group.name]
    # What follows from the cells: how many are hidden, which symbols stand there, and whether a rate has an interval.
    names += [f"{hidden} of {len(figures):,}", intervals(table), *(table.meaning(s) for s in table.symbols)]
    lines = []
    for text in texts:
        for name in filter(None, names):
            text = re.sub(r"\s+".join(map(re.escape, name.split())), "…", text)  # however its lines are broken
        lines += [" ".join(line.split()) for line in text.splitlines()]
    return list(dict.fromkeys(line for line in lines if line))


def _same_columns(table: Protected) -> Iterable[tuple[str, str]]:
    """What the Arrow table says beside filters, indicators and their symbols."""
    found = table.to_arrow()
    own = {f.id for f in table.filters} | {
        n for n in found.column_names if any(n.startswith(i.id) for i in table.indicators)
    }
    for name in found.column_names:
        if name not in own:
            yield from ((name, str(value)) for value in dict.fromkeys(found[name].to_pylist()))


@dataclass(frozen=True)
class Fact:
    """A sentence with a number in it, told of some groups together, and what the number can stand for."""

    sentence: str
    groups: frozenset[int]
    low: int
    high: int


_NUMBER = re.compile(r"(?i)\b(about |fewer than |under )?(\d[\d,]*)(?![\d/%])")


def facts(notes: Mapping[frozenset[int], list[str]]) -> list[Fact]:
    """What sentences tell whose numbers go with the question. One that is not printed tells of nobody."""
    told: dict[str, dict[frozenset[int], tuple[int, int]]] = {}
    for groups, lines in notes.items():
        for line in lines:
            for found in _NUMBER.finditer(line):
                sentence = f"{line[: found.start()]}#{line[found.end() :]}"
                told.setdefault(sentence, {})[groups] = _ends(found[1], int(found[2].replace(",", "")))
    # "About 40 aims" and "Fewer than 10 aims" are one sentence
    return [
        Fact(sentence, groups, *by.get(groups, (0, 0)))
        for sentence, by in told.items()
        if len({*by.values()}) > 1 or len(by) < len(notes)
        for groups in notes
    ]


def _ends(how: str | None, number: int) -> tuple[int, int]:
    word = (how or "").strip().lower()
    return (number - 5, number + 4) if word == "about" else (0, number - 1) if word else (number, number)


def sizes(found: Iterable[Fact]) -> dict[str, list[tuple[int, int]]]:
    """For each sentence what it leaves of the number of each group, by a programme in whole numbers."""
    by: dict[str, list[Fact]] = {}
    for one in found:
        by.setdefault(one.sentence, []).append(one)
    return {sentence: [_range(told, n) for n in range(len(PROVIDERS))] for sentence, told in by.items()}


def _range(told: list[Fact], group: int) -> tuple[int, int]:
    matrix = np.array([[float(n in f.groups) for n in range(len(PROVIDERS))] for f in told])
    sums = LinearConstraint(matrix, [f.low for f in told], [f.high for f in told])
    one = np.eye(len(PROVIDERS))[group]
    ends = []
    for sign in (1, -1):
        best = milp(sign * one, constraints=sums, integrality=np.ones(len(PROVIDERS)), bounds=Bounds(0, 1000))
        assert best.success
        ends.append(round(sign * best.fun))
    return ends[0], ends[1]


def test_the_attack_finds_sizes_in_rough_numbers_of_those_left_out() -> None:
    """As the notes were once written, so that it is known to work."""

    def rough(count: int) -> str:
        return "Fewer than 10 aims left out" if count < 10 else f"About {(count + 5) // 10 * 10} aims left out"

    notes = {groups: [rough(sum(LEFT_OUT[n] for n in groups))] for groups in unions(113)}
    (left,) = sizes(facts(notes)).values()
    exact = [n for n, (low, high) in enumerate(left) if low == high]
    assert len(exact) >= 3
    assert all(left[n] == (LEFT_OUT[n], LEFT_OUT[n]) for n in exact)


@pytest.mark.parametrize("policy", POLICIES)
def test_nothing_that_is_printed_with_many_tables_tells_a_size(policy: str, tmp_path: Path) -> None:
    notes = {groups: printed(alder.protect(asked(groups), policy), tmp_path) for groups in unions(24)}
    assert sum(asked(frozenset({n})).excluded["qualifying period"] for n in range(10)) == sum(LEFT_OUT), (
        "some are left out"
    )
    assert not sizes(facts(notes))


def test_whoever_holds_the_store_still_sees_how_many_are_left_out() -> None:
    from alder.disclosure.unprotected import text

    said = text(asked(frozenset({0, 1})))
    assert "13 starts left out: qualifying period" in said
    assert "4 starts with no known ethnic group" in said


TOLD = counts(
    """
    sex | k    | n
    F   | 4200 | 5300
    M   | 3100 | 6400
    """,
    rates=["k/n"],
    excluded={"planned break": 4111, "transferred": 7},
    unknown={"sex": 3777},
    matched=Matched(
        "found in tax records",
        (MatchRate("", "everybody", 6300, 4789), MatchRate("Sex", "F", 3100, 2635), MatchRate("Sex", "M", 3200, 2154)),
        (MatchRate("", "everybody", 20000, 18000),),
    ),
    measured=(
        MeasuredField("AchDate", Grade.B, 3, 3, expected=21733, missing=1300, values=20433, returned=20433, wrong=629),
        MeasuredField("Outcome", Grade.A, 3, 2, expected=413, missing=117, values=296, returned=296, wrong=61),
    ),
)
OF_THE_YEAR = {"90", "6", "3", "1", "99", "2"}
"""Whole per cent of all records of the year, and of everybody looked for in it; two of three returns are measured."""


@pytest.mark.parametrize("policy", POLICIES)
def test_every_number_of_a_table_is_a_cell_a_declared_word_a_setting_or_a_share_of_the_year(
    policy: str, tmp_path: Path
) -> None:
    table = alder.protect(TOLD, policy)
    declared = (TOLD.title, TOLD.definition, TOLD.version, TOLD.coverage, *TOLD.sources, TOLD.year.label)
    figures = [str(f) for _, row in table.rows for f in row]
    settings = (
        repr(table.policy),
        str(table.policy.threshold - 1),
        intervals(table),
        *map(table.meaning, table.symbols),
    )
    known = {n for text in (*declared, *figures, *settings) for n in _digits(text)} | OF_THE_YEAR
    hidden = str(sum(f == table.policy.hidden for f in figures))
    known |= {hidden, str(len(figures)), str(len(TOLD.measured))}
    within = [repr(getattr(table, name)) for name in ("about", "quality", "filters", "indicators")]
    for line in (*printed(table, tmp_path), *within):
        assert not _digits(line) - known, line


def _digits(text: str) -> set[str]:
    return set(re.findall(r"\d+", re.sub(r"(?<=\d),(?=\d{3})", "", text)))


def test_how_fields_are_filled_is_told_of_each_year_by_itself(tmp_path: Path) -> None:
    """Of shares of one year, of another, and of both together readers could work out more than each tells."""
    fields = [
        MeasuredField("AchDate", Grade.B, 2, 2, 10000, missing, 10000 - missing, None, 9000, wrong, year=year)
        for year, missing, wrong in (("2019/20", 300, 0), ("2020/21", 1200, 10))
    ]
    table = alder.protect(counts("sex | n\nF | 50\nM | 60", measured=tuple(fields)))
    (told,) = table.about.measured
    assert (told.missing, told.unknown, told.wrong) == ("3% to 12%", "no such code", "1% or less")
