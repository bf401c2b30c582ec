"""The report page: protected tables and charts, with the sentences that their figures allow."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alder.demo.questions import FOR_THE_DESK, FOR_THE_SITE, QUESTIONS, TREND, WAITS, data_file
from alder.disclosure import protect
from alder.disclosure.protected import rows_of
from alder.look import page
from alder.look.words import listed, share_of
from alder.measures import tabulate_all
from alder.model.made_up import MadeUp
from alder.model.statistic import NOT_APPLICABLE, TOTAL
from alder.show import statement
from alder.show.chart import line_picture, row_picture
from alder.show.layout import mark
from alder.show.line_chart import LineAxis, LineSeries
from alder.show.svg import ChartRow, Mark, marked

if TYPE_CHECKING:
    from alder.disclosure import Protected
    from alder.environment import Environment
    from alder.model.comparison import Comparand
    from alder.model.statistic import Figure
    from alder.rules.report import Findings


def tables(environment: Environment) -> dict[str, Protected]:
    """Every table that the report or the site shows, protected beside those before it, and remembered as out.

    Those that wait at the desk are remembered as tables that stay inside.
    """
    out, inside = environment.ledger(), environment.ledger().keeping_in(WAITS)
    asked = [(q, out) for q in (*QUESTIONS, *FOR_THE_SITE)] + [(q, inside) for q in FOR_THE_DESK]
    counts = tabulate_all(environment, [q.query for q, _ in asked], records=True)
    return {q.name: protect(c, q.policy, against=ledger) for (q, ledger), c in zip(asked, counts, strict=True)}


def save(made: dict[str, Protected], folder: Path) -> None:
    """Each table as a data set of the open-data standard and as a page of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in made.items():
        table.write_csv(folder / f"{name}.csv")
        table.write_html(folder / f"{name}.html")


def write(path: Path, made: dict[str, Protected], findings: Findings) -> None:
    """The page, as one file that needs nothing else."""
    page.write(path, "alder.demo", "report.html.j2", **_context(made, findings))


def _context(made: dict[str, Protected], findings: Findings) -> dict[str, Any]:
    """What the page shows; its charts say in the picture that their figures are made up."""
    made_up = MadeUp.together(table.about.made_up for table in made.values())
    shown = _shown(made, findings)
    for part in shown.values():
        if isinstance(part, dict) and "chart" in part:
            part["chart"] = marked(part["chart"], made_up.heading)
    return {**shown, "made_up": made_up}


def _shown(made: dict[str, Protected], findings: Findings) -> dict[str, Any]:
    figures = {name: Figures(table) for name, table in made.items()}
    year = QUESTIONS[-1].year
    now = figures[f"achievement_{year[:4]}"]
    table = now.table
    return {
        "year": year,
        "made": date.today(),
        "coverage": table.about.coverage,
        "lead": _lead(now.mark("achievement_rate"), figures["pass"].mark("pass_rate"), year),
        "tiles": _tiles(figures, now),
        "trend": _trend(figures),
        "ages": _ages(figures["achievement_by_age_and_sex"]),
        "by_provider": _by_provider(figures["achievement_by_provider"]),
        "ethnicity": _ethnicity(figures["classes_by_ethnicity"]),
        "learners": _learners(figures["learners_by_age_and_sex"]),
        "quality": {
            "grade": str(table.quality.grade),
            "grade_meaning": f"Grade {table.quality.grade}: {table.quality.grade.meaning}.",
            "fields": table.quality.because,
            "caveats": table.quality.caveats,
        },
        "definition": [line for line in table.about.definition.splitlines() if line],
        "policy": table.policy,
        "meanings": {symbol: table.meaning(symbol) for symbol in SYMBOLS},
        "rules": findings.rules_run,
        "files": _files({q.name: made[q.name] for q in QUESTIONS}),
        "commands": [q.command.replace(" --year", " \\\n    --year") for q in QUESTIONS if q.by],
        "python": PYTHON,
    }


SYMBOLS = ("c", "low", "x", "z")
"""What may stand for a figure, in the order of the key."""

PYTHON = """import alder

store = alder.open("store")
counts = alder.tabulate(
    store, "achievement_rate", by=["age_band", "sex"], year="2020/21"
)
table = alder.protect(counts, "dfe-statistics")
table.write_csv("table.csv")"""


