"""People, an organisation, a team and notices, for a browser."""

from __future__ import annotations

from typing import Any

from tests.support.cast import begun, somebody

from alder.governance import Right, Role


def make() -> dict[str, Any]:
    """Addresses of pages by name, and of people their codes on paper."""
    from django.db import transaction
    from django.utils import timezone

    from alder.web.accounts import organisations, rights, second_factor, tokens
    from alder.web.accounts.models import ProviderAccount
    from alder.web.accounts.notices import mark_read, notify

    ada, leila = somebody("Ada", "admin"), somebody("Leila", "publisher")
    begun(leila.sign_in(), "Academic year 2024/25")
    college = organisations.add_organisation(
        "Mereshire College of Further and Higher Education",
        "college or training provider",
        "10000001",
        ["mereshire.example"],
    )
    organisations.add_domain(college, "students.mereshire-college.example", "Seen in their prospectus")
    organisations.employ(leila.person, college)
    team = organisations.add_team("Absence and attendance", college)
    organisations.join(leila.person, team)
    rights.give(team, Right(Role.STATISTICIAN))
    rights.give(leila.person, rights.right_of("approver", rights.choices()[1][0]))
    with transaction.atomic():
        for number in range(1, 24):
            notify([leila.person], f"request {number}", f"/account/passkeys/{number}")
        mark_read(leila.person, address="/account/passkeys/3")
    scope = {tokens.TokenProcess.REQUESTS: tokens.TokenUse.ACT, tokens.TokenProcess.OUTPUTS: tokens.TokenUse.READ}
    for name in ("Weekly table", "The machine under the desk in room 4.17"):
        tokens.make(leila.person, name, scope, 90)
    tokens.revoke(leila.person.tokens.all()[0])
    now = timezone.now()
    for subject, confirmed in (("one", now), ("two", None)):
        ProviderAccount.objects.create(
            person=leila.person,
            issuer=f"https://{subject}.example",
            subject="1",
            provider=f"Provider {subject}",
            confirmed=confirmed,
        )
    return {
        "pages": {
            "organisation": f"/people/organisations/{college.pk}",
            "team": f"/people/teams/{team.pk}",
            "person": f"/people/{leila.person.pk}",
            "person-tokens": f"/people/{leila.person.pk}/tokens",
        },
        "codes": {
            name: second_factor.draw_recovery_codes(one.person) for name, one in (("ada", ada), ("leila", leila))
        },
    }
