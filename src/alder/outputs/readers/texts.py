"""Texts: delimited files, listings of R and Stata, logs, code and JSON."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from itertools import islice
from typing import TYPE_CHECKING, Any

from alder.outputs.content import RULE, Form, OutputContent, Sheet, saw
from alder.outputs.extent import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, MOST_TABLES, beyond, lines_of
from alder.outputs.readers.forms import json_lines, separator_of, text_of
from alder.outputs.readers.packages import unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from alder.outputs.content import SubmittedFile

_PARTED = re.compile(r"\s{2,}|\t+|\s*[|│](?=\s|$)\s*|(?<=\s)[|│]\s*|^[|│]\s*")
_RULED = re.compile(r"[\s\-=_+|│─┼:]*")
_WIDEST, _LONGEST_ROW = 200, 2_000
_DECIMAL_COMMA = re.compile(r"^(\s*-?(?:\d{1,3}(?:\.\d{3})+|\d+)),(\d+\s*%?\s*)$")
_LEADERS = re.compile(r"(?<=[^\s.]) ?(?:\. ?){4,}+(?= *[-+\d(*<])")
"""Dots that lead from a label to its figure: `Female ........ 120`."""
_CONTENTS = re.compile(r"\A\s*+(?:table of |list of )?(?:contents|figures|tables)\s*$", re.IGNORECASE)
"""Below this they lead to the numbers of pages."""
_PAGE_TITLE = re.compile(r"^\s{8,}+\S.*\S(?:\s{12,}|(?<=\d{4})\s{2,})\d{1,3}\s*")
"""A title in the middle of a line with the number of the page at its end."""
_ANALYSIS = re.compile(r"\A\s*+(?:Source|Model|Residual|Total)\s*+\||\A-++\+-")
_BESIDE_ANALYSIS = re.compile(
    r"(?<!\s)\s{2,}+(?:Number of obs|F\(\d+, \d+\)|Prob > F|(?:Adj )?R-squared|Root MSE)\s*+=\s*+[\d.,]++\s*+\Z"
)
"""What Stata prints of a model to the right of its analysis of variance: no cell of it, and read as words."""
_OF_STATSMODELS = re.compile(
    r"\A\s*+(?:Dep\. Variable|Model|Method|Date|Time|No\. Observations|Df Residuals|Df Model|Covariance Type|Converged"
    r"|No\. Iterations|Omnibus|Prob\(Omnibus\)|Skew|Kurtosis):\s"
)
"""How lines begin in which statsmodels says two things of a model, each behind its name. They are read as words."""
_R_INDEX = re.compile(r"\A\s*+\[\d++\](?=(?:\s++-?[\d.,]++(?:e[-+]?\d++)?)++\s*+\Z)")
"""The number of the first value in a line of values, as R prints it before them."""
_R_TABLE = re.compile(r"\btable\(")
"""Below this command R prints the names of groups, numbers too, and below these how many are in each."""
_DECIMALS = re.compile(r"(?<!\d)-?\d*+\.\d++(?:e[-+]?\d++)?(?: -?\d*+\.\d++(?:e[-+]?\d++)?)++", re.IGNORECASE)
"""Figures with decimals that single spaces part, as R prints them where its columns are narrow."""
_KNOWN = re.compile(
    r"Std\. (?:Error|Err\.?|Dev\.?)|[tzF] value|Sum Sq|Mean Sq|p adj"
    r"|lower \.95|upper \.95|Odds Ratio|Conf\. Int\.?"
)
"""Headings of R and Stata that have a space in them."""
_FIGURE = re.compile(r"[-+(<]?[\d.,]+(?:e[-+]?\d+)?%?\)?\*{0,3}", re.IGNORECASE)


def _text(file: SubmittedFile) -> str:
    return text_of(file.bytes) or ""


def delimited(file: SubmittedFile) -> OutputContent:
    """A file of cells parted by a sign; its lines are read as words, too, for what titles and footnotes say."""
    text = _text(file)
    separator = separator_of(text, file.ending) or ("\t" if file.ending == "tsv" else ",")
    content = OutputContent(file, Form.DELIMITED)
    rows: list[list[str]]
    try:
        rows = _within(csv.reader(io.StringIO(text, newline=""), delimiter=separator), content)
    except csv.Error:
        rows = _within((line.split(separator) for line in text.splitlines()), content)
    if separator == ";":  # then the comma is that of decimals
        rows = _with_points(rows)
    content.sheets, content.lines = [Sheet("", rows)], _worded(rows)
    formula = next(((n, m) for n, row in enumerate(rows) for m, cell in enumerate(row) if _FORMULA.match(cell)), None)
    if formula:
        saw(
            content,
            content.sheets[0].place("", *formula).at,
            "a cell is a formula, which a spreadsheet runs when it opens the file",
            "Write the value in its place.",
            rule="FREQ",
        )
    return content


def _with_points(rows: list[list[str]]) -> list[list[str]]:
    """The rows with decimal points for commas; where there are such commas, points part thousands: `1.205`."""
    found = [[_DECIMAL_COMMA.sub(lambda one: f"{one[1].replace('.', '')}.{one[2]}", c) for c in row] for row in rows]
    if found == rows:
        return rows
    return [
        [new.replace(".", "") if _POINTED.fullmatch(old) else new for new, old in zip(*both, strict=True)]
        for both in zip(found, rows, strict=True)
    ]


_POINTED = re.compile(r"(?<!\s)\s*+-?[1-9]\d{0,2}(?:\.\d{3})+\s*+")
_FORMULA = re.compile(r"\A\s*+(?:[=@]\s*[+-]?\w*\s*[(|]|=\s*\S*!|[=+-]\s*cmd\|)", re.IGNORECASE)


def _within(rows: Iterable[list[str]], content: OutputContent) -> list[list[str]]:
    """As many rows and columns as are looked at. That there are more is said, and holds the file."""
    content.beyond.clear()
    found: list[list[str]] = []
    cells = 0
    for row in rows:
        if len(row) > MOST_COLUMNS:
            beyond(content, f"more than {MOST_COLUMNS:,} columns")
        found.append(row[:MOST_COLUMNS])
        cells += len(found[-1])
        if cells > MOST_CELLS or len(found) > MOST_ROWS:
            break  # one row more than is looked at, which is then said
    return found


def _worded(rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines that are words rather than cells; others stay blank, so that lines keep their numbers."""
    found = []
    for row in rows:
        filled = [cell for cell in row if cell.strip()]
        found.append(" ".join(filled) if filled and (len(filled) == 1 or max(map(len, filled)) > 60) else "")
    return found


