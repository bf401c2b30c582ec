"""Pages in a browser: for everybody, on a phone, on paper, by keyboard, in the reader's own colours, and alone.

axe-core, which finds what stands in the way of people who use assistive technology, is not part of the checkout:
`npm install --no-save axe-core`, or name the folder of axe.min.js in ALDER_AXE.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.browser.conftest import PageOf, listen
from tests.browser.pages import LONG, NAMES, expect, in_the_way, make
from tests.support.made_once import demo_of_90
from tests.support.properties import sampled

FINDINGS = [name for name in NAMES if name.startswith("findings")]
KINDS = [
    "report",
    "findings-of-many-rules",
    "findings-of-nothing",
    "all-learners",
    "one-dfe-statistics",
    "three-srs-output",
]
"""One page of each kind, where pages of a kind do not differ in what is asked."""
Open = Callable[..., Any]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return make(tmp_path_factory.mktemp("pages"), demo_of_90(tmp_path_factory))


@pytest.fixture
def visit(page_of: PageOf, pages: dict[str, Path]) -> Open:
    """Opens a page, of which nothing may be fetched, and about which the browser may have nothing to say."""

    @contextmanager
    def opened(name: str, width: int = 1280, **settings: Any) -> Iterator[Any]:
        with ExitStack() as ended:
            page = page_of(width, **settings)
            asked: list[str] = []
            said: list[str] = []
            listen(page, said, ended)

            def answer(route: Any) -> None:
                asked.append(route.request.url)
                if len(asked) == 1:
                    route.continue_()
                else:
                    route.abort()

            page.route("**/*", answer)
            ended.callback(page.unroute, "**/*", answer)
            page.goto(pages[name].as_uri())
            yield page
            assert asked == [pages[name].as_uri()], "the page fetches something"
            assert not said, "the browser complains"

    return opened


def unfold(page: Any) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")


@pytest.mark.parametrize("name", sampled(NAMES, 2))
def test_nothing_stands_in_the_way_of_assistive_technology(visit: Open, axe: str, name: str) -> None:
    with visit(name) as page:
        unfold(page)
        page.evaluate(axe)
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            assert in_the_way(page) == [], f"at {width}"


def test_letters_like_those_that_were_judged_are_judged_where_they_look_otherwise(visit: Open, axe: str) -> None:
    with visit("findings-of-nothing") as page:
        page.evaluate(axe)
        assert in_the_way(page) == []
        page.evaluate("document.querySelector('h1').style.color = '#ccc'")
        (found,) = in_the_way(page)
        assert found.startswith("color-contrast: <h1")


@pytest.mark.parametrize("name", sampled(NAMES, 4))
def test_a_page_fits_every_width_and_its_charts_keep_inside(visit: Open, name: str) -> None:
    with visit(name) as page:
        unfold(page)
        for width in (1280, 768, 390, 320):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"scrolls sideways at {width}"
            assert page.evaluate(TEXT_OUTSIDE_A_CHART) == [], f"cut off at {width}"


TEXT_OUTSIDE_A_CHART = """[...document.querySelectorAll('svg text')].filter(t => t.getClientRects().length && (() => {
    const own = t.getBoundingClientRect(), all = t.ownerSVGElement.getBoundingClientRect();
    return own.left < all.left - 1 || own.right > all.right + 1 || own.top < all.top - 1 || own.bottom > all.bottom + 1;
})()).map(t => t.textContent)"""


LETTERS = """[...document.querySelectorAll('svg[viewBox] text')].filter(t => t.getClientRects().length).map(
    t => parseFloat(t.getAttribute('font-size')) * t.ownerSVGElement.getBoundingClientRect().width
        / t.ownerSVGElement.viewBox.baseVal.width)"""


def test_the_letters_of_a_chart_are_no_smaller_on_a_phone(visit: Open) -> None:
    with visit("one-dfe-statistics", 360) as page:
        assert min(page.evaluate(LETTERS)) >= 14


@pytest.mark.parametrize("width", [1280, 390])
def test_a_long_name_is_drawn_whole(visit: Open, width: int) -> None:
    with visit("one-dfe-statistics", width) as page:
        drawn = page.locator(f"svg.{'alder-wide' if width > 640 else 'alder-narrow'}").first
        words = " ".join(drawn.locator("text").all_text_contents())
        assert LONG in words
        tops = [t.bounding_box() for t in drawn.locator("text").all()]
        assert all(box is not None for box in tops)
        assert not [(a, b) for n, a in enumerate(tops) for b in tops[n + 1 :] if overlap(a, b)]


def overlap(a: dict[str, float], b: dict[str, float]) -> bool:
    """Whether the letters of two boxes meet; boxes hold a little air above and below."""
    across = min(a["x"] + a["width"], b["x"] + b["width"]) - max(a["x"], b["x"])
    down = min(a["y"] + a["height"], b["y"] + b["height"]) - max(a["y"], b["y"])
    return across > 1 and down > 4


@pytest.mark.parametrize("name", sampled(NAMES, 2))
def test_a_page_runs_nothing_and_styles_nothing_inline(visit: Open, name: str) -> None:
    with visit(name, java_script_enabled=False) as page:
        html = page.content()
        body = html.split("</style>", 1)[1] if name != "notebook" else html
        assert not re.search(r"<script|<iframe|<object|<embed|\son[a-z]+=|\sstyle=|javascript:", body)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)


@pytest.mark.parametrize("name", ["report", *FINDINGS])
def test_words_and_their_labels_stand_side_by_side_on_a_phone(visit: Open, name: str) -> None:
    with visit(name, 390) as page:
        unfold(page)
        cells = page.evaluate(
            """[...document.querySelectorAll('.alder-table--stack :is(tbody, tfoot) td')].map(c => {
                const label = getComputedStyle(c, '::before'), shown = label.content.startsWith('"');
                return [c.textContent, getComputedStyle(c).display, getComputedStyle(c).textAlign,
                        shown ? parseFloat(label.width) : 0, parseFloat(getComputedStyle(c).paddingLeft),
                        shown ? parseFloat(label.marginLeft) || 0 : 0];
            })"""
        )
        assert cells or name == "findings-of-nothing"
        for text, display, align, label, indent, out in cells:
            assert display in (("block", "flow-root", "inline-block", "none") if text.strip() else ("none",)), text
            assert align in ("left", "start"), text
            assert indent >= label, f"{text} stands on its label"
            assert -out <= indent, f"the label of {text} is cut off"


@pytest.mark.parametrize("name", sampled(KINDS, 2))
def test_the_keyboard_reaches_everything_that_scrolls_folds_or_chooses(visit: Open, name: str) -> None:
    with visit(name, 390) as page:
        unfold(page)
        wanted = page.evaluate(
            """[...document.querySelectorAll('.alder-scroll, pre, summary, a[href], input:checked')]
                .filter(e => e.checkVisibility()).map((e, n) => (e.dataset.n = n, n))"""
        )
        reached, unmarked = set(), []
        for _ in range(len(wanted) + 30):
            page.keyboard.press("Tab")
            at = page.evaluate(FOCUSED)
            if at is None:
                break
            reached.add(at["n"])
            if not at["marked"]:
                unmarked.append(at["html"])
        assert {str(n) for n in wanted} <= reached
        assert unmarked == [], "nobody can see where the keyboard is"


FOCUSED = """(() => {
    const e = document.activeElement, marked = x => {
        const s = getComputedStyle(x);
        return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== 'none';
    };
    if (e === document.body) return null;
    return {n: e.dataset.n, html: e.outerHTML.slice(0, 80), marked: marked(e) || marked(e.nextElementSibling ?? e)};
})()"""


def test_the_arrow_keys_choose_one_rule_and_show_its_findings_alone(visit: Open) -> None:
    with visit("findings-of-many-rules") as page:
        rows = page.locator("tr.findings-row")
        everything = rows.count()
        unfold(page)
        page.locator("#only-all").focus()
        page.keyboard.press("ArrowRight")
        chosen = page.evaluate("document.activeElement.id").removeprefix("only-")
        shown = [row.get_attribute("class") for row in rows.all() if row.is_visible()]
        assert 0 < len(shown) < everything
        assert all(f"rule-{chosen}" in str(c).split() for c in shown)
        page.keyboard.press("ArrowLeft")
        assert sum(row.is_visible() for row in rows.all()) == everything


@pytest.mark.parametrize("name", ["findings-of-one-rule", "findings-of-nothing"])
def test_where_there_is_nothing_to_choose_nothing_is_offered(visit: Open, name: str) -> None:
    with visit(name) as page:
        expect(page.locator("input")).to_have_count(0)


def test_a_link_in_the_contents_leads_somewhere(visit: Open) -> None:
    for name in ("report", "three-srs-output", "all-learners"):
        with visit(name) as page:
            links = [a.get_attribute("href") for a in page.locator(".alder-contents a").all()]
            assert links
            assert [at for at in links if not page.locator(str(at)).count()] == []


@pytest.mark.parametrize("name", sampled(KINDS, 2))
def test_paper_shows_all_that_the_screen_can(visit: Open, name: str) -> None:
    with visit(name, 720) as page:
        page.emulate_media(media="print")
        lost = page.evaluate(
            """left => [...document.querySelectorAll('h1, h2, h3, caption, th, td, p, main li, dt, dd, .alder-logo')]
                .filter(e => e.textContent.trim() && !e.checkVisibility() && !e.closest(left))
                .map(e => e.outerHTML.slice(0, 80))""",
            ", ".join(LEFT_OFF_PAPER),
        )
        assert lost == []
        scrolls = page.locator(".alder-scroll").all()
        assert all(s.evaluate("e => getComputedStyle(e).overflowX") == "visible" for s in scrolls)
        expect(page.locator(".alder-contents")).not_to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 720


LEFT_OFF_PAPER = (".alder-contents", ".alder-no-print", ".findings-pic")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["report", "findings-of-many-rules", "two-dfe-statistics"])
def test_the_readers_own_colours_leave_everything_readable(visit: Open, name: str, scheme: str) -> None:
    with visit(name, forced_colors="active", color_scheme=scheme) as page:
        colour = "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]"
        paper, _ = page.locator(".govuk-generic-header").evaluate(colour)
        _, wordmark = page.locator(".alder-logo").evaluate(colour)
        assert paper == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(0, 0, 0)")
        assert wordmark != paper
        for chart in page.locator(".alder-figure svg").all():
            assert chart.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(255, 255, 255)"
            fills = chart.locator("text").first.evaluate("e => getComputedStyle(e).fill")
            assert fills in ("rgb(11, 12, 12)", "rgb(74, 82, 78)")
        for bar in page.locator(".findings-share, .findings-pic svg").all():
            assert bar.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(255, 255, 255)"
        page.evaluate("window.scrollTo(0, 0)")
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUSED)["marked"]