def _lead(rate: Mark, passed: Mark, year: str) -> str:
    """The finding, in a sentence."""
    if rate.value is None:
        return f"The share of apprenticeships due to end in {year} that were achieved cannot be shown."
    words = share_of(rate.value)
    exact = f" ({said(rate)})"
    if words == said(rate):
        words, exact = f"{words} of", ""
    then = " Nearly everyone who stays to the end passes." if (passed.value or 0) >= 95 else ""
    return f"{words[0].upper()}{words[1:]} apprenticeships that were due to end in {year} were achieved{exact}.{then}"


def _tiles(figures: dict[str, Figures], now: Figures) -> list[dict[str, str]]:
    due, achieved = now.mark("leavers").shown, now.mark("achievers").shown
    stayed = figures["retention"].mark("completers").shown
    retained, passed = figures["retention"].mark("retention_rate"), figures["pass"].mark("pass_rate")
    rate = now.mark("achievement_rate")
    return [
        {"title": "Due to end", "number": due, "small": "apprenticeships", "interval": ""},
        {
            "title": "Stayed to the end",
            "number": said(retained),
            "small": f"{stayed} of {due}",
            "interval": retained.interval_words,
        },
        {
            "title": "Passed, of those who stayed",
            "number": said(passed),
            "small": f"{achieved} of {stayed}",
            "interval": passed.interval_words,
        },
        {
            "title": "Achieved",
            "number": said(rate),
            "small": f"{achieved} of {due}",
            "interval": rate.interval_words,
        },
    ]


def _trend(figures: dict[str, Figures]) -> dict[str, object]:
    years = {year: figures[f"achievement_{year[:4]}"] for year in TREND}
    rates = [f.mark("achievement_rate") for f in years.values()]
    inside = [b for b in years[TREND[-1]].table.quality.breaks if TREND[0] < b.year.label <= TREND[-1]]
    breaks: dict[str, list[str]] = {}
    for b in inside:
        breaks.setdefault(b.year.label, []).append(b.text)
    points = [f.comparand("achievement_rate") for f in years.values()]
    heading = statement.trend("Achievement", points, TREND, set(breaks))
    rates_by_year = listed([f"{year} {said(rate)}" for year, rate in zip(TREND, rates, strict=True)])
    title = f"Line chart of the apprenticeship achievement rate: {rates_by_year}."
    if breaks:
        title = f"{title[:-1]}. A break from {listed(list(breaks))} parts them."
    line = LineSeries("", tuple(rates))
    picture = line_picture([line], LineAxis(TREND, breaks), title=title, name="c-trend", unit="%")
    return {
        "heading": heading,
        "axis": picture.axis,
        "chart": picture.drawing,
        "rows": [_counts(year, f) for year, f in years.items()],
        "breaks": [(mark, year, why) for mark, year, whys in picture.breaks for why in whys],
    }


def _counts(label: str, f: Figures, *, total: bool = False, **where: str) -> ChartRow:
    """Due to end, achieved, rate."""
    marks = tuple(f.mark(i, **where) for i in ("leavers", "achievers", "achievement_rate"))
    return ChartRow(label, marks, total)


def _ages(f: Figures) -> dict[str, object]:
    bands = f.marks("achievement_rate", "age_band")
    sexes = [(code, label) for code, label, _ in f.marks("achievement_rate", "sex") if code != TOTAL]
    asked = [(code, label) for code, label, mark in bands if f.mark("leavers", age_band=code).shown not in {"0", "z"}]
    ages = [(label, f.comparand("achievement_rate", age_band=code)) for code, label in asked if code != TOTAL]
    least = statement.lowest(ages)
    heading = "Achievement by age and sex"
    if least is not None:
        heading = f"Apprentices aged {_age(least)} achieve least often"
    rows = [
        ChartRow(label, tuple(f.mark("achievement_rate", age_band=code, sex=s) for s, _ in sexes), total=code == TOTAL)
        for code, label in asked
    ]
    picture = row_picture(
        rows,
        [label for _, label in sexes],
        title="Achievement rate by age at start and sex. The same figures are in table 1.",
        name="c-age",
        unit="%",
    )
    shown = [
        ChartRow(
            label,
            tuple(
                f.mark(i, age_band=code, sex=s)
                for i in ("leavers", "achievement_rate")
                for s in (*(s for s, _ in sexes), TOTAL)
            ),
            total=code == TOTAL,
        )
        for code, label in asked
    ]
    names = [*(label for _, label in sexes), "All"]
    return {
        "heading": heading,
        "axis": picture.axis,
        "chart": picture.drawing,
        "heads": [*names, *names],
        "groups": [("Due to end", len(names)), ("Achieved (%)", len(names))],
        "rows": shown,
        "symbols": _symbols(shown),
    }


