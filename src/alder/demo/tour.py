"""The tour of the demo: as whom to sign in, what waits for them, and where to press."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.demo.people import CAST
from alder.errors import present
from alder.look.words import day
from alder.web.pages.tour import TourLink, TourStop, keep_tour, link_to

if TYPE_CHECKING:
    from alder.demo.learner_level import LearnerLevel


def write_tour(there: LearnerLevel) -> None:
    """Put the tour beside what is published."""
    keep_tour([*_stops(there)])


def _stop(title: str, name: str, text: str, *links: TourLink) -> TourStop:
    who = next((one for one in CAST if one.name == name), None)
    if who is None:
        return TourStop(title, "", "", "", text, links)
    return TourStop(title, who.name, who.email, ", ".join((who.organisation, *map(str, who.roles))), text, links)


def _stops(there: LearnerLevel) -> list[TourStop]:
    project, request, ends = there.project, there.request, present(there.ends_soon.until, "it is granted until a day")
    of_runs = (
        "Her scripts ran in the sandbox while the demo was made, and the pages show what those runs left."
        if there.run
        else "No run could be made in the sandbox on this machine, so her scripts were tried outside of it, which may "
        f"be since everybody in the extract is made up. The reason: {there.why_no_run}."
    )
    takes = "she and Ben" if there.run else "she"
    own_run = [link_to("The first run", "project-run", project.key, there.run)] if there.run else []
    return [
        _stop(
            "What everybody sees",
            "",
            "You need not sign in. The registers say who works with records, on what and why, and which tables were "
            "asked for.",
            link_to("A table that was asked for, with its answer", "request", request.pk),
            link_to("Projects that were agreed", "register"),
            link_to("Accredited researchers", "accreditation-register"),
        ),
        _stop(
            "A request that was answered",
            "Priya",
            "Priya asked for a table that nobody had published. It was counted, protected and answered without "
            "waiting for a person. Take it as a file, or ask for another.",
            link_to("Her request", "your-request", request.key),
            link_to("Ask for a table", "request-ask"),
        ),
        _stop(
            "An application that waits for its applicant",
            "Amara",
            "Amara’s second application came back with two comments. Its page says what she has to do: answer both "
            "or change what they are about, then hand it in again.",
            link_to("Her application", "application", there.returned.key),
            link_to("The comment on her methods", "application-section", there.returned.key, "D"),
            link_to("The comment on the benefit", "application-section", there.returned.key, "E"),
            link_to("All that waits for her", "your-turn"),
        ),
        _stop(
            "A project at work",
            "Amara",
            "Her first application took five months from the day it was handed in to the decision. It is signed, and "
            f"its extract is in a workspace. {of_runs}",
            link_to("The project", "project", project.key),
            link_to("What is in the extract", "project-extract", project.key),
            *own_run,
        ),
        _stop(
            "Three outputs, in three states",
            "Amara",
            f"The first table was checked by two people and released: {takes} can take it. The second came back with "
            "reasons. The third is being checked, and she cannot see how anybody votes.",
            link_to("All outputs of the project", "project-outputs", project.key),
            link_to("The one that was released", "output", there.released.key),
            link_to("The one that came back", "output", there.sent_back.key),
            link_to("The one that is being checked", "output", there.at_desk.key),
        ),
        _stop(
            "An accreditation that ends soon",
            "Ben",
            f"Ben works on the same project. His accreditation ends on {day(ends)}, and he "
            "was reminded twice. When it has ended, the project is closed to him.",
            link_to("His accreditation", "accreditation-own", there.ends_soon.key),
            link_to("The project", "project", project.key),
        ),
        _stop(
            "An output that waits for the second checker",
            "Grace",
            "Two people look at each output. Dev has voted; Grace cannot see how before her own vote is in. Read the "
            "file and what the checks found, and vote. If both approve, either can pass it to Leila, who releases it.",
            link_to("The output", "output-review", there.at_desk.key),
            link_to("All outputs at the desk", "output-desk"),
        ),
        _stop(
            "The same output, after the first vote",
            "Dev",
            "Dev sees his own vote and not that of Grace. As data manager he also loads extracts.",
            link_to("The output", "output-review", there.at_desk.key),
            link_to("The one that was released, with both votes", "output-review", there.released.key),
        ),
        _stop(
            "A refusal with its reason",
            "Tom",
            "The panel refused Tom’s application. He reads why, and until when he can appeal, which he can do once.",
            link_to("His application", "application", there.refused.key),
        ),
        _stop(
            "Decisions on applications",
            "Owen",
            "Owen decides as the panel voted. See how he decided on two applications, with every review and vote, and "
            "how long each stage took.",
            TourLink("Applications that were decided", f"{link_to('', 'application-desk').address}?part=ended"),
            link_to("The one that was refused", "application-desk-one", there.refused.key),
            link_to("The one that was approved", "application-desk-one", there.agreed.key),
        ),
        _stop(
            "An agreement",
            "Sana",
            "Sana signs for the university. All parties sign the same document, known by its fingerprint (a hash), "
            "and the plan of the extract is part of it.",
            link_to("The agreement", "agreement", there.agreement.key),
        ),
        _stop(
            "Accreditations at the desk",
            "Iris",
            "Iris looks at evidence, and grants or refuses accreditation. She is also the intake officer who sent "
            "Amara’s second application back.",
            link_to("Ben’s accreditation", "accreditation-desk-one", there.ends_soon.key),
            link_to("Amara’s application", "application-desk-one", there.returned.key),
        ),
        _stop(
            "Statistics to approve",
            "Marcus",
            "Two releases of Leila wait for Marcus. One can be published. The other cannot: beside what is out "
            "already, it would tell what is hidden, and its page says so.",
            link_to("His desk", "desk-to-check"),
        ),
    ]
