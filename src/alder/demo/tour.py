"""The tour of the demo: as whom to sign in, what waits for them, and where to press."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.demo.people import CAST
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
    project, output = there.project, there.output
    by_hand = f"No run in the sandbox could be made here: {there.why_no_run}. "
    of_run = (
        "Her script has run in the sandbox, and what it made is at the desk."
        if there.run and output
        else by_hand
        + "Her script was tried outside of it, which may be since everybody is made up, and is at the desk."
        if output
        else f"{by_hand}So there is no output yet."
    )
    own_run = [link_to("The run", "project-run", project.key, there.run)] if there.run else []
    own_output = [link_to("Her output", "output", output.key)] if output else []
    at_desk = [link_to("The output", "output-review", output.key)] if output else []
    return [
        _stop(
            "What everybody sees",
            "",
            "You need not sign in. A table was asked for and answered; the registers say who works with records, on "
            "what and why.",
            link_to("A table that was asked for", "request", there.request.pk),
            link_to("Projects that were agreed", "register"),
            link_to("Accredited researchers", "accreditation-register"),
        ),
        _stop(
            "A request that was answered",
            "Priya",
            "Priya asked for a table that nobody had published. It was counted, protected and answered at once. Take "
            "it as a file, or ask for another.",
            link_to("Her request", "your-request", there.request.key),
            link_to("Ask for a table", "request-ask"),
        ),
        _stop(
            "An application that waits for its applicant",
            "Amara",
            "Amara’s second application came back with two comments, on its methods and on who benefits. Change or "
            "answer both, then hand it in again.",
            link_to("Her application", "application", there.returned.key),
            link_to("The comment on her methods", "application-section", there.returned.key, "D"),
            link_to("All that waits for her", "your-turn"),
        ),
        _stop(
            "A project at work",
            "Amara",
            f"Her first application was approved and signed, and its extract is in a workspace. {of_run}",
            link_to("The project", "project", project.key),
            link_to("What is in the extract", "project-extract", project.key),
            *own_run,
            *own_output,
        ),
        _stop(
            "An accreditation that ends soon",
            "Ben",
            "Ben works on the same project. His accreditation ends in three weeks, and he was reminded. When it has "
            "ended, the project is closed to him.",
            link_to("His accreditation", "accreditation-own", there.ends_soon.key),
            link_to("The project", "project", project.key),
        ),
        _stop(
            "An output to check",
            "Dev",
            "Two people look at each output, and neither sees the vote of the other before both are in. Read the file "
            "and what the checks found, and vote. Then sign in as Grace and vote too; Leila can release it after that.",
            *at_desk,
            link_to("All outputs at the desk", "output-desk"),
        ),
        _stop(
            "A refusal with its reason",
            "Tom",
            "Tom’s application was refused by the panel. He reads why, and has 30 days to appeal, once.",
            link_to("His application", "application", there.refused.key),
        ),
        _stop(
            "Decisions on applications",
            "Owen",
            "Owen decides as the panel voted. See how he decided on two applications, with every review and vote.",
            link_to("Applications at the desk", "application-desk"),
            link_to("The one that was refused", "application-desk-one", there.refused.key),
            link_to("The one that was approved", "application-desk-one", there.agreed.key),
        ),
        _stop(
            "An agreement",
            "Sana",
            "Sana signs for the university. Everybody signs the same document, by its hash, and the plan of the "
            "extract is part of it.",
            link_to("The agreement", "agreement", there.agreement.key),
        ),
        _stop(
            "Accreditations at the desk",
            "Iris",
            "Iris looks at evidence, and grants or refuses. She is also the intake officer who sent Amara’s "
            "application back.",
            link_to("Ben’s accreditation", "accreditation-desk-one", there.ends_soon.key),
            link_to("Amara’s application", "application-desk-one", there.returned.key),
        ),
        _stop(
            "Statistics to approve",
            "Marcus",
            "Two releases of Leila wait for Marcus. One can be published; of the other the ledger says why it cannot.",
            link_to("His desk", "desk-to-check"),
        ),
    ]