def plain(file: SubmittedFile) -> OutputContent:
    """Words and listings."""
    content = OutputContent(file, Form.TEXT)
    content.lines = lines = lines_of(content, _text(file).splitlines())
    if file.ending == "toml" and (read := _of_toml(lines)):
        content.sheets = list(sheets_of(read))
    else:
        content.sheets = [_names_and_values(lines)] if _is_yaml(lines) else [*listings(lines), *frames_of_r(lines)]
    return content


def _of_toml(lines: Sequence[str]) -> dict[str, Any]:
    try:
        return tomllib.loads("\n".join(lines))
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}


_YAML_LINE = re.compile(r"^(\s*+)(?:- )?([\w .()*/-]++):(?:\s++(.*))?$")
_YAML_COMMENT = re.compile(r"(?<!\s)\s+#.*$")


def _is_yaml(lines: Sequence[str]) -> bool:
    """Whether nearly every line is a name with a value or with names below it, some of them set in."""
    filled = [line for line in lines if line.strip() and not line.lstrip().startswith("#") and line.strip() != "---"]
    named = [line for line in filled if _YAML_LINE.match(line)]
    return len(named) >= max(5, 0.8 * len(filled)) and any(line[0] in " -" for line in named)


def _names_and_values(lines: Sequence[str]) -> Sheet:
    """The values of YAML under their names, with the names above them; a list in brackets has a name a value."""
    names: list[str] = []
    values: list[str] = []
    above: list[tuple[int, str]] = []
    for line in lines:
        found = _YAML_LINE.match(line)
        if not found or line.lstrip().startswith("#"):
            continue
        depth, name, value = len(found[1]), found[2].strip(), _YAML_COMMENT.sub("", found[3] or "").strip()
        above = [one for one in above if one[0] < depth]
        path = ".".join([*(one for _, one in above), name])
        if not value or value.startswith("#"):
            above.append((depth, name))
        elif value.startswith("[") and value.endswith("]"):
            for n, one in enumerate(value[1:-1].split(",")):
                names.append(f"{path}[{n}]")
                values.append(one.strip().strip("'\""))
        else:
            names.append(path)
            values.append(value.strip("'\""))
    return Sheet("values", [names, values], loose=True)


