"""The rules of the measures that official sources leave open, each a parameter with its default and its evidence."""

from __future__ import annotations

from alder.model.definition import Evidence, Parameter
from alder.sources.ilr.codes import aim as codes

_NOT_STATED = "The guidance that was read does not state it."

HALVES = Parameter(
    "halves",
    "up",
    "How a rate that falls exactly between two figures is rounded.",
    Evidence.A,
    "Official programs round to the even digit, after the error of binary fractions.",
    choices=(("up", "to the higher figure"), ("even", "to the even digit")),
)
NOTHING = Parameter(
    "nothing_to_divide_by",
    "missing",
    "What a rate is when its denominator is 0.",
    Evidence.A,
    _NOT_STATED,
    choices=(("missing", "no figure"), ("zero", "0%")),
)
DAY_COUNT = Parameter(
    "day_count",
    "inclusive",
    "Whether the first and the last day both count when an aim's days are compared with the qualifying period.",
    Evidence.B,
    "The guidance on rates does not state it; the funding rules count both.",
    choices=(("inclusive", "both days count"), ("exclusive", "the first day does not count")),
)
ACHIEVING = Parameter(
    "achieving_outcomes",
    (1,),
    "The outcomes that make a completed aim an achieved one.",
    Evidence.B,
    "That a partly achieved aim, or one not yet known at the end of the year, is completed and not achieved is a "
    "reading of the guidance.",
    choices=codes.outcome.choices(1, 2, 8),
    several=True,
)
INTERVENTION = Parameter(
    "intervention_reasons",
    (7,),
    "The reasons for withdrawal that are a transfer by intervention of the department, and so left out.",
    Evidence.S,
    "Reason 41 stopped being left out for apprentices in 2016/17, and a supplier's page leaves it out beside 7 in one "
    "of its reports; that 2, 3, 28, 29 and others are withdrawals is a reading (B). Of 47 see mergers.",
    choices=codes.withdraw_reason.choices(7, 2, 3, 28, 29, 41, 47),
    several=True,
)
MERGERS = Parameter(
    "mergers",
    "left_out",
    "Whether a withdrawal because of a merger (reason 47) is left out.",
    Evidence.S,
    "A supplier's page of the rules of its reports (https://pellcomp.atlassian.net/wiki/x/JgBKrg). The specifications "
    "for 2016/17 to 2018/19 have a section on the mergers of colleges, which could not be opened.",
    choices=(("left_out", "it is: the learning goes on at the other provider"), ("withdrawn", "it is a withdrawal")),
)
YEARS_COMPLETE = Parameter(
    "years_complete",
    (),
    "The academic years of which every provider's return is held, by the year in which each starts. A provider without "
    "a return of such a year has stopped, and aims that went on are withdrawals.",
    Evidence.A,
    "Only whoever gathered the returns can know it. Of other years the outcome of such aims is not known.",
    several=True,
)
VANISHED_ASSESSMENTS = Parameter(
    "vanished_assessments",
    "withdrawn",
    "Whether a standard that waits for its assessment is a withdrawal when the next year's return is without it.",
    Evidence.B,
    "Help pages say it of continuing aims, whose completion status (1) it has, and nothing of those that wait.",
    choices=(("withdrawn", "it is, as any aim that went on"), ("waiting", "it waits for ever, and is in no count")),
)
RESTART_SHIELD = Parameter(
    "restart_shield",
    "no",
    "Whether a restart that ends inside the qualifying period is left out like a first start.",
    Evidence.B,
    "A rule of its own for restarts exists and was not seen.",
    choices=(("no", "it counts as withdrawn"), ("yes", "it is left out")),
)
NOT_TRAINING = Parameter(
    "not_education_and_training",
    ("apprenticeships", "traineeships", "community_learning"),
    "The provision that is not education and training.",
    Evidence.B,
    "The scope is said to be all other regulated and non-regulated aims.",
    choices=(
        ("apprenticeships", "aims of apprenticeships, components too"),
        ("traineeships", "aims of traineeships"),
        ("community_learning", "funding model 10"),
        ("programme_aims", "aims that stand for a whole programme"),
    ),
    several=True,
)
TRANSFER_DAYS = Parameter(
    "transfer_days",
    120,
    "The most days between the end of an aim and the start of the one to which the learner transferred.",
    Evidence.S,
    "Help pages that quote the guidance for 2019/20 to 2024/25.",
)
TIMELY_DAYS = Parameter(
    "timely_days",
    90,
    "The most days after the planned end within which an achieved aim is timely.",
    Evidence.S,
    "Suppliers' help pages.",
)
EARLY_LEAVERS = Parameter(
    "early_leavers",
    "left_out",
    "Whether learners who left inside the qualifying period without achieving took part.",
    Evidence.B,
    _NOT_STATED,
    choices=(("left_out", "they did not take part"), ("counted", "they took part")),
)
COVERAGE = Parameter(
    "coverage",
    "headline",
    "Who is counted, by the names of the further education and skills publication.",
    Evidence.V,
    "Headlines of the publication (https://explore-education-statistics.service.gov.uk/"
    "data-catalogue/data-set/d0746953-edaa-44c3-ac01-066d598a5a67): adults (19 and over) in government-funded further "
    "education, without schools and higher education, and apprenticeships of all ages.",
    choices=(
        ("headline", "adult (19+) FE and skills, and all age apprenticeships."),
        ("adult", "adult (19+) FE and skills, adult apprenticeships among it."),
        ("apprenticeships", "all age apprenticeships."),
    ),
    in_notes=True,
)
GOVERNMENT_FUNDED = Parameter(
    "government_funded",
    (10, 11, 25, 35, 36, 38, 70, 81, 82),
    "The funding models of government-funded learning. Of model 99 an aim with an advanced learner loan is too.",
    Evidence.B,
    "The methodology speaks of all support for adults in further education; a list of funding models was not read. "
    "That Skills Bootcamps (37), which have statistics of their own, are not in it is a reading.",
    choices=codes.fund_model.choices(10, 11, 25, 35, 36, 37, 38, 70, 81, 82, 99),
    several=True,
)
RESTARTS = Parameter(
    "restarts",
    "by_year",
    "Whether a restart of an apprenticeship after a break is a start.",
    Evidence.V,
    "The methodology of further education and skills statistics, on apprenticeships during the pandemic "
    "(https://explore-education-statistics.service.gov.uk/methodology/"
    "further-education-and-skills-statistics-methodology). It does not say which restarts are extended breaks, and "
    "does not speak of restarts in education and training.",
    choices=(
        ("by_year", "it is, where learning broke off in an earlier academic year; in 2020/21 it is not"),
        ("left_out", "it is not"),
        ("counted", "it is"),
    ),
)
UNPLACED_RESTARTS = Parameter(
    "unplaced_restarts",
    "counted",
    "Whether a restart is a start where neither the spell before nor an original start date is held.",
    Evidence.B,
    "An aim that ended in the year is in the returns of the year, so a spell that is not there most likely ended in an "
    "earlier year. The measure apprenticeship_restarts says how many there are.",
    choices=(("counted", "it is, as if learning had broken off in another year"), ("left_out", "it is not")),
)
RESTARTS_OF_COHORT = Parameter(
    "restarts",
    "left_out",
    "Whether a restart after a break begins anew.",
    Evidence.A,
    "The cohort is Alder's own: learning that is resumed is the learning that was begun.",
    choices=(("left_out", "it does not"), ("counted", "it does")),
)
SHORT_STARTS = Parameter(
    "short_starts",
    "left_out",
    "Whether a start counts when the learner left inside the qualifying period without achieving.",
    Evidence.B,
    _NOT_STATED,
    choices=(("left_out", "it does not count"), ("counted", "it counts")),
)
TRANSFERS = Parameter(
    "transfers",
    "counted",
    "Whether a start counts when the learner transferred to it from another aim of the same provider.",
    Evidence.B,
    _NOT_STATED,
    choices=(("counted", "it counts anew"), ("left_out", "it does not count")),
)
ACHIEVED_ON = Parameter(
    "standards_achieved_on",
    "achievement_date",
    "The day on which an apprenticeship standard is achieved.",
    Evidence.S,
    "Secondary sources; frameworks are achieved on the day on which they end.",
    choices=(
        ("achievement_date", "its achievement date, or without one the day on which training ended"),
        ("end_date", "the day on which training ended"),
    ),
)
CHARACTERISTICS = Parameter(
    "characteristics_from",
    "latest_start",
    "Which record describes a learner who has several in one year.",
    Evidence.A,
    _NOT_STATED,
    choices=(
        ("latest_start", "the one whose aim started last; of two, the provider with the lower UKPRN"),
        ("earliest_start", "the one whose aim started first; of two, the provider with the lower UKPRN"),
    ),
)
