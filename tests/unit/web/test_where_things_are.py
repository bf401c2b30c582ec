"""Where the site keeps its key, and that nothing is written where nothing is served."""

from pathlib import Path

import pytest

from alder.web.setup import secret_key


def test_the_key_is_given_or_drawn_once_for_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALDER_STORE", str(tmp_path))
    monkeypatch.setenv("ALDER_SECRET_KEY", "given")
    assert secret_key() == "given"
    monkeypatch.delenv("ALDER_SECRET_KEY")
    assert secret_key() != secret_key()
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "published").mkdir()
    assert secret_key() == secret_key() != ""


def test_the_site_can_be_served_by_any_server() -> None:
    from alder.web.wsgi import application

    assert callable(application)
