"""Check 15: code, and what is pasted into it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from alder.outputs.content import Form
from alder.outputs.finding import FindingPlace, OutputCheck, OutputFinding, Weight

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alder.outputs.output import Output

_SECRET = re.compile(
    r"(?:password|passwd|pwd|secret|token|api[_-]?key|access[_-]?key"
    r"|conn(?:ection)?[_-]?str)\w{0,60}+\s{0,20}+(?:=|:|<-)\s{0,20}+['\"][^'\"\s]{4,400}['\"]"
    r"|://[^/\s:'\"]{1,200}:[^@\s'\"]{1,200}@|-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b"
    r"|\bgh[pousr]_[A-Za-z0-9]{20,}|Pwd\s*=\s*[^;'\"\s]{4,}",
    re.IGNORECASE,
)
_NO_SECRET = re.compile(
    r"environ|getenv|input\(|getpass|askpass|Sys\.getenv|<[a-z_ ]+>|\*{3,}|xxx+|changeme|your[_-]|\$\{", re.IGNORECASE
)
_PATH = re.compile(
    r"(?<![\w/])[A-Za-z]:[\\/](?![\\/])\w|\\\\\\?\\?[\w.-]+\\|(?<![\w.])/(?:home|users|mnt|srv"
    r"|media|data|projects)/\w",
    re.IGNORECASE,
)
_BASE64 = re.compile(r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{160,}+")
_NUMBERS = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?![\w])")
MANY_NUMBERS = 30
MANY_ROWS = 4


def code_holds_no_data(output: Output) -> Iterator[OutputFinding]:
    """Secrets, paths, packed data, long lists of numbers, rows pasted as comments or as text."""
    for content in output.leaving:
        is_code = content.form is Form.CODE
        for number, line in enumerate(content.lines, 1):
            place = FindingPlace(content.name, f"line {number}")
            if _SECRET.search(line) and not _NO_SECRET.search(line):
                yield OutputFinding(
                    OutputCheck.CODE,
                    "CODE",
                    Weight.HELD,
                    place,
                    "there is a password or key",
                    "Read it from the environment, and have this one changed: it is known now.",
                )
            if _PATH.search(line) and "://" not in line:
                yield OutputFinding(
                    OutputCheck.CODE,
                    "CODE",
                    Weight.LOOK,
                    place,
                    "there is a path of the place where it ran",
                    "Use a path within the project.",
                )
            if _BASE64.search(line):
                yield OutputFinding(
                    OutputCheck.PAYLOADS,
                    "CODE" if is_code else "TEXT",
                    Weight.HELD,
                    place,
                    "there is packed data that nobody can read",
                    "Take it out.",
                )
            if is_code and len(_NUMBERS.findall(line)) >= MANY_NUMBERS and not _are_codes(line):
                yield OutputFinding(
                    OutputCheck.CODE,
                    "CODE",
                    Weight.HELD,
                    place,
                    "there is a long list of figures, which may be data",
                    "Read data from a file that stays inside.",
                )
        if is_code:
            yield from _pasted(content.name, content.lines)


def _are_codes(line: str) -> bool:
    """Whether numbers look like a list of codes: all whole, of one length, none twice."""
    numbers = _NUMBERS.findall(line)
    return (
        all("." not in number for number in numbers)
        and len(set(numbers)) == len(numbers)
        and len({len(n) for n in numbers}) <= 2
    )


def _pasted(name: str, lines: Sequence[str]) -> Iterator[OutputFinding]:
    """Runs of lines that are rows: comments or text with as many figures each."""
    run: list[int] = []
    shape: tuple[int, ...] = ()

    def ends() -> Iterator[OutputFinding]:
        if len(run) >= MANY_ROWS:
            yield OutputFinding(
                OutputCheck.CODE,
                "CODE",
                Weight.HELD,
                FindingPlace(name, f"line {run[0]}"),
                "rows of figures are pasted into the code",
                "Take them out, or hand them in as a table.",
                len(run),
            )

    for number, line in enumerate(lines, 1):
        bare = re.sub(r"^\s*(?:#|//|\*|--|')+\s?", "", line).strip().rstrip(",;")
        cells = [cell for cell in re.split(r"[\s,|]+", bare) if cell]
        figures = sum(bool(re.fullmatch(r"[\"'(\[]*-?[\d.]+%?[\"')\]]*", cell)) for cell in cells)
        looks = (
            len(cells) >= 3
            and figures >= 2
            and not re.search(
                r"=|\bif\b|\bfor\b|\(\w+\s*[,)]|\bgen\b|\breplace\b|<-|\brecode\b|\bcase when\b", bare, re.IGNORECASE
            )
        )
        now = (len(cells),) if looks else ()
        if looks and (not run or now == shape):
            run.append(number)
            shape = now
            continue
        yield from ends()
        run, shape = ([number], now) if looks else ([], ())
    yield from ends()
