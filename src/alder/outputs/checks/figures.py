"""Checks 5, 7 and 8: rates, means, percentiles, extremes and amounts, by the people behind them; named providers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from alder.outputs.checks.contributors import are_compared
from alder.outputs.content import Form
from alder.outputs.finding import FindingPlace, OutputCheck, OutputFinding, Weight
from alder.outputs.table import is_called, says_kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from alder.outputs.content import OutputContent
    from alder.outputs.output import Output
    from alder.outputs.table import OutputColumn, OutputTable

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]

_CUMULATIVE = re.compile(r"\bcum|\bvalid\b", re.IGNORECASE)
_ABOVE = re.compile(
    (
        r"achiev|retain|complet|pass|success|numerator|with |yes|event|employed|progress|matched"
        r"|missing|withdr|left|drop|fail|not[ _]"
    ),
    re.IGNORECASE,
)
_POINT = re.compile(r"(?<!\d)(\d{1,2})(?:th|st|nd|rd|%)?(?!\d)")
_NEED = frozenset({"PCT", "MEAN", "VAR", "PCTL", "RATIO", "SUMMAG", "OR", "CORR", "GINI", "CONC"})


def people_behind(output: Output, content: OutputContent, table: OutputTable) -> Floats | None:
    """For each row how many people stand behind its figures; None where nothing says it.

    The column that the cover sheet names, the number that it gives, the only count of the row, or else the counts of a
    supporting file with the same labels.
    """
    said = output.said_of(content)
    if isinstance(said.n, int) and said.n:
        return np.full(len(table.rows), float(said.n))
    if table.counts is not None:
        return _smallest(table.counts, table)
    if table.sheet.loose and _are_of_groups(table):
        return _stated_elsewhere(output, content, table)
    counts = [column for column in table.of("FREQ") if column.counts_people]
    if isinstance(said.n, str) and said.n:
        named = [column for column in counts if is_called(column.heading, said.n)]
        if named:
            return min(named, key=lambda column: len(column.heading)).values
    if counts:
        whole = [column for column in counts if not _ABOVE.search(column.heading)] or counts
        return max(whole, key=lambda column: float(np.nansum(column.values))).values
    behind = list(output.counts_behind(content))
    for other in behind:
        columns = list(other.of("FREQ"))
        if not columns:
            continue
        by_labels = {frozenset(label.lower() for label in row): n for n, row in enumerate(other.labels)}
        rows = [by_labels.get(frozenset(label.lower() for label in row)) for row in table.labels]
        if all(row is not None for row in rows):
            whole = [column for column in columns if not _ABOVE.search(column.heading)] or columns
            return np.array([whole[0].values[row] for row in rows if row is not None])
        if len(other.rows) == len(table.rows):
            return columns[0].values
    if behind and any(True for other in behind for _ in other.of("FREQ")):
        return np.full(len(table.rows), np.nan)
    if table.sheet.loose:
        return _stated_elsewhere(output, content, table)
    return _of_an_index(output, table)


def _are_of_groups(table: OutputTable) -> bool:
    """Whether values that stand by their names are of several groups (`mean_pay.Ashbeck`, `mean_pay.Bram`).

    Of these the number of all people says nothing: each needs its own.
    """
    above: dict[str, list[str]] = {}
    for column in table.columns:
        parent, _, own = column.heading.rpartition(".")
        if column.kind in _OF_GROUPS and parent and says_kind(parent.rpartition(".")[2]) and not says_kind(own):
            above.setdefault(parent, []).append(own)
    return any(len(names) > 1 for names in above.values())


_OF_GROUPS = frozenset({"MEAN", "PCTL", "PCT", "SUMMAG"})
_SAYS_ERROR = re.compile(r"(?:^|[ _.])(?:se|std[ _.]?err\w*|standard[ _.]?errors?)(?:[ _.]|$)", re.IGNORECASE)
_SAYS_INDEX = re.compile(r"\bindex\b", re.IGNORECASE)


def _stated_elsewhere(output: Output, content: OutputContent, table: OutputTable) -> Floats | None:
    """The people behind values that stand by their names, of a file that says in a table beside them who is in it.

    A value of a group (`means.men`) is of those whom the table counts for a group of that name. An error of what a
    model found is of all of them, so of as many as the smallest group has at the least. Of any other value nothing is
    known: then nothing says it of the table.
    """
    stated: dict[str, float] = {}
    for column in (one for one in table.of("FREQ") if one.counts_people and one.is_number.any()):
        for part in column.heading.split("."):
            if not says_kind(part):
                stated[part.strip().lower()] = float(np.nanmin(column.values))
    for other in output.tables(content):
        for column in (one for one in other.of("FREQ") if one.counts_people and other is not table):
            rows = [(labels, float(value)) for labels, value in zip(other.labels, column.values, strict=True)]
            for labels, value in rows:
                name = column.heading if all(map(_PEOPLE_WORDS.fullmatch, labels)) else " ".join(labels)
                if not np.isnan(value):
                    stated[name.strip().lower()] = min(value, stated.get(name.strip().lower(), value))
    found = []
    for column in (one for one in table.columns if one.kind in _NEED):
        parts = [part.lower() for part in column.heading.split(".")]
        own = [stated[part] for part in parts if part in stated]
        if not own and not (column.kind == "VAR" and _SAYS_ERROR.search(column.heading) and stated):
            return None
        found.append(min(own or stated.values()))
    return np.full(len(table.rows), min(found)) if found else None


_PEOPLE_WORDS = re.compile(r"n|n_?obs|count|learners|people|observations|", re.IGNORECASE)


def _of_an_index(output: Output, table: OutputTable) -> Floats | None:
    """The people of each row of a series of an index or of a rate per thousand, where a table beside it counts them.

    Such a series has no people of its own: it compares what its package counts, row for row. A mean or an amount a head
    is of whom it says, who may be fewer, so that it takes no count from elsewhere.
    """
    needing = [column for column in table.columns if column.kind in _NEED]
    if not table.label_names or not all(
        column.kind == "RATIO"
        and (_SAYS_INDEX.search(words := column.heading.replace("_", " ")) or _A_THOUSAND.search(words))
        for column in needing
    ):
        return None
    for other in output.tables_in(output.leaving):
        counts = [column for column in other.of("FREQ") if column.counts_people]
        by_labels = {labels: n for n, labels in enumerate(other.labels)}
        if other is table or not counts or len(by_labels) < len(other.labels):
            continue
        rows = [by_labels.get(labels) for labels in table.labels]
        if all(row is not None for row in rows):
            whole = [column for column in counts if not _ABOVE.search(column.heading)] or counts
            return np.array([whole[0].values[row] for row in rows if row is not None])
    return None


def _smallest(counts: OutputTable, table: OutputTable) -> Floats:
    """For each row the smallest count of people in the row of counts with the same labels."""
    columns = list(counts.of("FREQ"))
    by_labels = {labels: float(np.nanmin([c.values[n] for c in columns])) for n, labels in enumerate(counts.labels)}
    return np.array([by_labels.get(labels, np.nan) for labels in table.labels])


def figures_rest_on_enough(output: Output) -> Iterator[OutputFinding]:
    """Whether anything says how many people are behind rates, means and the like, and whether they are enough."""
    for content in output.leaving:
        for table in output.tables(content):
            needing = [column for column in table.columns if column.kind in _NEED]
            if not needing or any(column.kind in ("REGL", "TEST", "HR") for column in table.columns):
                continue
            behind = people_behind(output, content, table)
            if behind is None and all(column.kind == "CORR" for column in needing):
                behind = _of_all(output, content, table)
            yield from _beside_hidden_counts(output, content, table, needing)
            if behind is None:
                counted = output.is_counted_by_acro(content)
                yield OutputFinding(
                    OutputCheck.RATES if needing[0].kind == "PCT" else OutputCheck.COUNTS,
                    needing[0].kind,
                    Weight.LOOK if counted else Weight.HELD,
                    table.place(0, needing[0]),
                    "only acro says that enough people are behind the figures"
                    if counted
                    else "nothing says how many people are behind the figures",
                    "Give the count of people of each row in the table, or attach it as a supporting file "
                    "(counts on the cover sheet).",
                )
                continue
            few = (behind > 0) & (behind < output.threshold)
            for column in needing:
                rows = np.flatnonzero(few & column.is_number)
                if column.kind != "PCT" and len(rows):
                    yield OutputFinding(
                        OutputCheck.COUNTS,
                        column.kind,
                        output.weight(content, column.kind),
                        table.place(int(rows[0]), column),
                        f"a figure is about fewer than {output.threshold} people",
                        "Hide it, or join groups.",
                        len(rows),
                    )


def _of_all(output: Output, content: OutputContent, table: OutputTable) -> Floats | None:
    """The people of a table of correlations, which are of everybody: as its cover sheet says them or their freedom."""
    people = output.said_of(content).df or output.cover.people
    return np.full(len(table.rows), float(people)) if people else None


def _beside_hidden_counts(
    output: Output, content: OutputContent, table: OutputTable, needing: list[OutputColumn]
) -> Iterator[OutputFinding]:
    """Figures that are shown where all counts of their row are hidden, since these were too small."""
    counts = [column for column in table.of("FREQ") if column.counts_people]
    if not counts:
        return
    hidden = np.logical_and.reduce([column.hidden for column in counts])
    for column in needing:
        rows = np.flatnonzero(hidden & column.is_number)
        if len(rows):
            yield OutputFinding(
                OutputCheck.COUNTS,
                column.kind,
                output.weight(content, column.kind),
                table.place(int(rows[0]), column),
                "a figure is shown where the count of the people behind it is hidden",
                "Hide the figure, too.",
                len(rows),
            )


def rates_rest_on_enough(output: Output) -> Iterator[OutputFinding]:
    """The people above the line, below it and between, found back from the percentage and the count beside it."""
    for content in output.leaving:
        for table in output.tables(content):
            rates = [column for column in table.of("PCT") if not _CUMULATIVE.search(column.heading)]
            rates += [column for column in table.of("RATIO") if _A_THOUSAND.search(column.heading)]
            if not rates:
                continue
            counts, counted = [column for column in table.of("FREQ") if column.counts_people], _counts_of(table)
            told = people_behind(output, content, table)
            for column in rates:
                behind = told
                if counts and all(_ABOVE.search(count.heading) for count in counts) and not output.said_of(content).n:
                    behind = _whole(counts[0].values, column)
                part = next((count for count in counts if count.at == column.at), None)
                if part is not None:  # `35 (2.8)`: a count with its percentage in one cell
                    behind = _whole(part.values, column)
                if table.counts is None and behind is not None and not _is_share_of_column(table, column, counted):
                    yield from _few(output, content, table, column, behind)
                if column.kind == "PCT" and (column.decimals > output.limits.rate_decimals + _scale(column)).any():
                    yield OutputFinding(
                        OutputCheck.RATES,
                        "PCT",
                        Weight.LOOK,
                        table.place(int(np.argmax(column.decimals)), column),
                        "percentages have more than one decimal, from which the exact counts may be worked out",
                        "Round percentages to one decimal, or to none.",
                        int((column.decimals > output.limits.rate_decimals + _scale(column)).sum()),
                    )


def _whole(above: Floats, column: OutputColumn) -> Floats:
    """The people below the line, where a table shows those above it and the percentage."""
    share = column.values / _out_of(column)
    found: Floats = np.divide(above, share, out=np.full(len(above), np.nan), where=share > 0)
    return found


_A_THOUSAND = re.compile(r"per\W{0,3}(1\W?0{2,3}(?:\W?000)?|thousand|hundred|million)", re.IGNORECASE)
_IN_WORDS_OF = {"hundred": 100.0, "thousand": 1_000.0, "million": 1_000_000.0}


def _out_of(column: OutputColumn) -> float:
    """Of how many a rate is: 100 for percentages, 1 for shares, 1,000 where its heading says so."""
    said = _A_THOUSAND.search(column.heading.replace("_", " "))
    if said:
        return _IN_WORDS_OF.get(said[1].lower()) or float(re.sub(r"\D", "", said[1]))
    return 100.0 if _scale(column) == 0 else 1.0


def _scale(column: OutputColumn) -> int:
    """Decimals more that a share has than a percentage."""
    return 2 if not (column.values[column.is_number] > 1.0).any() and "%" not in column.heading else 0


def _few(
    output: Output, content: OutputContent, table: OutputTable, column: OutputColumn, behind: Floats
) -> Iterator[OutputFinding]:
    scale = _out_of(column)
    above = column.values / scale * behind
    below = behind - above
    half = 0.5
    few = (np.round(above) > 0) & (above < output.threshold - half)
    few |= (np.round(below) > 0) & (below < output.threshold - half)
    few &= column.is_number & ~np.isnan(behind) & (column.values > 0) & (column.values < scale)
    rows = np.flatnonzero(few)
    if len(rows):
        yield OutputFinding(
            OutputCheck.RATES,
            "PCT",
            output.weight(content, "PCT"),
            table.place(int(rows[0]), column),
            f"a percentage and its count come to fewer than {output.threshold} people, or leave fewer out",
            "Hide the percentage, or join groups.",
            len(rows),
        )


def _is_share_of_column(table: OutputTable, column: OutputColumn, counted: Sequence[tuple[Bools, Floats]]) -> bool:
    """Whether percentages are shares of the sum of the counts beside them, as listings of one variable print: of the
    whole column, or of each group that some of the labels name.
    """
    out_of = 100.0 if _scale(column) == 0 else 1.0
    for is_number, counts in counted:
        parts = ~table.is_total_row & is_number & column.is_number if len(table.labels) else is_number
        for groups in _groups_of_rows(table, parts):
            rates = [column.values[rows] for rows in groups]
            if any(abs(own.sum() - out_of) > (_APART + 1e-4) * out_of * len(own) for own in rates):
                continue  # shares of a whole come to it
            fits = np.ones(len(counts), dtype=bool)
            for rows, own in zip(groups, rates, strict=True):
                whole = counts[:, rows].sum(axis=1, keepdims=True)
                shares = np.divide(
                    counts[:, rows] * out_of, whole, out=np.full((len(counts), len(rows)), np.nan), where=whole != 0
                )
                fits &= np.isclose(shares, own, atol=_APART * out_of).all(axis=1)
            if fits.any():
                return True
    return False


def _groups_of_rows(table: OutputTable, parts: Bools) -> Iterator[list[list[int]]]:
    """The rows of a table as one group, and as the groups that some of its labels name, where each has several."""
    rows = np.flatnonzero(parts).tolist()
    if len(rows) >= _FEWEST_SHARES:
        yield [rows]
    levels = len(table.label_names)
    if levels < 2:
        return
    for some in (*((n,) for n in range(levels)), *(tuple(range(n)) for n in range(2, levels))):
        groups: dict[tuple[str, ...], list[int]] = {}
        for row in rows:
            groups.setdefault(tuple(table.labels[row][n] for n in some), []).append(row)
        if len(groups) > 1 and all(len(group) >= _FEWEST_SHARES for group in groups.values()):
            yield [*groups.values()]


def _counts_of(table: OutputTable) -> list[tuple[Bools, Floats]]:
    """The columns of counts, those together that have figures in the same rows."""
    found: dict[bytes, list[OutputColumn]] = {}
    for column in table.of("FREQ"):
        found.setdefault(column.is_number.tobytes(), []).append(column)
    return [(columns[0].is_number, np.array([column.values for column in columns])) for columns in found.values()]


_FEWEST_SHARES = 2
"""One row alone is always all of its group."""
_APART = 0.011
"""Of a whole: a share that is printed without decimals is no further from what it is."""


def nothing_is_one_persons(output: Output) -> Iterator[OutputFinding]:
    """Lowest and highest values, and percentiles beyond which there are few."""
    for content in output.leaving:
        excepted = output.is_excepted(content, "EXT")
        for table in output.tables(content):
            for column in table.of("EXT"):
                if not column.is_number.any():
                    continue
                yield OutputFinding(
                    OutputCheck.EXTREMES,
                    "EXT",
                    Weight.LOOK if excepted else Weight.HELD,
                    table.place(int(np.flatnonzero(column.is_number)[0]), column),
                    "a lowest or highest value is that of one person",
                    f"Give a percentile with {output.threshold} people beyond it, or ask for an exception that "
                    f"says why the limit is one by design.",
                    int(column.is_number.sum()),
                )
            behind = people_behind(output, content, table)
            if behind is None:
                continue
            for column in table.of("PCTL"):
                share = _beyond(column.heading)
                few = column.is_number & ~np.isnan(behind) & (behind * share < output.threshold)
                rows = np.flatnonzero(few)
                if len(rows):
                    yield OutputFinding(
                        OutputCheck.EXTREMES,
                        "PCTL",
                        output.weight(content, "PCTL"),
                        table.place(int(rows[0]), column),
                        f"fewer than {output.threshold} people are beyond a percentile",
                        "Hide it, or give a percentile nearer to the middle.",
                        len(rows),
                    )


def _beyond(heading: str) -> float:
    """The share of people on the smaller side of a percentile."""
    words = heading.lower()
    if "median" in words or re.search(r"(?:^|[ _])med(?:$|[ _])", words):
        return 0.5
    if re.search(r"\bq[13]\b|quartile|\biqr\b", words):
        return 0.25
    found = _POINT.search(words.replace("p", " "))
    share = int(found[1]) / 100 if found else 0.5
    return min(share, 1 - share) or 0.01


def steps_are_of_many(output: Output) -> Iterator[OutputFinding]:
    """A curve of survival or retention falls by people: at each step, by as many as the threshold."""
    for content in output.leaving:
        for table in output.tables(content):
            for column in table.of("SURV", "KM"):
                behind = people_behind(output, content, table)
                start = output.cover.people if behind is None else float(np.nanmax(behind))
                start = start or _said_in(table.words)
                scale = 100.0 if (column.values[column.is_number] > 1.0).any() else 1.0
                curve = column.values[column.is_number] / scale
                if len(curve) < 2 or not ((curve >= 0) & (curve <= 1)).all():
                    continue
                if not start:
                    yield OutputFinding(
                        OutputCheck.EXTREMES,
                        "KM",
                        Weight.HELD,
                        table.place(0, column),
                        "nothing says how many people the curve is of",
                        "Give for each step how many are at risk and how many leave.",
                    )
                    continue
                falls = -np.diff(np.concatenate([[1.0], curve])) * start
                few = (falls > 0.5) & (falls < output.threshold - 0.5)
                if few.any():
                    rows = np.flatnonzero(column.is_number)[few]
                    yield OutputFinding(
                        OutputCheck.EXTREMES,
                        "KM",
                        output.weight(content, "KM"),
                        table.place(int(rows[0]), column),
                        f"the curve falls by fewer than {output.threshold} people at a step",
                        "Join steps (weeks, months) until each has enough, and cut off the tail.",
                        int(few.sum()),
                    )


def curves_are_of_many(output: Output) -> Iterator[OutputFinding]:
    """A curve that adds people up from none to all (Lorenz, ROC) has a point for many, and not for each."""
    for content in output.leaving:
        for table in output.tables(content):
            curves = [column for column in table.columns if _is_added_up(column)]
            if not curves:
                continue
            behind = people_behind(output, content, table)
            people = output.cover.people if behind is None else float(np.nanmax(behind))
            people = people or _said_in(table.words)
            for column in curves:
                values = column.values[column.is_number]
                steps = np.diff(values) * (people or 0) / values[-1]
                few = (steps > 0.5) & (steps < output.threshold - 0.5)
                if people and few.sum() * 2 < (steps > 0).sum():
                    continue
                yield OutputFinding(
                    OutputCheck.EXTREMES,
                    "PCTL",
                    output.weight(content, "PCTL"),
                    table.place(0, column),
                    f"most points of a curve stand for fewer than {output.threshold} people each"
                    if people
                    else "nothing says how many people the curve is of",
                    f"Draw it through fewer points, with {output.threshold} people or more between them, and say "
                    f"on the cover sheet how many people it is of (people).",
                    int(few.sum()) or 1,
                )


_SAYS_ADDED_UP = re.compile(
    r"\bcum(?:ulative)?\b|\blorenz\b|\b[tf][pn]r\b|\bsensitivity\b|\bspecificity\b|\brecall\b"
    r"|\b(?:true|false) (?:positive|negative)s?\b|\becdf\b",
    re.IGNORECASE,
)
_FEWEST_POINTS = 15
"""Of a curve; a table of bands with what they add up to has fewer rows."""


def _is_added_up(column: OutputColumn) -> bool:
    """Whether a column goes up from nearly none to all, below a heading that says so."""
    values = column.values[column.is_number]
    if len(values) < _FEWEST_POINTS or not _SAYS_ADDED_UP.search(column.heading.replace("_", " ")):
        return False
    steps = np.diff(values)
    return bool((steps >= 0).all()) and values[-1] in (1.0, 100.0) and values[0] < values[-1] / 2


def _said_in(words: str) -> float | None:
    """How many people a title says that a figure is of: `N = 90`."""
    said = re.search(r"\b[nN]\s*=\s*([\d,]+)", words)
    return float(said[1].replace(",", "")) if said and said[1].strip(",") else None


def ratios_of_two_by_two(output: Output) -> Iterator[OutputFinding]:
    """Odds ratios that no model adjusted: the four counts behind each follow from it, and are to be shown."""
    for content in output.leaving:
        tables = list(output.tables(content))
        headings = {id(table): " ".join([*table.label_names, *(c.heading for c in table.columns)]) for table in tables}
        for table in tables:
            own = headings[id(table)]
            of_others = any(_IS_MODEL.search(words) for key, words in headings.items() if key != id(table))
            adjusted = (
                _SAYS_ADJUSTED.search(f"{table.words} {own}")
                or _IS_MODEL.search(own)
                or (not of_others and _IS_MODEL.search(table.words))
            )
            counted = list(table.of("FREQ"))
            if (
                adjusted
                or len(counted) >= 4
                or any(len(list(t.of("FREQ"))) >= 4 for t in output.counts_behind(content))
            ):
                continue
            for row, labels in enumerate(table.labels):
                if any(map(_SAYS_RATIO.search, labels)) and any(column.is_number[row] for column in table.columns):
                    yield OutputFinding(
                        OutputCheck.RATES, "OR", output.weight(content, "OR"), table.place(row), *_FOUR_COUNTS
                    )
            for column in table.of("OR"):
                if not column.is_number.any():
                    continue
                yield OutputFinding(
                    OutputCheck.RATES,
                    "OR",
                    output.weight(content, "OR"),
                    table.place(int(np.flatnonzero(column.is_number)[0]), column),
                    *_FOUR_COUNTS,
                    int(column.is_number.sum()),
                )


_SAYS_ADJUSTED = re.compile(r"(?<!un)adjusted|multivariable|controls for|logit", re.IGNORECASE)
_IS_MODEL = re.compile(r"std\.? ?err|p>\|z\|", re.IGNORECASE)
"""Columns of a model, in its own headings or in the words above it; those of another table of the file say nothing."""
_SAYS_RATIO = re.compile(r"\bodds[ _]?ratio|\brelative risk|\brisk ratio", re.IGNORECASE)
_FOUR_COUNTS = (
    "the four counts behind an odds or risk ratio can be worked out, and nothing shows that each is large enough",
    "Attach the four counts behind each ratio (counts on the cover sheet), or show adjusted ratios of a model.",
)


def amounts_are_many_peoples(output: Output) -> Iterator[OutputFinding]:
    """Totals of amounts: how many contribute, and how much the largest do."""
    limits = output.limits
    for content in output.leaving:
        for table in [*output.tables(content), *output.counts_behind(content)]:
            for column in table.of("SHARE"):
                most = limits.largest_share if _SAYS_TWO.search(column.heading) else limits.one_share
                part = _part_of_total(table, column)
                rows = np.flatnonzero((part > most) & (part <= 1.0))  # more than all is a row whose cells have slipped
                if len(rows):
                    yield OutputFinding(
                        OutputCheck.DOMINANCE,
                        "SUMMAG",
                        output.weight(content, "SUMMAG"),
                        table.place(int(rows[0]), column),
                        "one or two contributors make up nearly all of a total",
                        "Hide the total and another one beside it, or join groups.",
                        len(rows),
                    )
        for table in output.tables(content):
            amounts = list(table.of("SUMMAG"))
            if not amounts or any(c.kind in ("REGL", "MEAN") for c in table.columns):
                continue
            shares = any(True for t in [table, *output.counts_behind(content)] for _ in t.of("SHARE"))
            if not shares and not are_compared(output.microdata, table, amounts):
                yield OutputFinding(
                    OutputCheck.DOMINANCE,
                    "SUMMAG",
                    output.weight(content, "SUMMAG"),
                    table.place(0, amounts[0]),
                    "nothing says how much of each total comes from its largest contributors",
                    "Attach a supporting file with the number of contributors and the shares of the largest "
                    "one and two.",
                )


_SAYS_TOTAL = re.compile(r"(?:^|[ _])(?:total|sum|amount)(?:[ _]|$)", re.IGNORECASE)
_SAYS_TWO = re.compile(r"2|two", re.IGNORECASE)


def _part_of_total(table: OutputTable, column: OutputColumn) -> Floats:
    """What part of a total the largest contributor has, or the two largest.

    Supporting files give it as a share, a percentage, or an amount beside the total; and of the second largest either
    its own amount, to which that of the largest is to be added, or that of both together.
    """
    values = column.values
    if not (values[column.is_number] > 100.0).any():
        return values / (100.0 if (values[column.is_number] > 1.0).any() else 1.0)
    totals = [
        one.values for one in table.of("SUMMAG", "FREQ") if one.kind == "SUMMAG" or _SAYS_TOTAL.search(one.heading)
    ]
    if not totals:
        return np.full(len(values), np.nan)
    if _SAYS_TWO.search(column.heading):
        first = [one.values for one in table.of("SHARE") if not _SAYS_TWO.search(one.heading)]
        if first and not (values > first[0]).any():
            values = values + first[0]
    total = max(totals, key=lambda one: float(np.nansum(one)))
    found: Floats = np.divide(values, total, out=np.full(len(values), np.nan), where=total > 0)
    return found


_IN_WORDS = re.compile(
    r"\bUKPRN\W{0,3}1\d{7}\b|\(10\d{6}\)"
    r"|\b(?:[A-Z][a-z]+ ){1,3}(?:College|Academy|Institute|University|School|Sixth Form)\b(?! of England| leavers)"
)


def _named_in_words(output: Output, content: OutputContent) -> Iterator[OutputFinding]:
    """Sentences, titles and notes that name a provider of an output whose cover sheet says that none is named."""
    if output.cover.names_providers is None or content.form in (Form.CODE, Form.LOG):
        return
    for number, line in enumerate(content.lines, 1):
        if _IN_WORDS.search(line):
            yield OutputFinding(
                OutputCheck.PROSE,
                "PROV",
                Weight.HELD,
                FindingPlace(content.name, f"line {number}"),
                "a sentence names a provider, though the cover sheet says that none is",
                "Leave the name out, or say that the agreement lets you name providers (names_providers).",
            )


_PROVIDER_HEADINGS = re.compile(
    r"\b(?:provider|college|school|employer|institution|ukprn|urn|trust|awarding (?:body"
    r"|organisation))s?\b(?! type| group| size| region| count)",
    re.IGNORECASE,
)
_PROVIDER_NAMES = re.compile(
    r"\b(?:college|academy|university|training (?:ltd|limited|centre)|ltd|limited|plc|school|sixth form)\b",
    re.IGNORECASE,
)


def providers_are_named_as_agreed(output: Output) -> Iterator[OutputFinding]:
    """Labels that name providers, schools or employers, where the cover sheet does not say that they may."""
    if output.cover.names_providers:
        return
    for content in output.leaving:
        yield from _named_in_words(output, content)
        for table in output.tables(content):
            for n, name in enumerate(table.label_names):
                texts = {labels[n] for labels in table.labels if labels[n]}
                named = [t for t in texts if _PROVIDER_NAMES.search(t) or re.fullmatch(r"10\d{6}", t)]
                if len(named) >= max(2, len(texts) / 3) or (
                    _PROVIDER_HEADINGS.search(name.replace("_", " ")) and len(named) >= 1
                ):
                    said = output.cover.names_providers is False
                    yield OutputFinding(
                        OutputCheck.IDENTIFIERS,
                        "PROV",
                        Weight.HELD if said else Weight.LOOK,
                        table.place(0) if not said else FindingPlace(table.file, f"column {name or n + 1}"),
                        "providers are named, though the cover sheet says that none is"
                        if said
                        else "providers are named",
                        "Say on the cover sheet whether the agreement lets you name them (names_providers), or use "
                        "groups.",
                        len(named),
                    )
