"""What happened is one chain of events, written in the transaction of what it tells."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.support.site import Site, site_in

from alder.errors import StoreError


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site_in(tmp_path_factory.mktemp("trail") / "store") as made:
        yield made


def test_events_make_one_chain_and_a_thing_has_its_own(site: Site) -> None:
    from django.db import transaction

    from alder.governance.event import first_broken
    from alder.web.trail.events import events_of, record
    from alder.web.trail.models import TrailEvent

    for thing in ("output one", "request two", "output one"):
        with transaction.atomic():
            record("ada", "admin", thing, "LOOK", said={"files": ["a", "b"], "turn": 2})
    assert [event.seq for event in events_of("output one")] == [0, 2]
    kept = [one.event for one in TrailEvent.objects.all()]
    assert first_broken(kept, head=TrailEvent.objects.get(seq=2).hash) is None
    TrailEvent.objects.filter(seq=1).update(role="auditor")
    assert first_broken(one.event for one in TrailEvent.objects.all()) == 2


def test_what_did_not_happen_leaves_no_event(site: Site) -> None:
    from django.db import transaction

    from alder.web.trail.events import events_of, record

    def fails() -> None:
        with transaction.atomic():
            record("ada", "admin", "output three", "LOOK")
            raise LookupError

    with pytest.raises(LookupError):
        fails()
    assert events_of("output three") == ()
    with pytest.raises(StoreError, match="there is none"):
        record("ada", "admin", "output three", "LOOK")
