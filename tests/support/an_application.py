"""Answers to every question of the form of an application, all as they should be: Amara asks who travels how far."""

from __future__ import annotations

from datetime import date
from itertools import cycle, islice
from typing import Any

ON = date(2026, 12, 1)


def words(count: int) -> str:
    """A text of so many words, which are easy to read."""
    return " ".join(islice(cycle(["We", "ask", "how", "far", "young", "people", "go", "to", "work."]), count))


def field(name: str, why: str = "", *, source: str = "ilr", form: str = "as collected", **more: Any) -> dict[str, Any]:
    """A row of G4, with a reason of its own."""
    return {
        "source": source,
        "field": name,
        "why": why or f"to see what {name} does",
        "question": 1,
        "form": form,
        **more,
    }


def complete() -> dict[str, Any]:
    """The answers."""
    people = [{"name": name, "accreditation": "R-0001", "until": "2029-01-31"} for name in ("Amara", "Ben")]
    mail = "@harwick.example"
    return {
        "A1": "Do apprentices who travel further complete less often?",
        "A2": "dea",
        "A3": words(50),
        "B1": [{"name": "Amara", "role": "fellow", "organisation": "Harwick University", "email": f"amara{mail}"}],
        "B2": people,
        "B4": "none",
        "C1": [{"name": "Harwick University", "kind": "university", "address": "1 Quay, Harwick", "number": "990001"}],
        "C2": [{"organisation": "Harwick University", "number": "Z1234567", "until": "2027-06-30"}],
        "C3": [{"organisation": "Harwick University", "position": "controller"}],
        "C4": [
            {"organisation": "Harwick University", "post": post, "name": name, "email": f"{name.lower()}{mail}"}
            for post, name in (("signatory", "Sana"), ("data protection officer", "Tom"), ("security lead", "Uma"))
        ],
        "C5": False,
        "C6": "The university pays. It sees results with everybody else.",
        "C8": "no",
        "D1": ["Do apprentices who travel further complete less often?"],
        "D2": words(100),
        "D3": words(100),
        "D4": [
            {"title": "Completion by distance", "statistic": "RATIO", "categories": "distance, level", "question": 1}
        ],
        "D5": [{"start": "2027-01-01", "end": "2028-12-31"}],
        "E1": words(50),
        "E2": words(30),
        "E3": words(10),
        "E4": words(20),
        "F1": [{"organisation": "Harwick University", "basis": "6-1-e", "why": "research is its task"}],
        "F3": False,
        "F4": "dea-64",
        "F5": words(20),
        "F6": False,
        "F7": False,
        "G1": [{"source": "ilr", "why": "who learns what, and where they live"}],
        "G2": [{"source": "ilr", "first": "2018/19", "last": "2020/21", "why": "before and after a new bus"}],
        "G3": [{"words": "apprentices", "condition": "level = 3"}],
        "G4": [field("DateOfBirth", form="banded"), field("Postcode", form="derived"), field("CompStatus")],
        "G6": False,
        "G7": False,
        "G8": "No: few of them travel far.",
        "H1": True,
        "H1a": [{"committee": "Harwick ethics", "reference": "H-26-12", "until": "2029-01-31"}],
        "I1": [
            {
                "risk": "recognition",
                "likelihood": "1",
                "severity": "2",
                "measures": "areas, not postcodes",
                "left": "low",
            }
        ],
        "I2": [{"name": "Tom", "on": "2026-11-02", "advice": "go on"}],
        "J1": ["workspace", "assured"],
        "K1": [{"until": "2029-02-28", "why": "to answer reviewers"}],
        "K2": 30,
        "L1": [{"what": "an article", "audience": "planners", "on": "2028-06-30", "notice": 10}],
        "L2": "authority",
        "L3": False,
        "L4": True,
        "M1": [{"name": name, "terms": "3", "at": "2026-11-20"} for name in ("Amara", "Ben")],
    }
