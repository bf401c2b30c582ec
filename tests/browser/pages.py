"""Every kind of page that Alder writes, made once: from a small demo, planted errors and tables of every shape.

What is asked of a page on behalf of people who use assistive technology.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.golden.further_education import golden_over_years
from tests.support.count_tables import counts

import alder
from alder.demo import Demo
from alder.disclosure import Protected, protect
from alder.look import page
from alder.model.period import AcademicYear
from alder.rules.report import Findings
from alder.synth.returns.writing import write_returns

POLICIES = ("srs-output", "dfe-statistics")
LONG = "Black, African, Caribbean or Black British, and everybody who wrote in more than one of these"
RATE = "achievers/leavers"

ONE = f"""
ethnicity                    | leavers | achievers
White                        | 912     | 640
Asian or Asian British       | 341     | 255
{LONG} | 118     | 77
Not known                    | 9       | 4
"""
TWO = """
sex    | age         | leavers | achievers
Female | 16 to 18    | 186     | 121
Female | 19 to 23    | 164     | 110
Female | 24 and over | 7       | 4
Male   | 16 to 18    | 212     | 131
Male   | 19 to 23    | 175     | 98
Male   | 24 and over | 131     | 12
"""
LEARNERS = "\n".join(line.rsplit("|", 1)[0] for line in TWO.strip().splitlines()).replace("leavers", "learners")
THREE = "\n".join(
    ["age | sex | level | leavers | achievers"]
    + [
        f"{a} | {s} | level {v} | {60 + 31 * i + 7 * v} | {20 + 9 * i + 3 * v}"
        for i, (a, s) in enumerate(
            [(a, s) for a in ("16 to 18", "19 to 23", "24 and over") for s in ("Female", "Male")]
        )
        for v in (2, 3)
    ]
)

TABLES = {"one": ONE, "two": TWO, "three": THREE, "learners": LEARNERS}
EXPLAINED = ("LearnAimRef_104", "LearnDelFAMType", "achievement_rate")
NAMES = (
    "report",
    "findings-of-the-demo",
    "findings-of-many-rules",
    "findings-of-one-rule",
    "findings-of-nothing",
    "all-learners",
    "by-area",
    "by-provider",
    *(f"{name}-{policy}" for name in TABLES for policy in POLICIES),
    *(f"over-years-{policy}" for policy in POLICIES),
    "notebook",
    *(f"explained-{name}" for name in EXPLAINED),
)


PATIENCE = 30_000
"""Milliseconds that what is expected may take, on a machine that others use as well: as long as a page may."""


def expect(what: Any) -> Any:
    """What a reader waits to see: what follows a click may still be on its way when the click has returned."""
    from playwright.sync_api import expect as awaited

    awaited.set_options(timeout=PATIENCE)
    return awaited(what)


def make(folder: Path, demo: Demo) -> dict[str, Path]:
    """All pages of `NAMES`: those of a demo, and others that are written below the folder."""
    made = {
        "report": demo.report,
        "findings-of-the-demo": demo.folder / "findings.html",
        "by-provider": demo.tables / "achievement_by_provider.html",
    }
    made |= _findings(folder)
    tables = {f"{name}-{policy}": _table(text, policy) for name, text in TABLES.items() for policy in POLICIES}
    tables |= {f"over-years-{policy}": protect(golden_over_years(), policy) for policy in POLICIES}
    store = alder.open(demo.store)
    for name, by in (("all-learners", ()), ("by-area", ("home_local_authority",))):
        learners = alder.tabulate(store, "learners_participating", by=by, year="2020/21")
        tables[name] = protect(learners, unremembered="made to be looked at, beside the demo's own tables")
    for name, table in tables.items():
        made[name] = folder / f"{name}.html"
        table.write_html(made[name], boundaries=store.boundaries())
    made["notebook"] = folder / "notebook.html"
    made["notebook"].write_text(_notebook(tables["two-srs-output"]), encoding="utf-8")
    for name in EXPLAINED:
        made[f"explained-{name}"] = folder / f"{name}.html"
        page.write_explanation(made[f"explained-{name}"], alder.explain(name), sql="SELECT 1" if "_" in name else "")
    assert set(made) == set(NAMES)
    return made


def _table(text: str, policy: str) -> Protected:
    rates = [RATE] if "achievers" in text else []
    return protect(counts(text, rates=rates, title="Achievement rate" if rates else "Learners"), policy)


def _findings(folder: Path) -> dict[str, Path]:
    """Reports of returns with planted errors that break many rules, one, and none."""
    made = {}
    for name, share, wanted in (("many-rules", 0.5, range(7, 99)), ("one-rule", 0.04, (1,)), ("nothing", 0.0, (0,))):
        found = next(
            f for seed in range(30) if len((f := _checked(folder / name / str(seed), share, seed)).totals) in wanted
        )
        made[f"findings-of-{name}"] = folder / f"findings-{name}.html"
        found.write_html(made[f"findings-of-{name}"])
    return made


def _checked(out: Path, errors: float, seed: int) -> Findings:
    (written,) = write_returns(out, years=[AcademicYear(2025)], learners=40, errors=errors, seed=seed)
    return alder.check(written.path)


def _notebook(table: Protected) -> str:
    """What a notebook shows, in the barest page around it."""
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Notebook</title>'
    inside = f"<main><h1>Notebook</h1>{table._repr_html_()}</main>"
    return f'<!doctype html><html lang="en-GB"><head>{head}</head><body>{inside}</body></html>'


STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]


def in_the_way(page: Any) -> list[str]:
    """What stands in somebody's way on a page that has axe-core.

    Whether letters can be told from what is behind them is two thirds of its work, and the same for all that look
    alike: it is judged where it was not yet, on this page or on one before.
    """
    passed, found, judged = page.evaluate(_LOOK, [STANDARDS, sorted(_JUDGED)])
    assert passed > 5, "hardly anything was looked at"
    if not found:
        _JUDGED.update(judged)
    return list(found)


_JUDGED: set[int] = set()
"""How letters looked that were judged, as far as this process knows."""
_LOOK = """async ([tags, known]) => {
    const judged = new Set(known), fresh = [], looks = new Map();
    const styles = ['color', 'backgroundColor', 'backgroundImage', 'fontSize', 'fontWeight', 'opacity', 'textShadow',
        'position', 'filter', 'mixBlendMode'];
    const number = (text, start) => {  // of the looks of an element and of all around it
        let a = 0xdeadbeef ^ start, b = 0x41c6ce57 ^ (start / 4294967296);
        for (let i = 0; i < text.length; i++) {
            a = Math.imul(a ^ text.charCodeAt(i), 2654435761);
            b = Math.imul(b ^ text.charCodeAt(i), 1597334677);
        }
        a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
        b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
        return 4294967296 * (2097151 & b) + (a >>> 0);
    };
    const look = one => {
        if (!one) return 0;
        if (!looks.has(one)) {
            const style = getComputedStyle(one);
            const own = [one.tagName, one.getAttribute('class'), ...styles.map(name => style[name])].join('|');
            looks.set(one, number(own, look(one.parentElement)));
        }
        return looks.get(one);
    };
    const letters = /[\\p{L}\\p{N}]{2}/u;
    const tellsLetters = one => one.checkVisibility({visibilityProperty: true, opacityProperty: true})
        && [...one.childNodes].some(node => node.nodeType === 3 && letters.test(node.data));
    document.querySelectorAll('[data-judged]').forEach(one => one.removeAttribute('data-judged'));
    if (!document.querySelector(':disabled, [aria-disabled=true]')) {  // axe leaves these out, and their labels
        for (const one of document.body.querySelectorAll('*')) {
            if (!tellsLetters(one)) continue;
            const looks = look(one);
            if (judged.has(looks)) one.setAttribute('data-judged', '');
            else { judged.add(looks); fresh.push(looks); }
        }
    }
    axe.configure({rules: [{id: 'color-contrast', selector: '*:not([data-judged])'}]});
    const told = await axe.run({runOnly: tags, resultTypes: ['violations']});
    return [told.passes.length, told.violations.map(v => v.id + ': ' + v.nodes[0].html.slice(0, 120)), fresh];
}"""
