"""Check 9: models, by the people behind them and the parameters they spend."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from alder.outputs.content import Form
from alder.outputs.finding import FindingPlace, OutputCheck, OutputFinding, Weight
from alder.outputs.table import number_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from alder.outputs.content import OutputContent
    from alder.outputs.output import Output

_MODELS = frozenset({"REGL", "LOGIT", "HR", "OR", "CORR", "LINM", "CLUS", "TEST"})
_NUMBER = r"[:=]?\s*\(?([\d,]+)"
_PEOPLE = re.compile(
    r"(?:no\.?|number|num\.?)\s*(?:of)?\s*\.?\s*(?:obs\w*|observations|people|learners|persons)\.?\s*"
    + _NUMBER
    + r"|(?<![\w.])(?:observations|obs\.?|n|num\.\s*obs\.?)\s*[:=|&]?\s*([\d,]{1,12})(?![\w.%])",
    re.IGNORECASE,
)
_FREEDOM = re.compile(
    r"(?:df[ _]?resid\w*|df residuals|residual d\.?f\.?|residual degrees of freedom)\W{0,40}([\d,]+)"
    r"|residual[^\n]{0,60}?\bon\s+([\d,]+)\s+degrees of freedom|\bon\s+[\d,]+\s+and\s+([\d,]+)\s+d\.?f"
    r"|\bresidual\s*\|\s*[\d.,e+]+\s+([\d,]+)\s+[\d.,e+]+",
    re.IGNORECASE,
)
"""Residual degrees of freedom. Those of a test that is printed beside a model are other ones."""
_SAYS_MODEL = re.compile(
    r"dependent variable|residual (?:se|std|standard)\b|\bnumber of obs\b|\bnum\.? ?obs", re.IGNORECASE
)
"""What tables of models say that have no heading above their coefficients, as stargazer's."""
_PERFECT = re.compile(r"\br-?(?:sq(?:uared)?|2)?\.?\s*(?:squared)?\s*[:=|&]?\s*1\.0{2,}", re.IGNORECASE)


def models_rest_on_enough(output: Output) -> Iterator[OutputFinding]:
    """Residual degrees of freedom, or people less parameters; fits that are perfect."""
    for content in output.leaving:
        said = output.said_of(content)
        tables = output.tables(content)
        coefficients = [c for t in tables for c in t.of("REGL", "HR", "OR", "CORR")]
        is_model = bool(set(said.statistic) & {"REGL", "LOGIT", "HR", "LINM"}) or any(
            c.kind in ("REGL", "HR") for c in coefficients
        )
        if content.form in (Form.CODE, Form.MODEL):
            continue
        text = _text(content)
        by_words = bool(_SAYS_MODEL.search(text))
        if not is_model and not by_words:
            continue
        people = _least([*_in_rows(content, _PEOPLE_ROWS), *_in_text(_PEOPLE, text)])
        freedom = _least([*_in_rows(content, _FREEDOM_ROWS), *_in_text(_FREEDOM, text), *_in_brackets(text)])
        if said.df is not None:
            freedom = said.df if freedom is None else min(freedom, said.df)
        if isinstance(said.n, int) and said.n:
            people = said.n if people is None else min(people, said.n)
        behind = [
            float(np.nanmin(c.values))
            for t in tables
            for c in t.of("FREQ")
            if c.is_number.any() and any(k.kind in ("REGL", "HR", "OR") for k in t.columns)
        ]
        if people is None and behind:
            people = int(min(behind))
        if freedom is None and people is None and not is_model:
            continue  # a text that speaks of a model and shows none
        if people is None and freedom is None and output.cover.people:
            people = output.cover.people
        if freedom is None and people is not None:
            parameters = max((int(c.is_number.sum()) for c in coefficients if c.kind in ("REGL", "HR")), default=1)
            freedom = people - parameters
        alone = _least(_freedom_by_column(content))
        if alone is not None and said.df is None:
            freedom = alone if freedom is None else min(freedom, alone)
        excepted = output.is_excepted(content, "REGL")
        place = FindingPlace(content.name)
        if freedom is None:
            yield OutputFinding(
                OutputCheck.MODELS,
                "REGL",
                Weight.HELD,
                place,
                "nothing says how many people or degrees of freedom the model has",
                "Give the number of people and the residual degrees of freedom, in the table or on the "
                "cover sheet (n, df).",
            )
        elif freedom < output.limits.freedom:
            yield OutputFinding(
                OutputCheck.MODELS,
                "REGL",
                Weight.LOOK if excepted else Weight.HELD,
                place,
                f"the model has fewer than {output.limits.freedom} residual degrees of freedom: its "
                f"coefficients come close to the values of single people",
                "Use fewer parameters, or more people.",
            )
        if _PERFECT.search(text):
            yield OutputFinding(
                OutputCheck.MODELS,
                "REGL",
                Weight.LOOK if excepted else Weight.HELD,
                place,
                "the model fits perfectly: it is saturated, and its coefficients are cell means",
                "Fit fewer parameters, or hand in the table of means with its counts.",
            )
        if said.df is not None and people is not None and said.df > people:
            yield OutputFinding(
                OutputCheck.MODELS,
                "REGL",
                Weight.LOOK,
                place,
                "the cover sheet gives more degrees of freedom than the model has people",
                "Correct the cover sheet.",
            )


