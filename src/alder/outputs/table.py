"""Tables as a checker reads them: which columns are labels, which hold figures, and of what kind each figure is.

The kind of a column is what the cover sheet says, else what its heading says, else what its values are: whole numbers
that nothing explains are counts, since a count that is taken for something else is the mistake that does harm.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise
from math import isfinite
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from alder.outputs.content import RULE
from alder.outputs.extent import MOST_HEADINGS
from alder.outputs.numbers_in_words import rows_in_digits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from alder.outputs.content import Sheet
    from alder.outputs.cover_sheet import CoverSheet, FileCover
    from alder.outputs.finding import FindingPlace

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

_HIDDEN = re.compile(
    r"(?:\*{1,4}|~|c|x|s|low|\[(?:c|x|s|low|u)\]|suppressed|redacted|hidden|sup{1,2}\.?|conf(?:idential)?"
    r"|n ?[<≤] ?\d{1,2}|[<≤] ?=? ?\d{1,2}"
    r"|\d{1,3}(?:\.\d+)?%? or (?:less|more|fewer)|fewer than \d+|less than \d+|[01] ?(?:[-–]|to) ?\d|#)",
    re.IGNORECASE,
)
"""What stands for a figure that is hidden. A bound such as <10 is hidden, too: the figure is not said."""
_NO_FIGURE = re.compile(r"(?:z|\[z\]|k|u|n/?a|nan|none|null|\.{1,2}|:|[-–—]|)", re.IGNORECASE)
"""What stands where there is none."""
_NUMBER = re.compile(
    r"[\[(]?\s*[~≈']?\s*[£$€]?\s*([-−+]?(?:\d{1,3}(?:[,\u202f\u00a0 ]\d{3})+"
    r"|\d+)?(?:\.\d+)?(?:[eE][-+]?\d+)?)\s*(%|k|m|bn)?\s*(?:\*{1,3}|†|‡|\^\{\*+\}|\([a-z]\))?\s*[\])]?"
    r"(?:\s+(?:learners?|people|persons?|pupils?|students?|apprentices?|leavers?))?",
    re.IGNORECASE,
)

_UNIT = re.compile(r"[£$€] ?0{3}(?:s|,0{3})?")
"""What stands above amounts in thousands or millions."""
_PAIR = re.compile(r"\A([\d,]+|[a-z*~<]\S{0,2})\s*\(\s*([\d.]+|[a-z*~<]\S{0,2})\s*(%?)\s*\)")
"""A count with its percentage behind it, as summary tables of R print them."""

TOTAL_WORDS = frozenset(
    [
        "total",
        "all",
        "overall",
        "both",
        "any",
        "everyone",
        "everybody",
        "sum",
        "england",
        "national",
        "totals",
        "grand",
        "margins",
        "marginal",
    ]
)


_DIGIT = re.compile(r"\d")
_BETWEEN_DIGITS = re.compile(r"[,\u202f\u00a0 ]")
_LONGEST_NUMBER = 200
"""Signs of a cell that is a number, with its spaces and words."""


@lru_cache(maxsize=1 << 16)
def number_in(text: str) -> tuple[float, int, bool] | None:
    """The number that a cell is, its decimals, and whether it is a percentage; None where it is none."""
    plain = text.strip()
    if plain.isascii() and len(plain) < _LONGEST_NUMBER:
        whole, point, after = plain.removeprefix("-").partition(".")
        if (after.isdecimal() if point else whole) and (whole.isdecimal() or (point and not whole)):
            return float(plain), len(after), False
    if not _DIGIT.search(plain[:_LONGEST_NUMBER]) or len(plain) > _LONGEST_NUMBER or _UNIT.fullmatch(plain):
        return None
    found = _NUMBER.fullmatch(plain)
    if not found or not found[1]:
        return None
    digits = _BETWEEN_DIGITS.sub("", found[1]).replace("−", "-")
    try:
        value = float(digits)
    except ValueError:
        return None
    if not isfinite(value):
        return None
    mantissa, _, power = digits.lower().partition("e")
    decimals = max(0, len(mantissa.partition(".")[2]) - int(power or 0))
    scale = {"k": 1e3, "m": 1e6, "bn": 1e9}.get((found[2] or "").lower(), 1.0)
    return value * scale, decimals, found[2] == "%"


@lru_cache(maxsize=1 << 16)
def is_hidden(text: str) -> bool:
    """Whether a cell says that its figure is kept back."""
    return len(text) <= _LONGEST_NUMBER and _HIDDEN.fullmatch(text.strip()) is not None


def is_no_figure(text: str) -> bool:
    """Whether a cell says that there is no figure."""
    return _NO_FIGURE.fullmatch(text.strip()) is not None


@lru_cache(maxsize=1 << 16)
def is_total(label: str) -> bool:
    """Whether a label names the whole of which others are parts."""
    words = re.findall(r"[a-z]+", label.lower())
    return (bool(words) and words[0] in TOTAL_WORDS and len(words) <= 4) or label.strip().lower().endswith(" total")


_KINDS_BY_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("SURV", r"\bs\(t\)"),
        ("DF", r"\b(?:d\.?f\.?|df[_ ]?resid\w*|residual df|degrees of freedom)\b"),
        (
            "TEST",
            r"\bp[ _>-]*(?:value|val)?\b(?!\d)|p>\|[tz]\||pr\(>|\b[tz]\b[ _-]?(?:stat|value|ratio)?"
            r"|chi.?sq\w*|chi2|f[ _-]stat|\br2\b|r[ _-]?squared|\baic\b|\bbic\b|kappa|\bicc\b",
        ),
        ("OR", r"\bodds[ _]?ratio\b|^a?or\b(?! )|\brelative[ _]risk\b|\brisk[ _]ratio\b|\brr\b"),
        ("HR", r"\bhazard|\bhr\b"),
        (
            "VAR",
            r"\bs\.?d\.?\b|\bs\.?e\.?\b|std\.?[ _]?(?:dev|err)|\bstdev\b|standard (?:dev|err)"
            r"|\bvariance\b|\bvar\b|^cv$|coefficient of variation|\bskew|\bkurt|(?:^|[ _])(?:sd|se"
            r"|std)(?:[ _]|$)|(?:_|\b)se\b",
        ),
        (
            "SHARE",
            r"\btop[ _-]?(?:\d|one|two|three)\b|\blargest[ _]share\b|\bshare[ _](?:of[ _])?(?:the[ "
            r"_])?largest|\blargest[ _]?(?:one|two|\d)\b",
        ),
        ("SPEC", r"\b(?:spec|valid|permitted|design|schema|expected)[ _](?:min|max|range|from|to)"),
        ("SPEC", r"\ballowed\b|\bspecification\b|\bpermitted\b|\bby design\b"),
        (
            "EXT",
            r"(?:^|[ _(.])(?:min|max)(?:imum)?(?:[ _).]|$)|\brange\b|\blowest\b|\bhighest\b"
            r"|\byoungest\b|\boldest\b|\blargest\b|\bsmallest\b|\bearliest\b|\blatest\b",
        ),
        (
            "PCTL",
            r"\bmedian\b|(?:^|_| )med(?:_|$)|\bp\d{1,2}\b|(?:^|_)p\d{1,2}$|\bpercentile\b|\bcentile\b"
            r"|\bquartile\b|\bdecile\b(?! of)"
            r"|\bq[13]\b(?! *\(?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|\d))"
            r"|\biqr\b|^\d{1,2}(?:th|st|nd|rd)?%?$|\b(?:25|50"
            r"|75|10|90)%",
        ),
        (
            "CI",
            r"\bci\b|conf\w*\.? ?int\w*|\binterval\]?$|\b9[059] ?%|\b(?:lower|upper)\b|\[0\.0?[25]|0\.9[75]+\]?"
            r"|\blcl\b|\bucl\b|\b[lu]ci\b|\blwr\b|\bupr\b",
        ),
        ("REGL", r"\bcoef\w*|\bestimate\b|\bbeta\b|\bmarginal effect|\bdy/dx\b|\bloading"),
        ("CORR", r"\bcorr\w*|\bpearson\b|\bspearman\b"),
        ("GINI", r"\bgini\b"),
        ("CONC", r"\bherfindahl\b|\bhhi\b|\bdissimilarity\b|\bcr[1-5]\b|\bsegregation\b"),
        (
            "DIFF",
            r"\bdifference\b|\bgap\b|percentage points?|\bpp\b|\bppt\b|\b(?:change|growth)\b.*%"
            r"|%.*\b(?:change|growth)\b|\bpct[ _]change",
        ),
        ("MEAN", r"\bmean\b|\bavg\b|\baverage\b(?! (?:marginal|partial|treatment))|(?:^|_)(?:mean|avg)(?:_|$)"),
        ("SURV", r"\bsurv\b|\bsurviv\w*|\bs\(t\)|\bkm\b|\bretained[ _]prob"),
        (
            "PCT",
            r"%|\bpct\b|per ?cent|\bpercentages?\b|\bproportion\b|\bprop\b|\bshare\b|\brates?\b|(?:^"
            r"|_)(?:pct|rate|share|prop|perc)(?:_|$)|\bcum\.?\b",
        ),
        (
            "SUMMAG",
            r"£|\bgbp\b|\bturnover\b|\bfunding\b|\bspend\w*|\bincome\b|\bamount\b|\bwage ?bill\b|\bpay "
            r"?bill\b|\bpayroll\b|\bsum\b|\bcost\b|\bearnings?\b",
        ),
        ("RATIO", r"\bper[ _](?:head|learner|1,?000|capita)\b|\bratio\b|\bindex\b"),
        (
            "FREQ",
            r"\bn\b|\bno\b|\bnum(?:ber)?s?\b|\bcounts?\b|\bfreq\w*|\blearners?\b|\bpupils?\b"
            r"|\bstudents?\b|\bpeople\b|\bpersons?\b|\baims?\b|\bstarts?\b|\bachieve(?:d|rs|ments?)\b"
            r"|\bcompletions?\b|\bapprentices?\b|\bapprenticeships?\b|\benrol\w*|\bleavers?\b"
            r"|\bheadcount\b|\bobs\w*|\bcases\b|\bsample\b|\bevents?\b|\brisk\b|\bcensored\b|\bdied\b"
            r"|\bleft\b|(?:^|_)(?:n|count|cnt|num)(?:_|$)|\bdenominator\b|\bnumerator\b|\bbase\b"
            r"|\bfemale\b|\bmale\b|\bmissing\b|\bmatched\b|\bunmatched\b|\bcontributors?\b"
            r"|\bemployers?\b|\bdropp?outs?\b|\bretained\b",
        ),
        ("SUMMAG", r"\bpay\b|\bwages?\b|\bsalar(?:y|ies)\b|\bloans?\b"),
    )
)
"""What headings say, the more special before the more general: `sd of learners' age` is no count of learners."""

_LABEL_WORDS = re.compile(
    r"\byears?\b|\bcodes?\b|\bid\b|\bukprn\b|\burn\b|\bpostcode\b|\bage\b(?! ?(?:mean|sd|min"
    r"|max))|\bage[ _]?(?:band|group)\b|\blevel\b|\bssa\b|\bquintile\b|\bfifth\b|\bdecile\b"
    r"|\bband\b|\bmonth\b|\bweek\b|\btime\b|\bday\b"
    r"|\bquarter\b|\bperiod\b|\bcategory\b|\bgroup\b|\bdate\b|\bstep\b|\bbin\b|\bfrom\b|\bto\b"
    r"|\bmsoa\w*\b|\blsoa\w*\b|\blad\w*\b|\bimd\w*\b|\bcluster\b|\bterm\b|\bcohort\b|\brow\b"
    r"|\border\b|\bkey\b|\bclass\b(?! size)|\brank\b|\bsource\b|\btarget\b|\bnode\b"
    r"|\bfe?_?year\b|\bdp\b|\bdecimals?\b|\bdigits\b",
    re.IGNORECASE,
)
LONGEST_HEADING = 30
"""Signs of what heads a column of a group; a longer text is a title."""
FEWEST_LABELS = 3
"""Rows of labels alone, of which fewer are no table."""
HIGHEST_CODE = 400
"""Bands, levels, ages, weeks and days of a year are no larger than this."""
_NOT_PEOPLE_WORDS = re.compile(
    r"\bproviders?\b|\bcolleges?\b|\bschools?\b|\borganisations?\b|\bcourses?\b"
    r"|\bqualifications?\b|\bframeworks?\b|\bstandards?\b|\bareas?\b|\bdays?\b|\bhours?\b"
    r"|\bweeks?\b|\bmonths?\b|\bweights?\b|\bdistance\b|\bkm\b|\bmiles\b|\bpoints?\b"
    r"|\bscores?\b|\bglh\b|\bsize\b|\bcohorts\b|\bclusters\b|\bwaves\b|\bsites\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, eq=False)
class OutputColumn:
    """A column of figures."""

    at: int
    """Its place in the sheet, from 0."""
    heading: str
    kind: str
    """The id of its kind of statistic; `DF`, `CI`, `SURV` and `SHARE` beside those that rules have."""
    values: Floats
    """NaN where there is no number."""
    decimals: NDArray[np.int64]
    hidden: Bools
    texts: tuple[str, ...]
    said: bool = False
    """Whether the cover sheet gives the kind."""
    counts_people: bool = True

    @cached_property
    def is_number(self) -> Bools:
        return ~np.isnan(self.values)

    @cached_property
    def is_whole(self) -> bool:
        """Whether all its numbers are whole and none is below 0."""
        numbers = self.values[self.is_number]
        return bool(len(numbers)) and bool((numbers >= 0).all()) and not self.decimals.any()


@dataclass(frozen=True, eq=False)
class OutputTable:
    """A block of rows under one heading, with labels and figures apart."""

    file: str
    sheet: Sheet
    rows: tuple[int, ...]
    """The place in the sheet of each of its rows."""
    labels: tuple[tuple[str, ...], ...]
    """For each row its labels, from left to right."""
    label_names: tuple[str, ...]
    label_at: tuple[int, ...]
    columns: tuple[OutputColumn, ...]
    words: str = ""
    """What stands above and below it in the sheet."""
    counts: OutputTable | None = None
    """The counts of the same rows and columns, where a table has a row for each statistic."""

    def place(self, row: int, column: OutputColumn | None = None) -> FindingPlace:
        """Where the figure of a column is in a row of the table, both counted from 0."""
        if column is None:
            return self.sheet.place(self.file, self.rows[row])
        return self.sheet.place(self.file, self.rows[row], column.at, column.heading)

    def label_place(self, row: int, label: int) -> FindingPlace:
        """Where one of the labels of a row is."""
        return self.sheet.place(self.file, self.rows[row], self.label_at[label], self.label_names[label])

    def of(self, *kinds: str) -> Iterator[OutputColumn]:
        """Its columns of some kinds."""
        return (column for column in self.columns if column.kind in kinds)

    @cached_property
    def is_total_row(self) -> Bools:
        """Rows one of whose labels names a whole."""
        return np.array([any(map(is_total, row)) for row in self.labels], dtype=bool)


def tables_of(sheet: Sheet, file: str, cover: CoverSheet, said: FileCover, most: int) -> list[OutputTable]:
    """The tables of a sheet, from above to below; one more than `most` where there are more."""
    found: list[OutputTable] = []
    sheet = replace(sheet, rows=rows_in_digits(sheet.rows))
    whole = range(1, len(sheet.rows))
    blocks = [([0], list(whole))] if sheet.is_frame and whole else list(_blocks(sheet.rows))
    between = _words_between(sheet.rows, blocks)
    of_models = not sheet.is_frame and _is_of_models(sheet.rows)
    for heads, rows in blocks:
        if len(found) > most:
            break
        table = _table(sheet, file, heads, rows, cover, said, between)
        if table is not None:
            found += _by_statistic(_with_coefficients(table) if of_models else table, cover)
    return found


def _with_coefficients(table: OutputTable) -> OutputTable:
    """A table of models: what stands below `log(earnings)` are its coefficients, and no amounts."""
    columns = tuple(
        replace(column, kind="REGL")
        if column.kind in ("SUMMAG", "OTHER") and not column.said and not _ADDED_UP.search(column.heading)
        else column
        for column in table.columns
    )
    return replace(table, columns=columns)


def _is_figure(text: str) -> bool:
    return number_in(text) is not None or is_hidden(text) or _PAIR.fullmatch(text.strip()) is not None


def _blocks(grid: Sequence[Sequence[str]]) -> Iterator[tuple[list[int], list[int]]]:
    """The heading rows and the rows of each block: a block begins after a blank row or where words follow figures."""
    heads: list[int] = []
    rows: list[int] = []
    headed: list[int] = []
    for at, row in enumerate(grid):
        filled = _filled(row)
        if filled == [RULE]:
            continue
        if not filled:
            if rows:
                yield heads, rows
                heads, rows, headed = [], [], []
            continue
        figures = sum(map(_is_figure, filled))
        is_data = figures and not _is_heading(row, grid, at)
        if not is_data and len(filled) >= 2 and rows and _continues(row, rows, grid):
            is_data = True
        if is_data:
            rows.append(at)
            continue
        if rows:
            yield heads, rows
            headed, heads, rows = _headings_of(grid, heads) or headed, [], []
        heads.append(at)
        if headed and len(filled) == 1:
            heads = [*headed, *(one for one in heads if one not in headed)]  # a heading within the table
    if rows:
        yield heads, rows


def _headings_of(grid: Sequence[Sequence[str]], heads: Sequence[int]) -> list[int]:
    """Those of some rows that head columns, and are no titles."""
    return [at for at in heads if len(_filled(grid[at])) >= 2]


def _filled(row: Sequence[str]) -> list[str]:
    """The cells of a row that say something; once what stands in all of them, since it is one cell over the others."""
    found = [cell for cell in row if cell.strip()]
    return found[:1] if len(set(found)) == 1 and not _is_figure(found[0]) else found


def _is_heading(row: Sequence[str], grid: Sequence[Sequence[str]], at: int) -> bool:
    """Whether a row with figures is one of years or of other names: words above, numbers below in the same columns."""
    texts = [cell.strip() for cell in row]
    years = [text for text in texts if text[:2] in ("19", "20") and _ACADEMIC_YEAR.fullmatch(text)]
    filled = [text for text in texts if text]
    if len(years) >= 2 and len(years) >= len(filled) - 1:
        return True
    if _numbers_models(texts) or any(map(_HEADS_COEFFICIENTS.fullmatch, texts)):
        return True
    if at == 0 and len(filled) >= 2:
        first = sum(_is_figure(text) for text in filled)
        return first <= len(filled) / 2 and not _below_is_alike(texts, grid, at)
    return False


_ACADEMIC_YEAR = re.compile(r"(?:19|20)\d\d(?:[/-]\d\d(?:\d\d)?)?")
_HEADS_COEFFICIENTS = re.compile(r"P ?> ?\|?[tz]\|?|Pr\(>\|[tz]\|\)|\[95% conf\. interval\]", re.IGNORECASE)
"""What heads p values and intervals of coefficients: beside them `[0.025` and `0.975]` head columns, too."""
_CALLS_MODELS = re.compile(r"(?:models?|spec(?:ification)?s?|columns?|equations?)?\W*", re.IGNORECASE)


def _numbers_models(cells: Sequence[str]) -> bool:
    """Whether a row is (1), (2), (3), as tables of models number their columns, with no label that could be a group's.

    A group called `Care` with (1), (2) and (3) people is none.
    """
    filled = [cell.strip() for cell in cells if cell.strip()]
    label, numbers = ("", filled) if filled[:1] == ["(1)"] else ("".join(filled[:1]), filled[1:])
    wanted = [f"({n})" for n in range(1, len(numbers) + 1)]
    return len(numbers) >= 2 and numbers == wanted and _CALLS_MODELS.fullmatch(label) is not None


def _is_of_models(grid: Sequence[Sequence[str]]) -> bool:
    """Whether a sheet is a table of models, a model a column, with errors or t values in brackets below coefficients.

    Both is asked, that it says so and that it looks so: totals of amounts may have their errors in brackets below them,
    too, and counts their percentages.
    """
    says = any(
        _numbers_models(row) or any(_OF_A_MODEL.match(cell.strip()) for cell in row if cell.strip()) for row in grid
    )
    return says and any(
        _in_brackets(below) and not (below[:1] or [""])[0].strip() and _has_decimals(above)
        for above, below in pairwise(grid)
    )


_OF_A_MODEL = re.compile(r"dep(?:endent|\.)? var|dependent variable", re.IGNORECASE)
_BRACKETED = re.compile(r"[(\[]\s*[-−]?\d*\.\d+\s*[)\]]")


def _in_brackets(row: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in row if cell.strip()]
    return bool(filled) and all(_BRACKETED.fullmatch(cell) for cell in filled)


def _has_decimals(row: Sequence[str]) -> bool:
    numbers = [number for number in map(number_in, row[1:]) if number is not None]
    return bool(numbers) and all(number[1] and not number[2] for number in numbers)


def _below_is_alike(texts: Sequence[str], grid: Sequence[Sequence[str]], at: int) -> bool:
    below = next((row for row in grid[at + 1 :] if sum(1 for cell in row if cell.strip()) > 1), ())
    alike = [_is_figure(a) == _is_figure(b) for a, b in zip(texts, below, strict=False) if a or b.strip()]
    return bool(alike) and all(alike)


def _continues(row: Sequence[str], rows: Sequence[int], grid: Sequence[Sequence[str]]) -> bool:
    """Whether a row without figures goes on a table: its figures are missing, its labels are there."""
    last = grid[rows[-1]]
    labels = [n for n, cell in enumerate(last) if cell.strip() and not _is_figure(cell)]
    there = {n for n, cell in enumerate(row) if cell.strip()}
    figures = {n for n, cell in enumerate(last) if _is_figure(cell)}
    gone = [row[n] for n in figures if n < len(row) and row[n].strip()]
    return bool(labels) and set(labels) <= there and bool(gone) and all(is_no_figure(cell) for cell in gone)


def _words_between(grid: Sequence[Sequence[str]], blocks: Sequence[tuple[list[int], list[int]]]) -> str:
    taken = {at for _, rows in blocks for at in rows}
    found = (" ".join(cell.strip() for cell in row if cell.strip()) for at, row in enumerate(grid) if at not in taken)
    return "\n".join(found)[:_MOST_WORDS]


_MOST_WORDS = 20_000
"""Letters above and below the tables of a sheet, four pages of them, that may say what its figures are."""


def _table(
    sheet: Sheet,
    file: str,
    heads: Sequence[int],
    rows: Sequence[int],
    cover: CoverSheet,
    said: FileCover,
    words: str,
) -> OutputTable | None:
    grid = sheet.rows
    width = max(len(grid[at]) for at in rows)
    heads = heads[-1:] if sheet.is_drawn else heads
    names = _headings(grid, heads, width)
    if sheet.loose:
        names = [*grid[0], *names[len(grid[0]) :]]  # one name alone is no title
    if sheet.names:
        names = [*sheet.names, *names[len(sheet.names) :]]
    cells = [[grid[at][column].strip() if column < len(grid[at]) else "" for at in rows] for column in range(width)]
    figures: list[OutputColumn] = []
    labels: list[int] = []
    says = _without_quarters(names)
    all_words = f"{words} {' '.join(names)}"
    for column in range(width):
        if not any(cells[column]):
            continue
        pair = _paired(column, names[column], cells[column], all_words, cover, said)
        pair = pair or _from_to(column, names[column], cells[column], cover)
        if not pair and not sheet.is_frame:
            pair = _paired_below(column, names[column], cells, labels, f"{words} {names[column]}", cover)
        if pair:
            figures += pair
            continue
        first = not labels and not sheet.loose
        if first and sheet.is_drawn and not names[column] and _are_levels(cells, column):
            labels.append(column)
            continue
        hint = f"{file} {words}"
        made = _figures(
            column, names[column], cells[column], cover, said, hint, says=says[column], first=first, loose=sheet.loose
        )
        if made is not None and sheet.loose and made.kind == "FREQ" and not _names_count(made.heading):
            continue
        if made is None:
            labels.append(column)
        else:
            figures.append(made)
    if not figures and len(rows) < FEWEST_LABELS:
        return None
    filled = [_filled_down(cells[column]) if n < len(labels) - 1 else cells[column] for n, column in enumerate(labels)]
    by_row = tuple(zip(*filled, strict=True)) if labels else tuple(() for _ in rows)
    return OutputTable(
        file, sheet, tuple(rows), by_row, tuple(names[n] for n in labels), tuple(labels), tuple(figures), words
    )


def _are_levels(cells: Sequence[Sequence[str]], column: int) -> bool:
    """Whether a column that nothing heads has the levels of factors, as Stata prints them before its coefficients.

    They are codes or years, some names among them, and beside each of them stand decimals alone.
    """
    own = [cell for cell in cells[column] if number_in(cell) is not None]
    beside = [[cell for cell in other if cell] for other in cells[column + 1 :]]
    beside = [other for other in beside if other]
    if not own or len(beside) < _FEWEST_OF_A_MODEL or not all(map(str.isdecimal, own)):
        return False
    codes = all(int(cell) <= HIGHEST_CODE or _is_year(int(cell)) for cell in own)
    return codes and all("." in cell for other in beside for cell in other)


_FEWEST_OF_A_MODEL = 4
"""Columns beside the levels of a factor: coefficient, error, test, p value, and the limits of an interval."""


def _without_quarters(names: Sequence[str]) -> list[str]:
    """Headings without Q1 to Q4 where these are the quarters of a year, and no quartiles."""
    if not any(_FOURTH.search(name) for name in names):
        return list(names)
    return [_QUARTER.sub(" ", name) for name in names]


_QUARTER, _FOURTH = (re.compile(rf"\bq{digit}\b", re.IGNORECASE) for digit in ("[1-4]", "4"))


def _paired(
    at: int, heading: str, cells: Sequence[str], words: str, cover: CoverSheet, said: FileCover
) -> list[OutputColumn]:
    """Two columns of one whose cells are counts with percentages; none of any other."""
    filled = [cell for cell in cells if cell]
    pairs = [_PAIR.fullmatch(cell) if "(" in cell else None for cell in cells]
    some = [pair for pair in pairs if pair]
    if not some:
        return []
    told = any(pair[3] for pair in some) or _SAYS_PAIRS.search(words) or _agree_on_a_whole(some)
    others = [cell for cell, pair in zip(cells, pairs, strict=True) if cell and not pair]
    whole = all(is_no_figure(cell) or is_hidden(cell) for cell in others)
    if not told or not (whole or (len(some) >= 2 and len(some) >= 0.6 * len(filled))):
        return []
    counts = [pair[1] if pair else cell for pair, cell in zip(pairs, cells, strict=True)]
    shares = [f"{pair[2]}%" if pair else "" for pair in pairs]
    found = (
        _column(at, heading, counts, "FREQ", cover, declared=False),
        _column(at, f"{heading} %".strip(), shares, "PCT", cover, declared=False),
    )
    return list(found)


_SAYS_PAIRS = re.compile(
    r"\bn\s*\(\s*%\s*\)|\b(?:numbers?|counts?|frequenc\w+) \((?:%|per ?cent|percentages?)\)", re.IGNORECASE
)


def _agree_on_a_whole(pairs: Sequence[re.Match[str]]) -> bool:
    """Whether each first number is the part of one same whole that the number behind it says, in percent.

    Means with their deviations behind them agree so by chance alone, and far less than once in a thousand columns.
    """
    least, most, widths = 0.0, np.inf, []
    for pair in pairs:
        count, share = number_in(pair[1]), number_in(pair[2])
        if count is None or share is None or count[1] or not count[0] or share[0] <= 0:
            continue
        half = 0.5 * 10.0 ** -share[1]
        low, high = 100 * count[0] / (share[0] + half), 100 * count[0] / max(share[0] - half, half)
        least, most = max(least, low), min(most, high)
        widths.append((high - low) / high)
    return least <= most and len(widths) > 1 and float(np.prod(sorted(widths)[:-1])) < _BY_CHANCE


_BY_CHANCE = 1e-3
"""That so many wholes, each as exact as its percentage, are one and the same."""
_BELOW = re.compile(r"[(\[]\s*(\d{1,3}(?:\.\d+)?)\s*(%?)\s*[)\]]")
_NO_COUNTS = re.compile(
    r"\bmeans?\b|\baverage|\bmedian|\bs\.?[de]\.?\b|standard|\bstd|\berrors?\b|\bt[- ](?:stat|val)|\bcoef|\bodds"
    r"|\bdep(?:endent|\.) var",
    re.IGNORECASE,
)


def _paired_below(
    at: int, heading: str, cells: Sequence[Sequence[str]], labels: Sequence[int], words: str, cover: CoverSheet
) -> list[OutputColumn]:
    """Two columns of one whose whole numbers have percentages in brackets below them, in rows without a label.

    Means have deviations there and coefficients errors: a table that speaks of such has no counts for this.
    """
    own = cells[at]
    if not labels or all(cells[labels[0]][1:]):
        return []
    below = [
        _BELOW.fullmatch(cell) if n and not any(cells[label][n] for label in labels) else None
        for n, cell in enumerate(own)
    ]
    if not any(below) or _NO_COUNTS.search(f"{words} {' '.join(cells[labels[0]])}"):
        return []
    for n, found in enumerate(below):
        above = number_in(own[n - 1]) if found else None
        counted = above is not None and not above[1] and not above[2]
        if found and (float(found[1]) > 100 or not (counted or is_hidden(own[n - 1]))):
            return []
    counts = ["" if found else cell for found, cell in zip(below, own, strict=True)]
    shares = [f"{found[1]}%" if found else "" for found in [*below[1:], None]]
    return [
        _column(at, heading, counts, "FREQ", cover, declared=False),
        _column(at, f"{heading} %".strip(), shares, "PCT", cover, declared=False),
    ]


_FROM_TO = re.compile(r"\A([£$€]?\s*-?[\d.,]+)\s*(?:to|[-–—])\s*[£$€]?\s*-?[\d.,]+", re.IGNORECASE)
_SAYS_RANGE = re.compile(r"\bspan\b|\brange\b|\bmin\w*\W+(?:to\W+)?max\w*|\blowest\b.*\bhighest\b", re.IGNORECASE)


def _from_to(at: int, heading: str, cells: Sequence[str], cover: CoverSheet) -> list[OutputColumn]:
    """A column whose cells say from where to where values go, below a heading that says so; none of any other."""
    if not _SAYS_RANGE.search(heading):
        return []
    ranges = [_FROM_TO.fullmatch(cell) for cell in cells]
    if sum(map(bool, ranges)) < max(1, len([c for c in cells if c]) / 2):
        return []
    first = [found[1] if found else cell for found, cell in zip(ranges, cells, strict=True)]
    return [_column(at, heading, first, "EXT", cover, declared=False)]


def _names_count(heading: str) -> bool:
    return any(
        re.fullmatch(
            r"(?:n|nobs|n_?obs\w*|counts?|observations|learners|people|sample_?size|events|cover|samples|n_node_samples)(?:_(?:by|per|of)_\w+)?",
            part,
            re.IGNORECASE,
        )
        for part in [one for one in re.split(r"\.|\[\d+\]", heading) if one][-2:]
    )


def _filled_down(cells: Sequence[str]) -> list[str]:
    """A label that is written once for the rows below it."""
    found, last = [], ""
    for cell in cells:
        last = cell or last
        found.append(last)
    return found


def _headings(grid: Sequence[Sequence[str]], heads: Sequence[int], width: int) -> list[str]:
    """What stands above each column; a heading over several stands in the first of them."""
    found: list[list[str]] = [[] for _ in range(width)]
    for at in heads:
        row = grid[at]
        filled = _filled(row)
        if len(filled) < 2 or (at != heads[-1] and 2 * len(filled) < width and len(filled[0]) > LONGEST_HEADING):
            continue  # a title stands alone in its row, or is cut by a sign that it holds
        spread = ""
        for column in range(width):
            own = row[column].strip() if column < len(row) else ""
            spread = own or spread
            found[column].append(own or (spread if at != heads[-1] else ""))
    return [" ".join(dict.fromkeys(part for part in parts if part)) for parts in found]


def _figures(
    at: int,
    heading: str,
    cells: Sequence[str],
    cover: CoverSheet,
    said: FileCover,
    hint: str,
    *,
    says: str,
    first: bool,
    loose: bool,
) -> OutputColumn | None:
    """The column, or None where it holds labels."""
    read = _ReadCells.of(cells)
    numbers, hidden, values, decimals = read
    filled = sum(1 for cell in cells if cell)
    figures = len(numbers) - numbers.count(None)
    declared = _declared(heading, said)
    if declared is None:
        if figures + hidden.sum() < max(1, filled / 2) or (not figures and first):
            return None
        if not (loose and _names_count(heading)) and _is_label(heading, cells, numbers, first=first):
            return None
    percents = [number for number in numbers if number is not None and number[2]]
    kind = declared or _kind(says, values, decimals, bool(percents), said, hint, loose=loose)
    in_thousands = decimals.any() and not percents and (_says_thousands(heading) or _says_thousands(hint))
    if in_thousands and kind in ("OTHER", "FREQ") and (not said.statistic or "FREQ" in said.statistic):
        cells = [
            f"{number[0] * 1_000:.{max(number[1] - 3, 0)}f}" if number else cell
            for number, cell in zip(numbers, cells, strict=True)
        ]
        kind, read = "FREQ", _ReadCells.of(cells)
    return _column(at, heading, cells, kind, cover, declared=declared is not None, read=read)


@lru_cache(maxsize=256)
def _says_thousands(text: str) -> bool:
    """Of a heading, or of the words that all columns of a table share, which are looked at once."""
    return _THOUSANDS.search(text) is not None


_THOUSANDS = re.compile(r"\bthousands?\b|\b000s\b|'000", re.IGNORECASE)
"""What says that a count of 3.464 is one of 3,464."""


class _ReadCells(NamedTuple):
    """What the cells of a column are, as numbers."""

    numbers: list[tuple[float, int, bool] | None]
    hidden: Bools
    values: Floats
    decimals: NDArray[np.int64]

    @classmethod
    def of(cls, cells: Sequence[str]) -> _ReadCells:
        numbers = [number_in(cell) for cell in cells]
        return cls(
            numbers,
            np.array([number is None and is_hidden(cell) for cell, number in zip(cells, numbers, strict=True)], bool),
            np.array([np.nan if number is None else number[0] for number in numbers]),
            np.array([0 if number is None else number[1] for number in numbers], dtype=np.int64),
        )


def _column(
    at: int,
    heading: str,
    cells: Sequence[str],
    kind: str,
    cover: CoverSheet,
    *,
    declared: bool,
    read: _ReadCells | None = None,
) -> OutputColumn:
    _, hidden, values, decimals = read or _ReadCells.of(cells)
    of_people = re.search(r"learners?|pupils?|people|students?", heading, re.IGNORECASE)
    people = cover.counts_people and not (_NOT_PEOPLE_WORDS.search(_words(heading)) and not of_people)
    return OutputColumn(at, heading, kind, values, decimals, hidden, tuple(cells), declared, people)


_ROW_KINDS = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("FREQ", r"count|n|freq(?:uency)?|number|obs\w*|valid n|n ?obs|n missing|learners"),
        ("PCT", r"%|percent|pct|(?:row|col(?:umn)?|total|cell)\s*(?:%|pct|percent)|%\s*(?:within|of)\b.*|.*\(%\)"),
        ("MEAN", r"mean|average|avg"),
        ("VAR", r"s\.?d\.?|std\.?(?:[ _]?dev\w*)?|standard (?:deviation|error)|variance|s\.?e\.?|skewness|kurtosis"),
        ("EXT", r"min(?:imum)?|max(?:imum)?|range|lowest|highest"),
        (
            "PCTL",
            (
                r"median|p\d{1,2}|\d{1,2}(?:th|st|nd|rd)?\s?%|q[1-3]|(?:lower|upper)? ?quartile|iqr"
                r"|\d{1,2}(?:th|st|nd|rd) percentile"
            ),
        ),
        ("SUMMAG", r"sum|total amount"),
    )
)
"""What a row holds where its label names a statistic: describing tables have one for each, crosstabs two or three."""


def _by_statistic(table: OutputTable, cover: CoverSheet) -> list[OutputTable]:
    """One table for each statistic that rows are called by; the table itself where they are not."""
    for level in range(len(table.label_names)):
        kinds = [_row_kind(labels[level]) for labels in table.labels]
        known = [kind for kind in kinds if kind]
        if (
            len(known) < 0.6 * len(kinds)
            or any(_FOURTH.fullmatch(labels[level].strip()) for labels in table.labels)
            or len({labels[level] for labels in table.labels}) < 2
            or not set(known) - {"FREQ"}
        ):
            continue
        found = []
        for label in dict.fromkeys(labels[level] for labels in table.labels):
            rows = [n for n, labels in enumerate(table.labels) if labels[level] == label]
            kind = _row_kind(label)
            columns = tuple(
                _column(
                    column.at,
                    f"{column.heading} {label}".strip() if kind in ("PCTL", "EXT") else column.heading,
                    [column.texts[n] for n in rows],
                    kind or column.kind,
                    cover,
                    declared=column.said,
                )
                for column in table.columns
            )
            labels = tuple(tuple(t for n, t in enumerate(table.labels[row]) if n != level) for row in rows)
            names = tuple(t for n, t in enumerate(table.label_names) if n != level)
            at = tuple(t for n, t in enumerate(table.label_at) if n != level)
            places = tuple(table.rows[row] for row in rows)
            found.append(OutputTable(table.file, table.sheet, places, labels, names, at, columns, table.words))
        counts = next((one for one in found if any(True for _ in one.of("FREQ"))), None)
        return [one if one is counts else replace(one, counts=counts) for one in found]
    return [table]


def _row_kind(label: str) -> str:
    return next((kind for kind, pattern in _ROW_KINDS if pattern.fullmatch(label.strip())), "")


_OF_NO_COLUMN = frozenset({"XLSX", "NB", "CODE", "LOG", "VEC", "TEXT", "META", "ROUND", "DIFFQ", "PROV"})
"""Kinds of whole files: what they say of their columns is what a heading says, so that no count is called metadata."""


def is_called(heading: str, name: str) -> bool:
    """Whether a column is the one that a cover sheet names: data files have a label before the name."""
    said, own = name.strip().lower(), heading.strip().lower()
    return bool(said) and (own == said or own.endswith(f" {said}"))


def _declared(heading: str, said: FileCover) -> str | None:
    for name, kind in said.columns.items():
        if kind not in _OF_NO_COLUMN and is_called(heading, name):
            return kind
    if isinstance(said.n, str) and is_called(heading, said.n):
        return "FREQ"
    return None


def _is_label(
    heading: str, cells: Sequence[str], numbers: Sequence[tuple[float, int, bool] | None], *, first: bool
) -> bool:
    """Whether numbers are names: years, codes, bands, the number of a row."""
    values = [number[0] for number in numbers if number is not None]
    if any(number[2] or number[1] for number in numbers if number is not None):
        return False
    plain = all(value == int(value) for value in values)
    if not plain:
        return False
    if re.search(r"year|^$|period|cohort|time", heading, re.IGNORECASE) and all(map(_is_year, values)):
        return True
    named = _LABEL_WORDS.search(_words(heading)) and not _says_figure(heading)
    if named and not re.search(r"\d\s*$", heading) and values and max(values) <= HIGHEST_CODE:
        return True  # `Level` with 1, 2, 3 below it is a label; `Level 1` with numbers below it is what they count
    if (
        named
        and len({len(cell) for cell in cells if cell}) == 1
        and re.search(r"code|ukprn|urn|\bid\b|key", heading, re.IGNORECASE)
    ):
        return True
    if re.search(r"(?:^|[ _])(?:id|key|row|index|idx)$", heading, re.IGNORECASE) and len(set(values)) == len(values):
        return True
    if values and min(values) >= 10_000_000 and len({len(cell) for cell in cells if cell}) == 1:
        return True  # codes of one length: UKPRNs and the like
    climbs = values == sorted(set(values)) and len(values) >= 3
    return first and climbs and (not heading or max(values) <= HIGHEST_CODE) and not _says_figure(heading)


def _is_year(value: float) -> bool:
    """A year as 2024 or 202324, as the open-data standard writes academic ones."""
    return 1900 <= value <= 2100 or (190_000 <= value <= 210_099 and (value // 100 + 1) % 100 == value % 100)


def says_kind(words: str, *, but: str = "") -> bool:
    """Whether words name a kind of statistic, as those of a heading do; one is left out of account where asked."""
    return any(kind != but and pattern.search(_words(words)) for kind, pattern in _KINDS_BY_WORDS)


def _says_figure(heading: str) -> bool:
    words = _words(heading)
    return any(
        pattern.search(words)
        for kind, pattern in _KINDS_BY_WORDS
        if kind not in ("FREQ", "SUMMAG", "PCT", "CI", "TEST", "REGL")
    ) or bool(
        re.search(
            r"%|\bn\b|number|count|freq|pct|rate|learners|pupils|people|students|mean|starts", words, re.IGNORECASE
        )
    )


@lru_cache(maxsize=MOST_HEADINGS)
def _words(heading: str) -> str:
    """A heading with its parts as words: `mean_earn` and `nLearners` say what `mean earn` and `n Learners` do."""
    spaced = re.sub(r"([a-z])([A-Z])", r"\1 \2", heading)
    return f"{heading} {spaced.replace('_', ' ').replace('.', ' ')}"


def _kind(
    heading: str, values: Floats, decimals: NDArray[np.int64], percent: bool, said: FileCover, hint: str, *, loose: bool
) -> str:
    words = _words(heading)
    numbers = values[~np.isnan(values)]
    whole = bool(len(numbers)) and not decimals.any() and bool((numbers >= 0).all())
    for kind, pattern in _KINDS_BY_WORDS:
        if not pattern.search(words):
            continue
        if kind == "FREQ" and not whole:
            continue
        if kind == "EXT" and loose and not re.search(r"(?:min|max)(?:imum)?$", heading, re.IGNORECASE):
            continue  # `max_depth` of a model
        if kind == "PCT" and whole and len(numbers) and numbers.max() > 100:
            continue
        if kind == "SUMMAG" and _EARNED.search(words) and not _ADDED_UP.search(words):
            return _by_title(hint) or kind
        return kind
    if percent:
        return "PCT"
    own = [kind for kind in said.statistic if kind not in _OF_NO_COLUMN]
    if len(own) == 1 and own[0] != "FREQ":
        return own[0]
    if whole:
        return "FREQ"
    return _by_title(hint) or "OTHER"


_EARNED = re.compile(r"\bearnings?\b|\bpay\b|\bwages?\b|\bsalar(?:y|ies)\b|\bincome\b", re.IGNORECASE)
_ADDED_UP = re.compile(r"\btotal\b|\bsum\b|\bbill\b|\baggregate\b", re.IGNORECASE)
"""Without these, earnings in a table of medians are medians."""


@lru_cache(maxsize=64)
def _by_title(hint: str) -> str:
    """The kind that a title or the name of a file gives to figures which no heading names, or none."""
    title = _words(hint.replace("-", " "))
    return next((kind for kind, pattern in _KINDS_BY_WORDS if kind in _BY_TITLE and pattern.search(title)), "")


_BY_TITLE = frozenset({"MEAN", "PCTL"})
"""Kinds that a title or the name of a file may give to figures which no heading names."""