def log(file: SubmittedFile) -> OutputContent:
    """What a program printed."""
    content = OutputContent(file, Form.LOG)
    content.lines = lines_of(content, _text(file).splitlines())
    content.sheets = [*listings(content.lines), *frames_of_r(content.lines)]
    return content


_FRAME = "structure(list("
_R_COLUMN = re.compile(r"(?<![\w.])([\w.]++|`[^`]*+`)\s*+=\s*+c\(([^()]*+)\)")
_R_VALUE = re.compile(r'"([^"]*+)"|([^\s,"]++)')


def frames_of_r(lines: Sequence[str]) -> Iterator[Sheet]:
    """Tables that `dput` of R printed, as the code that makes them."""
    before, *after = "\n".join(lines).split(_FRAME)
    at = before.count("\n")
    for written in after[:MOST_TABLES]:
        columns = [
            (name.strip("`"), [text or value.removesuffix("L") for text, value in _R_VALUE.findall(values)])
            for name, values in _R_COLUMN.findall(written.partition("row.names")[0])
        ]
        long = max((len(values) for _, values in columns), default=0)
        whole = [(name, values) for name, values in columns if len(values) == long]
        if len(whole) > 1 and long > 1:
            rows = [[name for name, _ in whole], *map(list, zip(*(values for _, values in whole), strict=True))]
            yield Sheet("", rows, [at] * len(rows), is_frame=True)
        at += written.count("\n")


def code(file: SubmittedFile) -> OutputContent:
    """A program."""
    return OutputContent(file, Form.CODE, lines=_text(file).splitlines())


def json_file(file: SubmittedFile) -> OutputContent:
    """Every list of objects as a sheet; the single values as a sheet of names and values."""
    text = _text(file)
    try:
        read = json_lines(text) or json.loads(text)
    except (ValueError, RecursionError):
        return OutputContent(file, Form.JSON, findings=[unreadable(file, Form.JSON)])
    content = OutputContent(file, Form.JSON, points=_points_of(read))
    if isinstance(read, dict) and isinstance(read.get("layout"), dict):
        read["layout"].pop("template", None)  # how plotly draws whatever is drawn
    content.sheets = list(islice(sheets_of(read), MOST_TABLES + 1))
    if len(content.sheets) > MOST_TABLES:
        beyond(content, f"more than {MOST_TABLES} tables")
    return content


def _points_of(read: Any) -> int:
    """The points that a figure of plotly draws one by one."""
    traces = read.get("data") if isinstance(read, dict) and "layout" in read else None
    found = 0
    for trace in traces if isinstance(traces, list) else ():
        if isinstance(trace, dict) and "markers" in str(trace.get("mode", "")).split("+"):
            at = trace.get("x") or trace.get("y")
            packed = at.get("bdata") if isinstance(at, dict) else None
            found += len(at) if isinstance(at, list) else len(str(packed)) * 3 // 4 // _WIDEST_NUMBER if packed else 0
    return found


_WIDEST_NUMBER = 8
"""Bytes of a number that plotly packs: there are as many points as this leaves, or more."""


