"""Every page of the public site in every state that it can be in, by its address on the store of `made_site`.

Add a page of yours, or a state of one, as a line: its name, then its address. A page that needs more data than there is
gets it in `made_site`. What people see who are signed in is looked at by tests of their own.
"""

from __future__ import annotations

ABSENCE = "0a1b2c3d-0000-4000-8000-00000000b1de"
STARTS = "0a1b2c3d-0000-4000-8000-00000000b1df"
GONE = "0a1b2c3d-0000-4000-8000-00000000b1e0"
OLD = "0a1b2c3d-0000-4000-8000-00000000b1e1"
STEP = f"/create-a-table/data-set/{ABSENCE}"

STATES = {
    "home": "/",
    "statistics": "/find-statistics",
    "statistics-found": "/find-statistics?q=pupil&kind=official",
    "statistics-not-found": "/find-statistics?q=nothing+like+it",
    "release": "/find-statistics/absence/2023-24",
    "release-older": "/find-statistics/absence/2022-23",
    "release-with-charts": "/find-statistics/starts/academic-year-2023-24",
    "release-withdrawn": "/find-statistics/gone/2021-22",
    "releases": "/find-statistics/absence/releases",
    "updates": "/find-statistics/gone/2021-22/updates",
    "versions": f"/data-catalogue/data-set/{ABSENCE}/versions",
    "versions-superseded": f"/data-catalogue/data-set/{OLD}/versions",
    "calendar": "/release-calendar",
    "follow": "/follow",
    "email": f"/follow/email?to=data-set:{ABSENCE}",
    "email-link-gone": "/follow/email/confirm/nothing",
    "email-what-we-keep": "/follow/email/what-we-keep",
    "catalogue": "/data-catalogue",
    "catalogue-narrowed": "/data-catalogue?q=absence&publication=absence&release=2022-23",
    "catalogue-empty": "/data-catalogue?q=nothing+like+it",
    "data-set": f"/data-catalogue/data-set/{ABSENCE}",
    "data-set-older-version": f"/data-catalogue/data-set/{ABSENCE}?version=1.0",
    "data-set-withdrawn": f"/data-catalogue/data-set/{GONE}?version=1.0",
    "data-set-superseded": f"/data-catalogue/data-set/{OLD}",
    "publication-step": "/create-a-table",
    "publication-step-wrong": "/create-a-table?next=1",
    "places-step": f"{STEP}/places",
    "places-step-found": f"{STEP}/places?q=o&search=1",
    "places-step-wrong": f"{STEP}/places?next=1",
    "times-step": f"{STEP}/times?place=LA.*",
    "content-step": f"{STEP}/content?place=LA.*&place=NAT.*&from=AY.202122&to=AY.202324",
    "content-step-wrong": f"{STEP}/content?place=LA.*&from=AY.202122&to=AY.202324&next=1",
    "sources": "/data-sources",
    "source": "/data-sources/ilr",
    "which": "/data-sources/which",
    "which-answered": "/data-sources/which?question=do+adults+from+deprived+areas+drop+out&years=2018/19..2020/21",
    "which-wrong": "/data-sources/which?question=xyzzy",
    "compare": "/data-sources/compare",
    "compared": "/data-sources/compare?source=ilr&source=plams&source=leo",
    "record": "/data-sources/ilr/learner",
    "field": "/data-sources/ilr/learner/Ethnicity",
    "rules": "/data-sources/ilr/rules?q=ULN",
    "rule": "/data-sources/ilr/rules/LearnAimRef_88",
    "aims": "/learning-aims?q=diploma&level=2",
    "aims-none": "/learning-aims?q=hairdrezzing&level=2",
    "aims-wrong": "/learning-aims?on-day=40&on-month=1&on-year=2026",
    "aim": "/learning-aims/50063297",
    "search": "/search?q=drop+out",
    "search-one-kind": "/search?q=date&kind=rules",
    "search-none": "/search?q=xyzzyq",
    "method": "/methodology/achievement_rate",
    "method-shared": "/methodology/protection",
    "variable": "/methodology/variables/imd_decile",
    "access": "/get-access",
    "quality": "/quality",
    "glossary": "/glossary",
    "help": "/help",
    "accessibility": "/accessibility",
    "cookies": "/cookies",
    "api": "/api",
    "not-found": "/nothing-here",
}
"""By the name of a page and its state. `table` is beside these: it is reached by forms alone."""
