"""These tests are about what rules find: every load judges by the whole book."""

import pytest


@pytest.fixture(scope="module", autouse=True)
def _few_rules() -> None:
    """No fewer than all."""
