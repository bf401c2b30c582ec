"""The page of the screener: every check, by stage, from its declaration, and the lists that checks rest on."""

from __future__ import annotations

from itertools import groupby

from alder.publishing.screener import LIST_KINDS, screener

_LEAD = """# What is asked of a data set

Written by `make docs` from the declarations.

`alder screen DATA.csv` puts these {checks} questions to a data file and its meta file; see [screen a data
set](../how-to/screen-a-data-set.md). They are those of the screener of the Department for Education, version 0.3.1 of
2026, under its names, so that a file which passes here, with lists, passes there. They are asked in stages, in this
order: all of a stage are asked, and after a stage with a failure the run ends.

A check answers *pass*, *advice* (look at it; the file may be published), *failure* (put it right first) or
*unavailable* (it rests on a list that is not there, so nothing is known). A failure on which no later check rests may
be *accepted* (`--accept CHECK`): the run goes on.
"""

_LISTS = """## Lists

Alder does not bring these lists with it. The department publishes them, with its older screening app under an open
licence (folder `data` of `dfe-analytical-services/dfe-published-data-qa`) and with the newer one (R package
`eesyscreener`). Put the files into one folder and name it with `--lists FOLDER`, or once and for all in the
environment variable `ALDER_LISTS`. A file may have either name; other columns than these are not read.

| list | file | columns | checks |
|---|---|---|---|
"""


def pages() -> dict[str, str]:
    """One page."""
    lines = [_LEAD.format(checks=len(screener))]
    for stage, checks in groupby(screener, key=lambda check: check.stage):
        lines += [f"## {stage}", "", "| check | worst | must be so | to put right |", "|---|---|---|---|"]
        for check in checks:
            worst = "advice" if check.advises else "failure"
            lines.append(f"| `{check.name}` | {worst} | {_cell(check.asks)} | {_cell(check.fix)} |")
        lines.append("")
    lines.append(_LISTS.rstrip("\n"))
    for kind in LIST_KINDS:
        files = " or ".join(f"`{name}`" for name in kind.files)
        columns = ", ".join(f"`{name}`" for name in kind.columns)
        asked = ", ".join(f"`{check.name}`" for check in screener if kind.name in check.needs)
        lines.append(f"| {kind.title} | {files} | {columns} | {asked} |")
    return {"screener.md": "\n".join(lines)}


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
