"""Somebody with a word in her head finds what it is called here, how it is measured, and an aim with its statistics."""

from __future__ import annotations

import re

import pytest
from tests.browser.conftest import Visit
from tests.browser.pages import expect


@pytest.mark.parametrize("width", [1280, 390])
def test_from_a_word_to_a_method_and_an_aim_without_javascript(visit: Visit, width: int) -> None:
    """She asks about dropout, reads how staying is measured, and looks up a qualification and what is known of it."""
    page = visit("/get-access", width, java_script_enabled=False)
    page.get_by_role("searchbox", name="Search everything").fill("dropout")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("Leaving early is measured by those who stay.")).to_be_visible()
    page.get_by_role("link", name="Retention rate", exact=True).first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "Retention rate"
    expect(page.get_by_text("413 ÷ 640 × 100")).to_be_visible()
    page.get_by_role("searchbox", name="Search everything").fill("601/4625/4")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Biology").first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "Biology"
    page.get_by_role("link", name="Science", exact=True).click()
    assert page.get_by_role("heading", level=1).inner_text() == "Find a learning aim"
    page.get_by_label("Level", exact=True).select_option("3")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_text("3 learning aims")).to_be_visible()


def test_an_aim_is_found_with_the_keyboard_alone(visit: Visit) -> None:
    page = visit("/learning-aims", java_script_enabled=False)
    page.get_by_label("Title or number").focus()
    page.keyboard.type("hairdressing")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=hairdressing**")
    page.get_by_role("link", name="Diploma in hairdressing").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/learning-aims/60011804")
    assert page.get_by_role("heading", level=1).inner_text() == "Diploma in hairdressing"


def test_the_button_in_the_grey_panel_stands_out(visit: Visit) -> None:
    """Its edge and its word have the contrast that WCAG asks for: 3 to 1 and 4.5 to 1."""
    page = visit("/learning-aims")
    button = page.get_by_role("button", name="Apply")
    edge, face, word, panel = (
        light(button.evaluate(f"one => getComputedStyle({at}).{property}"))
        for at, property in (
            ("one", "borderTopColor"),
            ("one", "backgroundColor"),
            ("one", "color"),
            ("one.closest('.alder-filterbox')", "backgroundColor"),
        )
    )
    assert contrast(edge, panel) >= 3
    assert contrast(word, face) >= 4.5


def light(colour: str) -> float:
    """The relative luminance of `rgb(23, 80, 60)`, as WCAG defines it."""
    assert colour.startswith("rgb("), f"{colour} lets through what is behind it"
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)