def sheets_of(read: Any, name: str = "") -> Iterator[Sheet]:
    """Tables within what JSON holds."""
    lone: list[tuple[str, str]] = []

    def look(at: Any, path: str) -> Iterator[Sheet]:
        if isinstance(at, list) and at and all(isinstance(one, dict) for one in at):
            if any(_OF_A_DRAWING & one.keys() for one in at):
                for number, one in enumerate(at):
                    yield from look(one, f"{path}[{number}]")
                return
            flat = [dict(_leaves(one)) for one in at]
            names = list(
                dict.fromkeys(key for one in flat for key, value in one.items() if not isinstance(value, list))
            )[: MOST_COLUMNS + 1]
            most = 1 + MOST_CELLS // max(1, len(names))  # one more than is looked at, which is then said
            rows = [[_cell(one.get(key)) for key in names] for one in flat[:most]]
            if names:
                yield Sheet(path, [names, *rows])
            for number, one in enumerate(flat):
                for key, value in one.items():
                    if isinstance(value, list):
                        yield from look(value, f"{path}[{number}].{key}")
        elif isinstance(at, list) and at and all(isinstance(one, list) for one in at):
            yield Sheet(path, [[_cell(value) for value in one] for one in at])
        elif isinstance(at, dict):
            columns = {
                key: value
                for key, value in at.items()
                if isinstance(value, list) and value and not isinstance(value[0], (dict, list))
            }
            inner = {
                key: value
                for key, value in at.items()
                if isinstance(value, dict) and value and not any(isinstance(v, (dict, list)) for v in value.values())
            }
            if (
                len(inner) >= 2
                and len({tuple(value) for value in inner.values()}) == 1
                and not any(_OF_A_NODE & value.keys() for value in inner.values())
            ):  # a frame of pandas: columns of rows
                names = list(inner)
                index = list(next(iter(inner.values())))
                yield Sheet(path, [["", *names], *([row, *(_cell(inner[key][row]) for key in names)] for row in index)])
                at = {key: value for key, value in at.items() if key not in inner}
            if len(columns) >= 2 and len({len(value) for value in columns.values()}) == 1:
                yield Sheet(
                    path, [list(columns), *([_cell(v) for v in row] for row in zip(*columns.values(), strict=True))]
                )
                at = {key: value for key, value in at.items() if key not in columns}
            for key, value in at.items():
                if isinstance(value, (dict, list)):
                    yield from look(value, f"{path}.{key}" if path else str(key))
                else:
                    lone.append((f"{path}.{key}" if path else str(key), _cell(value)))

    yield from look(read, name)
    if lone:
        yield Sheet(name or "values", [[key for key, _ in lone], [value for _, value in lone]], loose=True)


_OF_A_DRAWING = {"mark", "encoding"}
"""What a layer of Vega-Lite says: how something is drawn, and beside it the data, which are looked at by themselves."""
_OF_A_NODE = {"leaf", "split", "threshold", "cover", "samples", "impurity"}
"""What a node of a decision tree says; two nodes beside each other are no columns of a table."""