def _age(label: str) -> str:
    return label[:1].lower() + label[1:]


def _by_provider(f: Figures) -> dict[str, object]:
    marks = f.marks("achievement_rate", "provider")
    rows = [_counts(label, f, total=code == TOTAL, provider=code) for code, label, _ in marks]
    return {"heading": "Achievement by provider", "rows": rows, "symbols": _symbols(rows)}


def _ethnicity(f: Figures) -> dict[str, object]:
    marks = f.marks("achievement_rate", "ethnicity")
    rows = [ChartRow(label, (mark,), total=code == TOTAL) for code, label, mark in marks]
    picture = row_picture(
        rows,
        title="Achievement rate in education and training by ethnicity. The same figures are in table 3.",
        name="c-ethnicity",
        unit="%",
    )
    shown = [_counts(label, f, total=code == TOTAL, ethnicity=code) for code, label, _ in marks]
    return {
        "heading": "Achievement in courses, by ethnicity",
        "axis": picture.axis,
        "chart": picture.drawing,
        "rows": shown,
        "symbols": _symbols(shown),
    }


def _learners(f: Figures) -> dict[str, object]:
    sexes = [(code, label) for code, label, _ in f.marks("learners", "sex")]
    bands = f.marks("learners", "age_band")
    rows = [
        ChartRow(label, tuple(f.mark("learners", age_band=code, sex=s) for s, _ in sexes), total=code == TOTAL)
        for code, label, mark in bands
        if mark.shown != "z"
    ]
    everybody = f.mark("learners")
    return {
        "heading": f"{everybody.shown} people were learning",
        "heads": [label for _, label in sexes],
        "rows": rows,
        "symbols": _symbols(rows),
    }


def _symbols(rows: list[ChartRow]) -> list[str]:
    used = {mark.shown for row in rows for mark in row.marks if mark.value is None}
    return [symbol for symbol in SYMBOLS if symbol in used]


def _files(made: dict[str, Protected]) -> list[dict[str, str]]:
    return [
        {
            "page": f"tables/{name}.html",
            "csv": f"tables/{data_file(Path(), name)}",
            "title": f"{table.title}, {table.year}{_split(table)}",
        }
        for name, table in made.items()
    ]


def _split(table: Protected) -> str:
    by = [f.label.lower() for f in table.filters if f.id != "scope"]
    return f", by {listed(by)}" if by else ""


class Figures:
    """A protected table as a page reads it: what is shown, and its number where one is shown."""

    def __init__(self, table: Protected) -> None:
        self.table = table
        self._at = dict(rows_of(table))
        self._place = {i.id: n for n, i in enumerate(table.indicators)}

    def mark(self, indicator: str, **where: str) -> Mark:
        """One figure. Filters that are not named are at their total, or at their only category."""
        figures = self._row(where)
        if figures is None:
            return Mark(None, NOT_APPLICABLE)
        known = mark(figures[self._place[indicator]], self.table.interval_in(figures, indicator))
        return known or Mark(None, NOT_APPLICABLE)

    def comparand(self, indicator: str, **where: str) -> Comparand | None:
        """The same figure with what is known of it, for comparing."""
        figures = self._row(where)
        return self.table.comparand_in(figures, indicator) if figures else None

    def _row(self, where: dict[str, str]) -> tuple[Figure, ...] | None:
        key = tuple(where.get(f.id, TOTAL if f.has_total else f.categories[0].code) for f in self.table.filters)
        return self._at.get(key)

    def marks(self, indicator: str, filter: str) -> list[tuple[str, str, Mark]]:
        """Code, label and figure of each category of a filter, in order; the total last."""
        by = next(f for f in self.table.filters if f.id == filter)
        named = [(c.code, c.label) for c in by.categories] + [(TOTAL, by.total_label)]
        return [(code, label, self.mark(indicator, **{filter: code})) for code, label in named]


def said(mark: Mark) -> str:
    """A percentage with its sign, or its symbol alone."""
    return f"{mark.shown}%" if mark.value is not None else mark.shown
