"""An auditor and events of every kind, for a browser."""

from __future__ import annotations

from tests.support.cast import begun, somebody


def make() -> list[str]:
    """Codes on paper of Grace, who is an auditor."""
    from django.db import transaction

    from alder.web.accounts import second_factor
    from alder.web.trail.events import record, record_denial
    from alder.web.trail.verification import publish_head, verify_on

    leila, grace = somebody("Leila", "publisher"), somebody("Grace", "auditor")
    dev = somebody("Dev", "output checker").person
    leila.sign_in()
    begun(leila, "Academic year 2024/25")
    leila.client.get("/people")
    with transaction.atomic():
        said = {
            "reason": "Table 3 shows a cell of four.\nTable 4 is well.\x1b[31m",
            "files": [{"name": "table_3.csv", "sha256": "0a" * 32}],
            "turn": 1,
            "leaves": False,
        }
        record(
            str(dev.pk),
            "output checker",
            "output 0f3a1b2c-0000-4000-8000-000000000001",
            "RETURN",
            from_state="Two reviews",
            to_state="Returned",
            said=said,
        )
    for number in range(60):
        record_denial(dev, f"output 0f3a1b2c-0000-4000-8000-{number:012d}", "SEE", "It is not yours.")
    publish_head()
    verify_on()
    return second_factor.draw_recovery_codes(grace.person)
