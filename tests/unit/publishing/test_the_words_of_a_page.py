"""What publishers write: a little Markdown, in which nothing can become HTML or a script."""

from __future__ import annotations

import pytest

from alder.errors import UsageError
from alder.publishing.pages import Block, Content, ContentSection, Tile
from alder.publishing.pages.prose import html, plain
from alder.show.notes import noted

NOTES = """\
Coverage: 5 providers.

Quality: grade C (collected with gaps).
  WithdrawReason: chosen by staff
  Break from 2019/20: Standards replaced frameworks.

Take care
  No trend across a break. (Q-BREAK)
"""


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("one\ntwo", '<p class="govuk-body">one two</p>'),
        ("**most** of *all*", '<p class="govuk-body"><strong>most</strong> of <em>all</em></p>'),
        ("2 * 3 * 4 and a_b_c", '<p class="govuk-body">2 * 3 * 4 and a_b_c</p>'),
        (
            "- one\n- two\n  more",
            '<ul class="govuk-list govuk-list--bullet"><li>one</li><li>two more</li></ul>',
        ),
        ("1. one", '<ol class="govuk-list govuk-list--number"><li>one</li></ol>'),
        ("## Why\nSo.", '<h3 class="govuk-heading-m">Why</h3>\n<p class="govuk-body">So.</p>'),
        ("[us](/help)", '<p class="govuk-body"><a class="govuk-link" href="/help">us</a></p>'),
        ("[a_b](https://c.example/d_e_f)", '<p class="govuk-body"><a class="govuk-link" href="https://c.example/d_e_f">a_b</a></p>'),
        ("<script>1</script>", '<p class="govuk-body">&lt;script&gt;1&lt;/script&gt;</p>'),
        ("[x](javascript:alert(1))", '<p class="govuk-body">[x](javascript:alert(1))</p>'),
        ("[x](//elsewhere.example)", '<p class="govuk-body">[x](//elsewhere.example)</p>'),
        ('[x](/a" onclick="b)', '<p class="govuk-body">[x](/a&#34; onclick=&#34;b)</p>'),
        ("", ""),
    ],
)  # fmt: skip
def test_what_is_written_becomes_these_elements_and_no_others(written: str, shown: str) -> None:
    assert str(html(written)) == shown


def test_marks_are_left_out_of_a_summary() -> None:
    assert plain("## Why\n\n- **one** [two](/b)") == "Why one two"


def test_content_is_kept_and_read_again() -> None:
    block = Block("id", ("rate",), "sex", level="LAD")
    content = Content(
        "official", "So.", (Tile("id", "rate"),), "Under.", (ContentSection("A", "b", block), ContentSection("C"))
    )
    assert Content.from_json(content.to_json()) == content
    assert Content.from_json({}) == Content()


def test_a_kind_of_statistics_must_be_known() -> None:
    with pytest.raises(UsageError, match="no kind of statistics secret"):
        Content("secret")


def test_notes_come_apart_into_grade_cautions_and_the_rest() -> None:
    found = noted(NOTES)
    assert (found.grade, found.meaning) == ("C", "collected with gaps")
    assert found.because == ("WithdrawReason: chosen by staff",)
    assert found.breaks == ("from 2019/20: Standards replaced frameworks.",)
    assert found.care == ("No trend across a break. (Q-BREAK)",)
    assert found.rest == "Coverage: 5 providers."
    assert noted("Schools closed early in June.").rest == "Schools closed early in June."
