"""What accounts and releases remember of the time before is taken over into the chain, with its own times.

It is marked as taken over: that nobody changed it before it was bound into the chain is not known.
"""

from heapq import merge
from itertools import islice
from typing import Any

from django.db import migrations, models

from alder.model.event import Event, plain

_AT_ONCE = 2_000
"""Rows that are written at once."""


def _take_over(apps: Any, editor: Any) -> None:
    head_model, event_model = (apps.get_model("trail", name) for name in ("TrailHead", "TrailEvent"))
    alias = editor.connection.alias
    head, _ = head_model.objects.using(alias).get_or_create(id=1)
    rows = merge(
        _of_accounts(apps, alias), _of_releases(apps, alias), _thrown_away(apps, alias), key=lambda row: row[0]
    )
    while some := list(islice(rows, _AT_ONCE)):
        made = []
        for at, actor, thing, action, said in some:
            event = Event(
                seq=head.events,
                at=at,
                actor=actor,
                role="not known",
                thing=thing,
                action=action[:60],
                from_state="",
                to_state="",
                said=plain({name: text for name, text in said.items() if text} | {"taken_over": True}),
                previous=head.hash,
            )
            head.events, head.hash = event.seq + 1, event.hash
            values = {name: getattr(event, name) for name in (*_SAME, "hash")}
            made.append(event_model(**values))
        event_model.objects.using(alias).bulk_create(made)
    head.save(using=alias)


_SAME = ("seq", "at", "actor", "role", "thing", "action", "from_state", "to_state", "said", "previous")


def _of_accounts(apps: Any, alias: str) -> Any:
    rows = apps.get_model("accounts", "AccountEvent").objects.using(alias).order_by("when", "id")
    for row in rows.iterator(_AT_ONCE):
        yield row.when, "", f"person {row.person_id or 'unknown'}", row.what, {"note": row.note}


def _of_releases(apps: Any, alias: str) -> Any:
    rows = apps.get_model("publications", "ReleaseEvent").objects.using(alias).order_by("when", "id")
    for row in rows.iterator(_AT_ONCE):
        yield row.when, str(row.who_id or ""), f"release {row.release_id}", row.what, {"note": row.note}


def _thrown_away(apps: Any, alias: str) -> Any:
    rows = apps.get_model("publications", "ThrownAway").objects.using(alias).order_by("when", "id")
    for row in rows.iterator(_AT_ONCE):
        said = {"publication": row.publication, "title": row.title}
        yield row.when, str(row.who_id), f"release {row.release}", "Thrown away", said


class Migration(migrations.Migration):
    dependencies = [
        ("trail", "0001_initial"),
        ("accounts", "0002_sealed_second_factors"),
        ("publications", "0010_breaks_and_measured"),
    ]

    operations = [
        migrations.AlterField("trailevent", "role", models.CharField(max_length=200)),
        migrations.RunPython(_take_over, migrations.RunPython.noop),
    ]
