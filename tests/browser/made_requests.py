"""A store with learner records, people who ask and answer, requests: `python -m tests.browser.made_requests DIR`."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import pytest
from tests.support import tables_by_hand
from tests.support.cast import somebody
from tests.support.few_rules import judge_by_few
from tests.support.site import site_in
from tests.support.stores import declared

import alder
from alder.model.period import ReturnNumber
from alder.synth import parse_years, write_returns

FINE = {"measure": "starts", "by": ["funding_model", "sex"], "year": ["2020/21"]}
MANY = {"measure": "enrolments", "by": ["ethnicity", "age_band", "sex"], "year": ["2020/21"]}
FEES = "£120 a day of a statistician"
QUERY = {"measure": "starts", "by": "funding_model", "years": "2020/21", "policy": "srs-output"}


def store(folder: Path) -> None:
    """The returns of two made-up colleges, judged by a few rules."""
    write_returns(
        folder / "returns",
        providers=2,
        learners=400,
        years=parse_years(["2020/21"]),
        returns=[ReturnNumber.R14],
        seed=5,
    )
    with pytest.MonkeyPatch.context() as patch:
        judge_by_few(patch)
        environment = alder.open(folder / "store")
        environment.load(folder / "returns")
        declared(environment)


def make() -> dict[str, dict[str, object]]:
    """Addresses of pages by name, and of people their codes on paper."""
    from django.test import override_settings

    from alder.web.accounts import second_factor
    from alder.web.output_desk import check_process, check_runs
    from alder.web.table_requests.models import RequestRecord
    from alder.web.work.worker import work_once

    amara, idris = somebody("Amara").sign_in(), somebody("Idris", "statistician").sign_in()

    def looked(chosen: dict[str, object]) -> str:
        shown = str(amara.client.post("/requests/ask", chosen)["Location"])
        work_once()
        return shown

    def in_words(title: str) -> tuple[str, str]:
        own = str(amara.client.post("/requests/ask/words", {"title": title, "words": f"{title}?"})["Location"])
        work_once()
        return own, own.replace("/yours/", "/desk/")

    many, fine, small = looked(MANY), looked(FINE), looked({"measure": "starts", "year": ["2020/21"]})
    answered = str(amara.client.post(fine, {"words": "For a report.", "words_are_public": "yes"})["Location"])
    work_once()
    number = RequestRecord.objects.get(key=answered.rsplit("/", 1)[1]).pk
    waiting, _ = in_words("Adults by college")
    questioned, desk = in_words("Starts of women")
    idris.client.post(f"{desk}/take")
    idris.client.post(f"{desk}/question", {"reason": "Of which years?"})
    _, taken_desk = in_words("Starts by funding")
    idris.client.post(f"{taken_desk}/take")
    for by in ("funding_model", "ethnicity,age_band,sex"):
        idris.client.post(f"{taken_desk}/try", {**QUERY, "by": by})
        work_once()
    (trial,) = re.findall(r"answer\?trial=([0-9a-f-]+)", idris.see(taken_desk))[-1:]
    quoted, quoted_desk = in_words("Starts of each college")
    idris.client.post(f"{quoted_desk}/take")
    costed_desk = in_words("Starts by postcode")[1]
    idris.client.post(f"{costed_desk}/take")
    with override_settings(ALDER_REQUEST_FEES=FEES):
        idris.client.post(f"{quoted_desk}/quote", {"cost": "120", "reason": "A day to prepare the records."})
    lapsed, _ = in_words("Nobody replied")
    long_words = {"title": "W" * 120, "words": "x" * 2_000 + "\n\n" + "words and words " * 120}
    long = str(amara.client.post("/requests/ask/words", long_words)["Location"])
    amara.client.post(f"{lapsed}/withdraw")
    refused, refused_desk = in_words("Everything")
    idris.client.post(f"{refused_desk}/take")
    idris.client.post(f"{refused_desk}/refuse", {"reason": "That is too much at once.", "nearest": "none"})
    idris.client.post("/requests/desk/plan", {**QUERY, "title": "Starts by funding", "expected": "2027-03-26"})

    def checked(inside: Path, out: Path) -> str:
        """A process for each would be most of what this costs."""
        check_process.check_folder(inside, out, 10, 5)
        return ""

    check_runs.check_in_a_process = checked
    at_the_desk = {"dev": "output checker", "grace": "output checker", "leila": "release officer"}
    at_the_desk |= {"ines": "incident officer"}
    cast = {name: somebody(name.capitalize(), role).sign_in() for name, role in at_the_desk.items()}
    cast |= {"amara": amara, "idris": idris}
    by_hand, checked_now, withdrawn, begun_now = (
        tables_by_hand.asked(amara, title) for title in ("By hand", "With checkers", "To be withdrawn", "Begun")
    )
    tables_by_hand.released(cast, by_hand, reason="By distance to the college, not to a station.")
    tables_by_hand.handed_in(cast, checked_now)
    tables_by_hand.recalled(cast, tables_by_hand.released(cast, withdrawn))
    idris.client.post(tables_by_hand.at_desk(begun_now, "/take"))
    pages = {
        "by-hand": f"/requests/{by_hand.pk}",
        "by-hand-desk": tables_by_hand.at_desk(by_hand),
        "make-by-hand": tables_by_hand.at_desk(begun_now, "/by-hand"),
        "checked": f"/requests/yours/{checked_now.key}",
        "checked-desk": tables_by_hand.at_desk(checked_now),
        "withdrawn": f"/requests/{withdrawn.pk}",
        "withdrawn-yours": f"/requests/yours/{withdrawn.key}",
        "fine": fine,
        "many": many,
        "small": small,
        "answered": answered,
        "waiting": waiting,
        "questioned": questioned,
        "refused": refused,
        "quoted": quoted,
        "quoted-desk": quoted_desk,
        "costed": costed_desk,
        "closed": lapsed,
        "long": long,
        "long-desk": long.replace("/yours/", "/desk/"),
        "first": f"/requests/{number}/1",
        "taken": taken_desk,
        "trial": f"{taken_desk}/answer?trial={trial}",
        "rerun": f"{answered.replace('/yours/', '/desk/')}/rerun",
        "answered-desk": answered.replace("/yours/", "/desk/"),
        "public": f"/requests/{number}",
    }
    codes = {n: second_factor.draw_recovery_codes(p.person) for n, p in {"amara": amara, "idris": idris}.items()}
    return {"pages": dict(pages), "codes": codes, "database": os.environ.get("DATABASE_URL", "")}


if __name__ == "__main__":
    to = Path(sys.argv[1])
    store(to)
    with site_in(to / "store"):
        print(json.dumps(make()))