def models_rest_on_enough_events(output: Output) -> Iterator[OutputFinding]:
    """Models of what happens to people, by those to whom it happened: few of them are behind all that it says."""
    for content in output.leaving:
        text = _text(content)
        if content.form in (Form.CODE, Form.MODEL) or not _OF_EVENTS.search(text):
            continue
        events = [number for number in (*_in_rows(content, _EVENT_ROWS), *_in_text(_EVENTS, text)) if number]
        if events and min(events) < output.threshold:
            yield OutputFinding(
                OutputCheck.MODELS,
                "HR",
                output.weight(content, "HR"),
                FindingPlace(content.name),
                f"the model rests on fewer than {output.threshold} events, each of which happened to somebody",
                "Fit it to more people, or to an event that more of them had.",
            )


_OF_EVENTS = re.compile(r"hazard|\bcox|exp\(coef\)|\bstcox\b|\bfailure _d\b|logistic|logit", re.IGNORECASE)
_EVENTS = re.compile(
    r"\b(?:number|no\.)\s+of\s+(?:events?|failures)(?:\s+observed)?\s*[:=]\s*([\d,]+)|(?<!\w)events\s*[:=]\s*([\d,]+)",
    re.IGNORECASE,
)
_EVENT_ROWS = re.compile(r"(?:number of |no\. of |n )?(?:events?|failures)", re.IGNORECASE)
"""As R, Stata and lifelines print them, and as tables of models have them in a row."""

_PEOPLE_ROWS = re.compile(
    r"\A\s*+(?:number|num\.?|no\.?)?+\s*+(?:of)?+\s*+(?:obs\w*|observations|people|learners|persons|n|sample)\.?\s*",
    re.IGNORECASE,
)
_FREEDOM_ROWS = re.compile(
    r"\A\s*+(?:residual|df|d\.f\.|df[ _]resid\w*|residual d\.?f\.?|df residuals?|degrees of freedom)\s*", re.IGNORECASE
)


def _freedom_by_column(content: OutputContent) -> Iterator[int]:
    """People less coefficients of each model of a table with a model a column, and errors in brackets below them."""
    for sheet in content.sheets:
        at = next((n for n, row in enumerate(sheet.rows) if row and _PEOPLE_ROWS.fullmatch(row[0] or "-")), None)
        if at is None:
            continue
        for column in range(1, len(sheet.rows[at])):
            people = number_in(sheet.rows[at][column])
            above = [row[column].strip() for row in sheet.rows[:at] if column < len(row) and row[0].strip()]
            figures = [text for text in above if number_in(text) and not text.startswith(("(", "["))]
            errors = any(row[column].strip().startswith(("(", "[")) for row in sheet.rows[:at] if column < len(row))
            if people and errors and figures:
                yield int(people[0]) - len(figures)


def _in_rows(content: OutputContent, label: re.Pattern[str]) -> Iterator[int]:
    """The whole numbers of rows that are called so: a model a column."""
    for sheet in content.sheets:
        for row in sheet.rows:
            filled = [cell.strip() for cell in row if cell.strip()]
            if len(filled) >= 2 and label.fullmatch(filled[0]):
                numbers = [number_in(cell) for cell in filled[1:]]
                if all(number is not None and not number[1] and not number[2] for number in numbers):
                    yield from (int(number[0]) for number in numbers if number is not None)


def _text(content: OutputContent) -> str:
    """All that a file says, a row a line."""
    rows = [" ".join(cell for cell in row if cell) for sheet in content.sheets for row in sheet.rows]
    loose = [
        f"{name}: {value}" for sheet in content.sheets if sheet.loose for name, value in zip(*sheet.rows, strict=True)
    ]
    return "\n".join([*content.lines, *rows, *loose])


def _in_text(pattern: re.Pattern[str], text: str) -> Iterator[int]:
    for match in pattern.finditer(text):
        digits = next(group for group in match.groups() if group).replace(",", "")
        if digits:
            yield int(digits)


def _in_brackets(text: str) -> Iterator[int]:
    """Residual degrees of freedom behind the errors of several models in one line, as stargazer prints them."""
    for line in text.splitlines():
        if re.search(r"residual", line, re.IGNORECASE):
            yield from (int(found.replace(",", "")) for found in re.findall(r"\(\s*df\s*=\s*([\d,]+)\s*\)", line))


def _least(numbers: Iterable[int]) -> int | None:
    return min(numbers, default=None)