def _leaves(one: dict[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """What a record holds, in whatever it lies: single values and lists, by their names with those above them."""
    for key, value in one.items():
        name = f"{above}.{key}" if above else str(key)
        if isinstance(value, dict):
            yield from _leaves(value, name)
        else:
            yield name, value


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


def listings(lines: Sequence[str]) -> Iterator[Sheet]:
    """Tables that a program drew with spaces or lines. A sheet has all lines, so that rows keep their numbers."""
    tree = _of_a_tree(lines)
    if tree is not None:
        yield tree
        return
    rows: list[list[str]] = []
    ends: dict[int, list[int]] = {}
    any_table = names_groups = False
    has_leaders = not any(_CONTENTS.match(line) for line in lines)
    for line in lines:
        if len(line) > _LONGEST_ROW or not line.strip():
            rows.append([])
            continue
        if has_leaders:
            line = _LEADERS.sub("   ", line)
        if _ANALYSIS.match(line):
            line = _BESIDE_ANALYSIS.sub("", line)
        numbered = _R_INDEX.match(line)
        if numbered:
            line, any_table = line[numbered.end() :], True
        if _PAGE_TITLE.fullmatch(line) and not any(rows[-1:]):
            rows.append([line.strip()])
            continue
        if _RULED.fullmatch(line):
            rows.append([RULE])
            continue
        if _OF_STATSMODELS.match(line):
            rows.append([line.strip()])
            continue
        cells = [cell for cell in _PARTED.split(line.strip()) if cell]
        if len(cells) == 1 and len(tokens := line.split()) > 1 and _is_row(tokens):
            cells = tokens
        if line.startswith("> "):
            names_groups = _R_TABLE.search(line) is not None
        elif names_groups:
            names_groups = False
            if not numbered and all(map(str.isdecimal, cells)) and sorted(set(cells), key=int) == cells:
                cells = [f"{cell}:" for cell in cells]
        cells = [one for cell in cells for one in (cell.split() if _DECIMALS.fullmatch(cell) else (cell,))]
        any_table |= len(cells) > 1
        rows.append(cells[:_WIDEST])
        ends[len(rows) - 1] = _ends(line, rows[-1])
    if any_table:
        yield Sheet("", _levelled(_in_line(rows, ends)), is_drawn=True)


def _ends(line: str, cells: Sequence[str]) -> list[int]:
    """Where in a line each of its cells ends."""
    found, at = [], 0
    for cell in cells:
        at = line.find(cell, at) + len(cell)
        found.append(at)
    return found


def _in_line(rows: list[list[str]], ends: Mapping[int, Sequence[int]]) -> list[list[str]]:
    """Rows with blank cells, whose figures end below those of a row that has them all, get these back."""
    for start, after in _runs(rows):
        drawn = [at for at in range(start, after) if len(rows[at]) > 1]
        if not drawn:
            continue
        wide = max(drawn, key=lambda at: (_figures_at_end(rows[at]) > 0, len(rows[at])))
        if _figures_at_end(rows[wide]) < len(rows[wide]) - 1:
            continue  # several labels: which of them a row leaves out, its figures do not say
        places = {end: n for n, end in enumerate(ends[wide])}
        for at in drawn:
            row, own = rows[at], [places.get(end) for end in ends[at][1:]]
            if len(row) < len(rows[wide]) and None not in own and _figures_at_end(row) == len(row) - 1:
                filled = dict(zip((0, *own), row, strict=True))
                rows[at] = [filled.get(n, "") for n in range(len(rows[wide]))]
    return rows


_NODE = re.compile(r"^\s*+(\d+)\)\s++(\S.*?)\s+(\d+)\s+(\d+)\s+\S+(?:\s+\(.*\))?\s*\*?\s*$")
"""A node of a tree as R prints it: number, split, records, records told wrongly, value."""
_LONGEST_NODE = 400


def _of_a_tree(lines: Sequence[str]) -> Sheet | None:
    """The nodes of a decision tree in a listing of R. Records that a node tells wrongly are counts, too."""
    rows: list[list[str]] = [[] for _ in lines]
    first = None
    for at, line in enumerate(lines):
        node = _NODE.match(line) if len(line) <= _LONGEST_NODE else None
        if node:
            first = at if first is None else first
            rows[at] = [f"node {node[1]}", node[2], node[3], node[4]]
    if first is None or sum(map(bool, rows)) < 3:
        return None
    return Sheet("", rows, names=("node", "split", "n", "n misclassified"))


def _is_row(tokens: Sequence[str]) -> bool:
    """Whether what is parted by single spaces is a row: most of it numbers."""
    numbers = sum(any(sign.isdigit() for sign in token) for token in tokens)
    return numbers >= len(tokens) - 1 and numbers > 0


def _levelled(rows: Sequence[list[str]]) -> list[list[str]]:
    """Headings with fewer cells than the rows below them stand above the figures, and nothing above the labels."""
    found = [list(row) for row in rows]
    for at, row in enumerate(found[:-1]):
        if len(row) == 1 and found[at + 1]:
            words = _KNOWN.sub(lambda match: match[0].replace(" ", "\u00a0"), row[0]).split(" ")
            if 2 <= len(words) == _figures_at_end(found[at + 1]):
                found[at] = row = [word.replace("\u00a0", " ") for word in words]
        below = next((other for other in found[at + 1 : at + 4] if len(other) > 1), [])
        labels = next((n for n, cell in enumerate(below) if _FIGURE.fullmatch(cell)), 0)
        short = len(below) - len(row)
        if len(row) > 1 and 0 < short <= labels and not any(_FIGURE.fullmatch(cell) for cell in row):
            found[at] = [*([""] * short), *row]
    for start, end in _runs(found):
        wide = max(found[start:end], key=lambda row: (_figures_at_end(row) > 0, len(row)))
        for at in range(start, end):
            row = found[at]
            if 1 < len(row) < len(wide) and _figures_at_end(row) == _figures_at_end(wide) < len(row):
                found[at] = [*([""] * (len(wide) - len(row))), *row]  # labels that are not written again
    return found


def _runs(rows: Sequence[list[str]]) -> Iterator[tuple[int, int]]:
    """From where to where rows follow each other without a blank one."""
    start = 0
    for at in range(len(rows) + 1):
        if at == len(rows) or not rows[at]:
            if at - start > 1:
                yield start, at
            start = at + 1


def _figures_at_end(row: Sequence[str]) -> int:
    return next((n for n, cell in enumerate(reversed(row)) if not _FIGURE.fullmatch(cell)), len(row))
