"""Someone follows statistics by e-mail, in a browser: every state of it, at a desk and on a phone, and by keyboard."""

from __future__ import annotations

import re
import subprocess
import sys
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from tests.browser.conftest import Visit
from tests.browser.pages import expect, in_the_way


def last_mail(store: Path) -> str:
    """The text of the mail that was sent last, after a worker has done what waits."""
    subprocess.run([sys.executable, "-m", "alder", "worker", "--once", "--store", str(store)], check=True)
    newest = max((store / "published" / "mail").glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    body = message_from_bytes(newest.read_bytes(), policy=policy.default).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def looked_at(page: Any, axe: str, heading: str) -> None:
    """The page is the one that is meant, fits, and nothing on it stands in anybody's way."""
    page.get_by_role("heading", level=1, name=heading, exact=True).wait_for()
    page.evaluate(axe)
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        found = in_the_way(page)
        assert not found, f"{heading} at {width}: {found}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"scrolls sideways at {width}"


def test_from_the_form_to_the_last_mail(visit: Visit, axe: str, store: Path) -> None:
    page = visit("/find-statistics/absence/releases")
    page.get_by_role("link", name="Get e-mails about releases of Absence").click()
    assert page.get_by_label("What do you want to follow?").locator("option:checked").inner_text() == (
        "Releases of Absence"
    )
    page.get_by_role("button", name="Send me the link").click()
    looked_at(page, axe, "Get e-mails about statistics")
    page.get_by_role("link", name="Enter an e-mail address").click()
    assert page.evaluate("document.activeElement.id") == "address"
    page.keyboard.type("amara@example.org")
    page.keyboard.press("Enter")
    looked_at(page, axe, "The link stays on the server")
    assert "amara" not in page.url
    found = re.search(r"http\S+", last_mail(store))
    assert found
    page.goto(found[0])
    looked_at(page, axe, "Do you want these e-mails?")
    page.get_by_role("button", name="Yes, send me these e-mails").click()
    looked_at(page, axe, "You follow releases of Absence")
    page.goto(page.url.partition("/follow")[0] + "/follow/email")
    page.get_by_label("What do you want to follow?").select_option(label="Releases of Absence")
    page.get_by_label("Your e-mail address").fill("amara@example.org")
    page.get_by_role("button", name="Send me the link").click()
    page.goto(re.findall(r"http\S+", last_mail(store))[-1])
    looked_at(page, axe, "Your e-mails")
    page.get_by_role("button", name="Stop these e-mails").click()
    looked_at(page, axe, "The e-mails have stopped")
    assert page.context.cookies() == []
    assert page.said == [], "the browser complains"


@pytest.mark.parametrize("width", [1280, 390])
def test_the_calendar_is_narrowed_without_javascript(visit: Visit, width: int) -> None:
    page = visit("/", width, java_script_enabled=False)
    page.get_by_role("link", name="Release calendar").first.click()
    page.get_by_label("Publication").select_option(label="Exclusions")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("Tuesday 30 June")).to_be_visible()
    expect(page.get_by_text("Nothing was published in this publication in that time.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Add to your calendar").click()
    assert download.value.suggested_filename == "release-calendar.ics"
