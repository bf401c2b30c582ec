"""Every address of the site as everybody: what answers whom, with which headers, and who gets a cookie.

An address that the site has and the table has not fails: say who may see it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from tests.support.cast import Someone
from tests.support.site import Site

WHO = ("visitor", "pat", "leila", "marcus", "ada")
"""Nobody in particular, a person without a role, a publisher, an approver, and who looks after people."""

OPEN = """
200 | health                                                            | /health
200 | ready                                                             | /ready
200 | /                                                                 | /
200 | get-access                                                        | /get-access
200 | quality                                                           | /quality
200 | glossary                                                          | /glossary
200 | help                                                              | /help
200 | accessibility                                                     | /accessibility
200 | cookies                                                           | /cookies
404 | tour                                                              | /tour
200 | api                                                               | /api
200 | sitemap.xml                                                       | /sitemap.xml
200 | robots.txt                                                        | /robots.txt
200 | assets/<str:mark>/<str:name>                                      | /ASSET
200 | follow                                                            | /follow
200 | follow/releases.atom                                              | /follow/releases.atom
200 | follow/publications/<slug:publication>.atom                       | /follow/publications/absence.atom
200 | follow/data-sets/<uuid:data_set>.atom                             | /follow/data-sets/ID.atom
200 | follow/requests.atom                                              | /follow/requests.atom
404 | follow/requests/<int:number>.atom                                 | /follow/requests/1.atom
200 | follow/requests/measures/<slug:measure>.atom                      | /follow/requests/measures/starts.atom
200 | follow/email                                                      | /follow/email
200 | follow/email/asked                                                | /follow/email/asked
200 | follow/email/what-we-keep                                         | /follow/email/what-we-keep
404 | follow/email/confirm/<str:token>                                  | /follow/email/confirm/none
404 | follow/email/yours/<str:token>                                    | /follow/email/yours/none
200 | release-calendar                                                  | /release-calendar
200 | release-calendar.ics                                              | /release-calendar.ics
200 | find-statistics/<slug:publication>/releases                       | /find-statistics/absence/releases
200 | find-statistics/<slug:publication>/<slug:release>/updates         | /find-statistics/absence/2023-24/updates
200 | data-catalogue/data-set/<uuid:data_set>/versions                  | /data-catalogue/data-set/ID/versions
200 | find-statistics                                                   | /find-statistics
302 | find-statistics/<slug:publication>                                | /find-statistics/absence
200 | find-statistics/<slug:publication>/<slug:release>                 | /find-statistics/absence/2023-24
200 | find-statistics/<slug:publication>/<slug:release>/all.zip         | /find-statistics/absence/2023-24/all.zip
200 | data-catalogue                                                    | /data-catalogue
200 | data-catalogue/data-set/<uuid:data_set>                           | /data-catalogue/data-set/ID
200 | data-catalogue/data-set/<uuid:data_set>/<str:number>/data.zip     | /data-catalogue/data-set/ID/1.0/data.zip
200 | data-catalogue/data-set/<uuid:data_set>/<str:number>/data.parquet | /data-catalogue/data-set/ID/1.0/data.parquet
200 | data-catalogue/data-set/<uuid:data_set>/<str:number>/meta.csv     | /data-catalogue/data-set/ID/1.0/meta.csv
200 | create-a-table                                                    | /create-a-table
302 | create-a-table/publication/<slug:publication>                     | /create-a-table/publication/absence
200 | create-a-table/data-set/<uuid:data_set>/places                    | /create-a-table/data-set/ID/places
200 | create-a-table/data-set/<uuid:data_set>/times                     | /create-a-table/data-set/ID/times?QUERY
200 | create-a-table/data-set/<uuid:data_set>/content                   | /create-a-table/data-set/ID/content?QUERY
200 | create-a-table/data-set/<uuid:data_set>/table                     | /create-a-table/data-set/ID/table?QUERY
200 | create-a-table/data-set/<uuid:data_set>/chart.svg                 | /create-a-table/data-set/ID/chart.svg?QUERY
200 | create-a-table/data-set/<uuid:data_set>/citation.<str:kind>       | /create-a-table/data-set/ID/citation.bib?QUERY
200 | create-a-table/data-set/<uuid:data_set>/table.<str:kind>          | /create-a-table/data-set/ID/table.csv?QUERY
302 | create-a-table/data-set/<uuid:data_set>/freeze                    | /create-a-table/data-set/ID/freeze?QUERY
200 | table/<slug:id>                                                   | /FROZEN
200 | table/<slug:id>.<str:kind>                                        | /FROZEN.csv
200 | requests                                                          | /requests
200 | requests.json                                                     | /requests.json
200 | requests.csv                                                      | /requests.csv
404 | requests/<int:number>                                             | /requests/1
404 | requests/<int:number>/<int:n>                                     | /requests/1/1
404 | requests/<int:number>/<int:n>/<str:name>                          | /requests/1/1/table.csv
405 | notebooks/access                                                  | /notebooks/access
200 | accreditation                                                     | /accreditation
200 | .well-known/jwks.json                                             | /.well-known/jwks.json
200 | accreditation/register                                            | /accreditation/register
200 | accreditation/register.json                                       | /accreditation/register.json
200 | accreditation/register.csv                                        | /accreditation/register.csv
200 | register | /register
200 | register.json | /register.json
200 | register.csv | /register.csv
404 | register/<int:number> | /register/1
200 | published-research                                                | /published-research
200 | published-research.<str:form>                                     | /published-research.csv
200 | data-sources                                                      | /data-sources
200 | data-sources/compare                                              | /data-sources/compare
200 | data-sources/which                                                | /data-sources/which
200 | data-sources/<slug:name>                                          | /data-sources/ilr
200 | data-sources/ilr/rules                                            | /data-sources/ilr/rules
200 | data-sources/ilr/rules/<str:code>                                 | /data-sources/ilr/rules/AchDate_03
302 | data-sources/<slug:name>/fields/<path:field>                      | /data-sources/ilr/fields/LearnAimRef
200 | data-sources/<slug:name>/<str:entity>                             | /data-sources/ilr/learner
200 | data-sources/<slug:name>/<str:entity>/<path:field>                | /data-sources/ilr/learner/Sex
302 | sign-in/password                                                  | /sign-in/password
302 | sign-in/code                                                      | /sign-in/code
302 | sign-in/set-up                                                    | /sign-in/set-up
404 | sign-in/set-up/picture.svg                                        | /sign-in/set-up/picture.svg
404 | sign-in/with/<slug:provider>                                      | /sign-in/with/nobody
404 | sign-in/with/<slug:provider>/back                                 | /sign-in/with/nobody/back
200 | trail-head                                                        | /trail-head
200 | trail-head.json                                                   | /trail-head.json
200 | learning-aims                                                     | /learning-aims
404 | learning-aims.json                                                | /learning-aims.json
404 | learning-aims/<path:ref>.json                                      | /learning-aims/60001234.json
404 | learning-aims/<path:ref>                                           | /learning-aims/60001234
200 | methodology                                                       | /methodology
200 | methodology/variables                                             | /methodology/variables
200 | methodology/variables/<slug:name>                                 | /methodology/variables/sex
200 | methodology/<slug:name>                                           | /methodology/achievement_rate
200 | handbook                                                          | /handbook
200 | handbook/<slug:part>                                              | /handbook/policies
200 | handbook/<slug:part>/<str:name>                                   | /handbook/commands/reference-add
200 | search                                                            | /search
200 | v1/publications                                                   | /v1/publications
200 | v1/publications/<id:publication>                                  | /v1/publications/PUBLICATION
200 | v1/publications/<id:publication>/data-sets                        | /v1/publications/PUBLICATION/data-sets
200 | v1/data-sets/<id:data_set>                                        | /v1/data-sets/ID
200 | v1/data-sets/<id:data_set>/meta                                   | /v1/data-sets/ID/meta
200 | v1/data-sets/<id:data_set>/query                                  | /v1/data-sets/ID/query
200 | v1/data-sets/<id:data_set>/csv                                    | /v1/data-sets/ID/csv
200 | v1/data-sets/<id:data_set>/versions                               | /v1/data-sets/ID/versions
200 | v1/data-sets/<id:data_set>/versions/<str:version>                 | /v1/data-sets/ID/versions/1.0
200 | v1/data-sets/<id:data_set>/versions/<str:version>/changes         | /v1/data-sets/ID/versions/1.0/changes
200 | v1/openapi.json                                                   | /v1/openapi.json
200 | v1/catalogue.jsonld                                               | /v1/catalogue.jsonld
404 | v1/<anything else>                                                | /v1/nothing
"""
"""The pages for everyone, an address of each, and its status. Some take forms alone (405), or lead on (302)."""

OTHERS = """
200 302 302 302 302 | sign-in                                | /sign-in
405 405 405 405 405 | sign-out                               | /sign-out
302 200 200 200 200 | account                                | /account
302 200 200 200 200 | your-turn                              | /your-turn
302 200 200 200 200 | account/notices                        | /account/notices
302 200 200 200 200 | account/passkeys                       | /account/passkeys
302 200 200 200 200 | account/password                       | /account/password
405 405 405 405 405 | account/providers                      | /account/providers
302 200 200 200 200 | account/recovery-codes                 | /account/recovery-codes
302 200 200 200 200 | account/tokens                         | /account/tokens
302 403 403 403 200 | people                                 | /people
302 403 403 403 200 | people/<uuid:id>/tokens                | /people/PAT/tokens
302 403 403 403 200 | people/<uuid:id>                       | /people/PAT
302 403 403 403 200 | people/organisations                   | /people/organisations
302 403 403 403 404 | people/organisations/<uuid:id>         | /people/organisations/PAT
302 403 403 403 200 | people/teams                           | /people/teams
302 403 403 403 404 | people/teams/<uuid:id>                 | /people/teams/PAT
302 403 200 200 403 | desk                                   | /desk
302 403 200 200 403 | desk/to-check                          | /desk/to-check
302 403 200 403 403 | desk/begin                             | /desk/begin
302 404 200 200 404 | desk/<uuid:release>                    | /desk/RELEASE
302 404 200 403 404 | desk/<uuid:release>/words              | /desk/RELEASE/words
302 404 200 403 404 | desk/<uuid:release>/page               | /desk/RELEASE/page
302 404 200 403 404 | desk/<uuid:release>/page/words         | /desk/RELEASE/page/words
302 404 200 403 404 | desk/<uuid:release>/page/headlines/add | /desk/RELEASE/page/headlines/add
302 404 404 403 404 | desk/<uuid:release>/page/headlines/<int:at>        | /desk/RELEASE/page/headlines/99
405 405 405 405 405 | desk/<uuid:release>/page/headlines/<int:at>/move   | /desk/RELEASE/page/headlines/1/move
302 404 404 403 404 | desk/<uuid:release>/page/headlines/<int:at>/remove | /desk/RELEASE/page/headlines/1/remove
302 404 200 403 404 | desk/<uuid:release>/page/sections/add  | /desk/RELEASE/page/sections/add
302 404 200 403 404 | desk/<uuid:release>/page/sections/<int:at>         | /desk/RELEASE/page/sections/1
302 404 404 403 404 | desk/<uuid:release>/page/sections/<int:at>/chart   | /desk/RELEASE/page/sections/1/chart
405 405 405 405 405 | desk/<uuid:release>/page/sections/<int:at>/move    | /desk/RELEASE/page/sections/1/move
302 404 200 403 404 | desk/<uuid:release>/page/sections/<int:at>/remove  | /desk/RELEASE/page/sections/1/remove
302 404 200 403 404 | desk/<uuid:release>/data               | /desk/RELEASE/data
302 404 200 200 404 | desk/<uuid:release>/data/<uuid:upload> | /desk/RELEASE/data/UPLOAD
302 404 403 403 404 | desk/<uuid:release>/preview            | /desk/RELEASE/preview
302 404 200 200 404 | desk/<uuid:release>/links              | /desk/RELEASE/links
302 404 200 403 404 | desk/<uuid:release>/send               | /desk/RELEASE/send
405 405 405 405 405 | desk/<uuid:release>/take-back          | /desk/RELEASE/take-back
302 404 403 403 404 | desk/<uuid:release>/send-back          | /desk/RELEASE/send-back
302 404 403 403 404 | desk/<uuid:release>/approve            | /desk/RELEASE/approve
302 404 403 403 404 | desk/<uuid:release>/time               | /desk/RELEASE/time
302 404 403 403 404 | desk/<uuid:release>/withdraw           | /desk/RELEASE/withdraw
405 405 405 405 405 | desk/<uuid:release>/correct            | /desk/RELEASE/correct
302 404 403 403 404 | desk/<uuid:release>/stand-alone        | /desk/RELEASE/stand-alone
302 404 200 403 404 | desk/<uuid:release>/discard            | /desk/RELEASE/discard
302 200 200 200 200 | requests/ask                           | /requests/ask
302 200 200 200 200 | requests/ask/words                     | /requests/ask/words
302 404 404 404 404 | requests/ask/<uuid:preview>            | /requests/ask/NOBODYS
405 405 405 405 405 | requests/ask/<uuid:preview>/nearest/<int:n> | /requests/ask/NOBODYS/nearest/0
302 200 200 200 200 | requests/yours                         | /requests/yours
302 404 404 404 404 | requests/yours/<uuid:key>              | /requests/yours/NOBODYS
405 405 405 405 405 | requests/yours/<uuid:key>/nearest      | /requests/yours/NOBODYS/nearest
302 404 404 404 404 | requests/yours/<uuid:key>/reply        | /requests/yours/NOBODYS/reply
302 404 404 404 404 | requests/yours/<uuid:key>/agree        | /requests/yours/NOBODYS/agree
302 404 404 404 404 | requests/yours/<uuid:key>/decline      | /requests/yours/NOBODYS/decline
302 404 404 404 404 | requests/yours/<uuid:key>/withdraw     | /requests/yours/NOBODYS/withdraw
302 403 403 403 403 | requests/desk                          | /requests/desk
302 403 403 403 403 | requests/desk/plan                     | /requests/desk/plan
302 404 404 404 404 | requests/desk/<uuid:key>               | /requests/desk/NOBODYS
405 405 405 405 405 | requests/desk/<uuid:key>/take          | /requests/desk/NOBODYS/take
405 405 405 405 405 | requests/desk/<uuid:key>/put-back      | /requests/desk/NOBODYS/put-back
302 404 404 404 404 | requests/desk/<uuid:key>/question      | /requests/desk/NOBODYS/question
302 404 404 404 404 | requests/desk/<uuid:key>/quote         | /requests/desk/NOBODYS/quote
302 404 404 404 404 | requests/desk/<uuid:key>/try           | /requests/desk/NOBODYS/try
302 404 404 404 404 | requests/desk/<uuid:key>/answer        | /requests/desk/NOBODYS/answer
302 404 404 404 404 | requests/desk/<uuid:key>/by-hand       | /requests/desk/NOBODYS/by-hand
302 404 404 404 404 | requests/desk/<uuid:key>/refuse        | /requests/desk/NOBODYS/refuse
302 404 404 404 404 | requests/desk/<uuid:key>/rerun         | /requests/desk/NOBODYS/rerun
302 403 403 403 403 | trail                                  | /trail
302 403 403 403 403 | trail/store                            | /trail/store
302 403 403 403 403 | trail/<int:seq>                        | /trail/0
302 403 403 403 403 | trail/events.jsonl                     | /trail/events.jsonl
302 200 200 200 200 | outputs | /outputs
302 200 200 200 200 | outputs/begin | /outputs/begin
302 404 404 404 404 | outputs/<uuid:output> | /outputs/NOBODYS
302 404 404 404 404 | outputs/<uuid:output>/words | /outputs/NOBODYS/words
405 405 405 405 405 | outputs/<uuid:output>/groups/add | /outputs/NOBODYS/groups/add
302 404 404 404 404 | outputs/<uuid:output>/groups/<int:group>/files | /outputs/NOBODYS/groups/1/files
405 405 405 405 405 | outputs/<uuid:output>/groups/<int:group>/files/<uuid:file>/remove | /REMOVAL
302 404 404 404 404 | outputs/<uuid:output>/groups/<int:group>/cover | /outputs/NOBODYS/groups/1/cover
302 404 404 404 404 | outputs/<uuid:output>/groups/<int:group>/findings | /outputs/NOBODYS/groups/1/findings
302 404 404 404 404 | outputs/<uuid:output>/submit | /outputs/NOBODYS/submit
302 404 404 404 404 | outputs/<uuid:output>/withdraw | /outputs/NOBODYS/withdraw
302 404 404 404 404 | outputs/<uuid:output>/files/<uuid:file> | /outputs/NOBODYS/files/NOBODYS
302 404 404 404 404 | outputs/<uuid:output>/all | /outputs/NOBODYS/all
302 404 404 404 404 | outputs/<uuid:output>/certificate | /outputs/NOBODYS/certificate
302 404 404 404 404 | outputs/<uuid:output>/certificate.<str:form> | /outputs/NOBODYS/certificate.json
302 200 200 200 200 | applications | /applications
302 200 200 200 200 | applications/start | /applications/start
302 404 404 404 404 | applications/<uuid:key> | /applications/NOBODYS
302 404 404 404 404 | applications/<uuid:key>/sections/<str:letter> | /applications/NOBODYS/sections/A
302 404 404 404 404 | applications/<uuid:key>/fields | /applications/NOBODYS/fields
302 404 404 404 404 | applications/<uuid:key>/fields/<slug:source>/<path:name> | /applications/NOBODYS/fields/ilr/Sex
302 404 404 404 404 | applications/<uuid:key>/answers | /applications/NOBODYS/answers
302 404 404 404 404 | applications/<uuid:key>/people | /applications/NOBODYS/people
302 404 404 404 404 | applications/<uuid:key>/invitation | /applications/NOBODYS/invitation
302 404 404 404 404 | applications/<uuid:key>/terms | /applications/NOBODYS/terms
302 404 404 404 404 | applications/<uuid:key>/files | /applications/NOBODYS/files
302 404 404 404 404 | applications/<uuid:key>/files/<uuid:file> | /applications/NOBODYS/files/NOBODYS
302 404 404 404 404 | applications/<uuid:key>/ask-sign-off | /applications/NOBODYS/ask-sign-off
302 404 404 404 404 | applications/<uuid:key>/sign-off | /applications/NOBODYS/sign-off
302 404 404 404 404 | applications/<uuid:key>/submit | /applications/NOBODYS/submit
302 404 404 404 404 | applications/<uuid:key>/delete | /applications/NOBODYS/delete
302 404 404 404 404 | applications/<uuid:key>/withdraw | /applications/NOBODYS/withdraw
302 404 404 404 404 | applications/<uuid:key>/appeal | /applications/NOBODYS/appeal
302 403 403 403 403 | desk/applications | /desk/applications
302 404 404 404 404 | desk/applications/<uuid:key> | /desk/applications/NOBODYS
405 405 405 405 405 | desk/applications/<uuid:key>/comment | /desk/applications/NOBODYS/comment
405 405 405 405 405 | desk/applications/<uuid:key>/take-back/<int:comment> | /desk/applications/NOBODYS/take-back/1
302 404 404 404 404 | desk/applications/<uuid:key>/interest | /desk/applications/NOBODYS/interest
302 404 404 404 404 | desk/applications/<uuid:key>/ask-review | /desk/applications/NOBODYS/ask-review
302 404 404 404 404 | desk/applications/<uuid:key>/send-to-review | /desk/applications/NOBODYS/send-to-review
302 404 404 404 404 | desk/applications/<uuid:key>/return | /desk/applications/NOBODYS/return
405 405 405 405 405 | desk/applications/<uuid:key>/accept-review | /desk/applications/NOBODYS/accept-review
302 404 404 404 404 | desk/applications/<uuid:key>/decline-review | /desk/applications/NOBODYS/decline-review
302 404 404 404 404 | desk/applications/<uuid:key>/review | /desk/applications/NOBODYS/review
405 405 405 405 405 | desk/applications/<uuid:key>/send-to-panel | /desk/applications/NOBODYS/send-to-panel
302 404 404 404 404 | desk/applications/<uuid:key>/vote | /desk/applications/NOBODYS/vote
302 404 404 404 404 | desk/applications/<uuid:key>/approve | /desk/applications/NOBODYS/approve
302 404 404 404 404 | desk/applications/<uuid:key>/approve-low-risk | /desk/applications/NOBODYS/approve-low-risk
302 404 404 404 404 | desk/applications/<uuid:key>/reject | /desk/applications/NOBODYS/reject
302 404 404 404 404 | desk/applications/<uuid:key>/decline | /desk/applications/NOBODYS/decline
302 404 404 404 404 | desk/applications/<uuid:key>/defer | /desk/applications/NOBODYS/defer
405 405 405 405 405 | desk/applications/<uuid:key>/meet | /desk/applications/NOBODYS/meet
302 404 404 404 404 | desk/applications/<uuid:key>/agreement | /desk/applications/NOBODYS/agreement
302 404 404 404 404 | agreements/<uuid:key> | /agreements/NOBODYS
302 404 404 404 404 | agreements/<uuid:key>/document.txt | /agreements/NOBODYS/document.txt
302 404 404 404 404 | agreements/<uuid:key>/issue-again | /agreements/NOBODYS/issue-again
302 404 404 404 404 | agreements/<uuid:key>/sign | /agreements/NOBODYS/sign
302 404 404 404 404 | agreements/<uuid:key>/countersign | /agreements/NOBODYS/countersign
302 404 404 404 404 | agreements/<uuid:key>/cancel | /agreements/NOBODYS/cancel
302 404 404 404 404 | agreements/<uuid:key>/suspend | /agreements/NOBODYS/suspend
302 404 404 404 404 | agreements/<uuid:key>/lift | /agreements/NOBODYS/lift
302 404 404 404 404 | agreements/<uuid:key>/revoke | /agreements/NOBODYS/revoke
302 404 404 404 404 | agreements/<uuid:key>/end | /agreements/NOBODYS/end
405 405 405 405 405 | agreements/<uuid:key>/consent | /agreements/NOBODYS/consent
302 404 404 404 404 | agreements/<uuid:key>/amend | /agreements/NOBODYS/amend
302 404 404 404 404 | amendments/<uuid:key> | /amendments/NOBODYS
302 404 404 404 404 | amendments/<uuid:key>/change | /amendments/NOBODYS/change
405 405 405 405 405 | amendments/<uuid:key>/<slug:name> | /amendments/NOBODYS/approve
302 404 404 404 404 | agreements/<uuid:key>/close | /agreements/NOBODYS/close
302 403 403 403 403 | desk/outputs | /desk/outputs
302 403 403 403 403 | desk/outputs/numbers | /desk/outputs/numbers
302 404 404 404 404 | desk/outputs/<uuid:output> | /desk/outputs/NOBODYS
302 404 404 404 404 | outputs/<uuid:output>/files/<uuid:file>/drawn | /outputs/NOBODYS/files/NOBODYS/drawn
302 404 404 404 404 | desk/outputs/<uuid:output>/files/<uuid:file> | /desk/outputs/NOBODYS/files/NOBODYS
302 404 404 404 404 | desk/outputs/<uuid:output>/files/<uuid:file>/raw | /desk/outputs/NOBODYS/files/NOBODYS/raw
302 404 404 404 404 | desk/outputs/<uuid:output>/files/<uuid:file>/picture | /desk/outputs/NOBODYS/files/NOBODYS/picture
302 404 404 404 404 | desk/outputs/<uuid:output>/beside/<int:other> | /desk/outputs/NOBODYS/beside/1
405 405 405 405 405 | desk/outputs/<uuid:output>/check-again | /desk/outputs/NOBODYS/check-again
302 404 404 404 404 | desk/outputs/<uuid:output>/return-early | /desk/outputs/NOBODYS/return-early
302 404 404 404 404 | desk/outputs/<uuid:output>/settle | /desk/outputs/NOBODYS/settle
302 404 404 404 404 | desk/outputs/<uuid:output>/return | /desk/outputs/NOBODYS/return
405 405 405 405 405 | desk/outputs/<uuid:output>/approve | /desk/outputs/NOBODYS/approve
302 404 404 404 404 | desk/outputs/<uuid:output>/reject | /desk/outputs/NOBODYS/reject
302 404 404 404 404 | desk/outputs/<uuid:output>/release | /desk/outputs/NOBODYS/release
302 404 404 404 404 | desk/outputs/<uuid:output>/recall | /desk/outputs/NOBODYS/recall
302 404 404 404 404 | desk/outputs/<uuid:output>/certificate | /desk/outputs/NOBODYS/certificate
302 403 403 403 403 | desk/incidents | /desk/incidents
302 200 200 200 200 | incidents/report | /incidents/report
200 200 200 200 200 | incidents | /incidents
302 200 200 200 200 | terms-of-use | /terms-of-use
302 404 404 404 404 | incidents/<uuid:incident>/decision | /incidents/NOBODYS/decision
302 404 404 404 404 | desk/incidents/<uuid:incident> | /desk/incidents/NOBODYS
302 404 404 404 404 | desk/incidents/<uuid:incident>/triage | /desk/incidents/NOBODYS/triage
302 404 404 404 404 | desk/incidents/<uuid:incident>/contain | /desk/incidents/NOBODYS/contain
302 404 404 404 404 | desk/incidents/<uuid:incident>/assess | /desk/incidents/NOBODYS/assess
302 404 404 404 404 | desk/incidents/<uuid:incident>/sanction | /desk/incidents/NOBODYS/sanction
302 404 404 404 404 | desk/incidents/<uuid:incident>/spare | /desk/incidents/NOBODYS/spare
302 404 404 404 404 | desk/incidents/<uuid:incident>/close | /desk/incidents/NOBODYS/close
302 200 200 200 200 | accreditation/yours | /accreditation/yours
302 200 200 200 200 | accreditation/visas | /accreditation/visas
302 200 200 200 200 | accreditation/checkers | /accreditation/checkers
302 404 404 404 404 | accreditation/checkers/<uuid:attempt>/<int:number> | /accreditation/checkers/NOBODYS/1
302 404 404 404 404 | accreditation/checkers/<uuid:attempt>/hand-in | /accreditation/checkers/NOBODYS/hand-in
302 404 404 404 404 | accreditation/checkers/<uuid:attempt>/result | /accreditation/checkers/NOBODYS/result
405 405 405 405 405 | accreditation/begin | /accreditation/begin
302 404 404 404 404 | accreditation/supervise/<uuid:record> | /accreditation/supervise/NOBODYS
302 404 404 404 404 | accreditation/yours/<uuid:record> | /OWN-ACCREDITATION
302 404 404 404 404 | accreditation/yours/<uuid:record>/qualification | /OWN-ACCREDITATION/qualification
302 404 404 404 404 | accreditation/yours/<uuid:record>/evidence | /OWN-ACCREDITATION/evidence
302 404 404 404 404 | accreditation/yours/<uuid:record>/evidence/<uuid:file> | /OWN-DOCUMENT
405 405 405 405 405 | accreditation/yours/<uuid:record>/evidence/<uuid:file>/remove | /OWN-DOCUMENT/remove
405 405 405 405 405 | accreditation/yours/<uuid:record>/apply | /OWN-ACCREDITATION/apply
302 404 404 404 404 | accreditation/yours/<uuid:record>/reply | /OWN-ACCREDITATION/reply
302 404 404 404 404 | accreditation/yours/<uuid:record>/course/<int:number> | /OWN-ACCREDITATION/course/1
405 405 405 405 405 | accreditation/yours/<uuid:record>/complete | /OWN-ACCREDITATION/complete
405 405 405 405 405 | accreditation/yours/<uuid:record>/repeat | /OWN-ACCREDITATION/repeat
302 404 404 404 404 | accreditation/yours/<uuid:record>/test | /OWN-ACCREDITATION/test
302 404 404 404 404 | accreditation/yours/<uuid:record>/test/<int:number> | /OWN-ACCREDITATION/test/1
302 404 404 404 404 | accreditation/yours/<uuid:record>/test/all | /OWN-ACCREDITATION/test/all
302 404 404 404 404 | accreditation/yours/<uuid:record>/test/pause | /OWN-ACCREDITATION/test/pause
302 404 404 404 404 | accreditation/yours/<uuid:record>/test/hand-in | /OWN-ACCREDITATION/test/hand-in
302 404 404 404 404 | accreditation/yours/<uuid:record>/test/result | /OWN-ACCREDITATION/test/result
302 404 404 404 404 | accreditation/yours/<uuid:record>/declaration | /OWN-ACCREDITATION/declaration
405 405 405 405 405 | accreditation/yours/<uuid:record>/named | /OWN-ACCREDITATION/named
302 404 404 404 404 | accreditation/yours/<uuid:record>/employer | /OWN-ACCREDITATION/employer
302 404 404 404 404 | accreditation/yours/<uuid:record>/give-up | /OWN-ACCREDITATION/give-up
302 403 403 403 403 | desk/accreditations | /desk/accreditations
302 404 404 404 404 | desk/accreditations/<uuid:record> | /DESK-ACCREDITATION
302 404 404 404 404 | desk/accreditations/<uuid:record>/evidence/<uuid:file> | /DESK-ACCREDITATION/evidence/NOBODYS
302 404 404 404 404 | desk/accreditations/<uuid:record>/identity | /DESK-ACCREDITATION/identity
302 404 404 404 404 | desk/accreditations/<uuid:record>/session | /DESK-ACCREDITATION/session
302 404 404 404 404 | desk/accreditations/<uuid:record>/admit | /DESK-ACCREDITATION/admit
302 404 404 404 404 | desk/accreditations/<uuid:record>/ask-evidence | /DESK-ACCREDITATION/ask-evidence
302 404 404 404 404 | desk/accreditations/<uuid:record>/grant-full | /DESK-ACCREDITATION/grant-full
302 404 404 404 404 | desk/accreditations/<uuid:record>/grant-provisional | /DESK-ACCREDITATION/grant-provisional
302 404 404 404 404 | desk/accreditations/<uuid:record>/upgrade | /DESK-ACCREDITATION/upgrade
302 404 404 404 404 | desk/accreditations/<uuid:record>/talk | /DESK-ACCREDITATION/talk
302 404 404 404 404 | desk/accreditations/<uuid:record>/confirm | /DESK-ACCREDITATION/confirm
302 404 404 404 404 | desk/accreditations/<uuid:record>/reinstate | /DESK-ACCREDITATION/reinstate
302 404 404 404 404 | desk/accreditations/<uuid:record>/move | /DESK-ACCREDITATION/move
302 404 404 404 404 | desk/accreditations/<uuid:record>/refuse | /DESK-ACCREDITATION/refuse
302 404 404 404 404 | desk/accreditations/<uuid:record>/suspend | /DESK-ACCREDITATION/suspend
302 404 404 404 404 | desk/accreditations/<uuid:record>/withdraw | /DESK-ACCREDITATION/withdraw
302 200 200 200 200 | projects | /projects
302 403 403 403 403 | desk/suspensions | /desk/suspensions
405 405 405 405 405 | desk/suspensions/<int:suspension>/lift | /desk/suspensions/1/lift
302 404 404 404 404 | projects/<uuid:project> | /projects/NOBODYS
302 404 404 404 404 | projects/<uuid:project>/extract | /projects/NOBODYS/extract
302 404 404 404 404 | projects/<uuid:project>/extract/manifest.json | /projects/NOBODYS/extract/manifest.json
302 404 404 404 404 | projects/<uuid:project>/extract/plan.toml | /projects/NOBODYS/extract/plan.toml
302 404 404 404 404 | projects/<uuid:project>/runs/<str:number> | /projects/NOBODYS/runs/0001
405 405 405 405 405 | projects/<uuid:project>/runs/<str:number>/take | /projects/NOBODYS/runs/0001/take
302 404 404 404 404 | projects/<uuid:project>/ingress | /projects/NOBODYS/ingress
302 404 404 404 404 | projects/<uuid:project>/ingress/bring | /projects/NOBODYS/ingress/bring
302 404 404 404 404 | projects/<uuid:project>/ingress/<uuid:ingress> | /INGRESS
302 404 404 404 404 | projects/<uuid:project>/ingress/<uuid:ingress>/bring-again | /INGRESS/bring-again
405 405 405 405 405 | projects/<uuid:project>/ingress/<uuid:ingress>/withdraw | /INGRESS/withdraw
405 405 405 405 405 | projects/<uuid:project>/ingress/<uuid:ingress>/let-in | /INGRESS/let-in
405 405 405 405 405 | projects/<uuid:project>/ingress/<uuid:ingress>/return | /INGRESS/return
405 405 405 405 405 | projects/<uuid:project>/ingress/<uuid:ingress>/refuse | /INGRESS/refuse
302 404 404 404 404 | projects/<uuid:project>/notebooks | /projects/NOBODYS/notebooks
302 404 404 404 404 | projects/<uuid:project>/outputs | /projects/NOBODYS/outputs
302 404 404 404 404 | projects/<uuid:project>/outputs/<uuid:output>/<path:name> | /projects/NOBODYS/outputs/NOBODYS/a
302 404 404 404 404 | projects/<uuid:project>/published | /projects/NOBODYS/published
302 404 404 404 404 | projects/<uuid:project>/end | /projects/NOBODYS/end
302 404 404 404 404 | projects/<uuid:project>/certificate | /projects/NOBODYS/certificate
302 404 404 404 404 | projects/<uuid:project>/certificate.json | /projects/NOBODYS/certificate.json
302 404 404 404 404 | projects/<uuid:project>/load | /projects/NOBODYS/load
302 404 404 404 404 | projects/<uuid:project>/load-again | /projects/NOBODYS/load-again
302 404 404 404 404 | projects/<uuid:project>/freeze | /projects/NOBODYS/freeze
302 404 404 404 404 | projects/<uuid:project>/thaw | /projects/NOBODYS/thaw
302 404 404 404 404 | projects/<uuid:project>/unmark | /projects/NOBODYS/unmark
404 404 404 404 404 | released/<uuid:token> | /released/NOBODYS
404 404 404 404 404 | released/<uuid:token>/files/<uuid:file> | /released/NOBODYS/files/NOBODYS
404 404 404 404 404 | released/<uuid:token>/certificate.<str:form> | /released/NOBODYS/certificate.json
404 404 404 404 404 | released/<uuid:token>/all | /released/NOBODYS/all
401 401 401 401 401 | v1/requests                                       | /v1/requests
401 401 401 401 401 | v1/requests/options                               | /v1/requests/options
405 405 405 405 405 | v1/requests/previews                              | /v1/requests/previews
401 401 401 401 401 | v1/requests/previews/<id:preview>                 | /v1/requests/previews/NOBODYS
405 405 405 405 405 | v1/requests/previews/<id:preview>/nearest/<int:n> | /v1/requests/previews/NOBODYS/nearest/0
401 401 401 401 401 | v1/requests/<id:key>                              | /v1/requests/NOBODYS
401 401 401 401 401 | v1/requests/<id:key>/actions                      | /v1/requests/NOBODYS/actions
405 405 405 405 405 | v1/requests/<id:key>/actions/<slug:action>        | /v1/requests/NOBODYS/actions/take
401 401 401 401 401 | v1/requests/<id:key>/answers/<int:n>/<str:name>   | /v1/requests/NOBODYS/answers/1/a.csv
405 405 405 405 405 | v1/requests/<id:key>/trials                       | /v1/requests/NOBODYS/trials
401 401 401 401 401 | v1/requests/<id:key>/trials/<id:trial>            | /v1/requests/NOBODYS/trials/NOBODYS
401 401 401 401 401 | v1/visas                                          | /v1/visas
401 401 401 401 401 | v1/outputs                                        | /v1/outputs
401 401 401 401 401 | v1/outputs/<id:output>                            | /v1/outputs/NOBODYS
405 405 405 405 405 | v1/outputs/<id:output>/groups                     | /v1/outputs/NOBODYS/groups
405 405 405 405 405 | v1/outputs/<id:output>/groups/<int:group>/files   | /v1/outputs/NOBODYS/groups/1/files
405 405 405 405 405 | v1/outputs/<id:output>/groups/<int:group>/files/<id:file>/remove | /PROGRAM-REMOVAL
401 401 401 401 401 | v1/outputs/<id:output>/groups/<int:group>/cover   | /v1/outputs/NOBODYS/groups/1/cover
401 401 401 401 401 | v1/outputs/<id:output>/groups/<int:group>/findings | /v1/outputs/NOBODYS/groups/1/findings
405 405 405 405 405 | v1/outputs/<id:output>/groups/<int:group>/exceptions | /v1/outputs/NOBODYS/groups/1/exceptions
401 401 401 401 401 | v1/outputs/<id:output>/files/<id:file>            | /v1/outputs/NOBODYS/files/NOBODYS
401 401 401 401 401 | v1/outputs/<id:output>/certificate                | /v1/outputs/NOBODYS/certificate
401 401 401 401 401 | v1/outputs/<id:output>/actions                    | /v1/outputs/NOBODYS/actions
405 405 405 405 405 | v1/outputs/<id:output>/actions/<slug:action>      | /v1/outputs/NOBODYS/actions/submit
401 401 401 401 401 | v1/incidents                                      | /v1/incidents
401 401 401 401 401 | v1/incidents/<id:incident>                        | /v1/incidents/NOBODYS
401 401 401 401 401 | v1/incidents/<id:incident>/actions                | /v1/incidents/NOBODYS/actions
405 405 405 405 405 | v1/incidents/<id:incident>/actions/<slug:action>  | /v1/incidents/NOBODYS/actions/triage
404 404 404 404 404 | preview/<uuid:token>                   | /preview/0a1b2c3d-0000-4000-8000-0000000000bb
"""
"""The pages that are not for everyone: for each of WHO the status. 302 leads to signing in. Endpoints for programs
answer 401 to everybody who is signed in with a browser and nothing else."""

FORMS = {"sign-in"}
"""Pages that keep a mark against forms from elsewhere in a cookie."""


class Line(NamedTuple):
    route: str
    address: str
    statuses: tuple[int, ...]


def lines(table: str) -> Iterator[Line]:
    for line in table.strip().splitlines():
        statuses, route, address = (part.strip() for part in line.split("|"))
        yield Line(route.removeprefix("/"), address or route, tuple(map(int, statuses.split())))


def routes(patterns: Any, before: str = "") -> Iterator[str]:
    for pattern in patterns:
        at = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from routes(pattern.url_patterns, at)
        else:
            yield at.replace(r"^[\s\S]*$", "<anything else>")


def test_every_address_of_the_site_is_here(site: Site) -> None:
    from alder.web.urls import urlpatterns

    known = [line.route for line in (*lines(OPEN), *lines(OTHERS))]
    assert sorted(known) == sorted(set(known))
    assert set(routes(urlpatterns)) - {f"statistics/{route}" for route in known if route.startswith("v1/")} == set(
        known
    )


@pytest.mark.parametrize("line", list(lines(OPEN)), ids=lambda line: line.route or "/")
def test_what_is_for_everyone(site: Site, people: dict[str, Someone], names: dict[str, str], line: Line) -> None:
    (status,) = line.statuses
    visit(people["visitor"], line, names, status)
    if not line.route.startswith("v1/"):  # the API knows nobody
        visit(people["ada"], line, names, status)


@pytest.mark.parametrize("line", list(lines(OTHERS)), ids=lambda line: line.route)
def test_what_is_not_for_everyone(site: Site, people: dict[str, Someone], names: dict[str, str], line: Line) -> None:
    for who, status in zip(WHO, line.statuses, strict=True):
        reply = visit(people[who], line, names, status)
        if status == 302 and who == "visitor":
            assert reply["Location"].startswith("/sign-in")


STRANGE = ("TRACE", "PUT", "DELETE", "PATCH", "PROPFIND", "NONSENSE")


@pytest.mark.parametrize("line", [*lines(OPEN), *lines(OTHERS)], ids=lambda line: line.route or "/")
def test_only_methods_that_a_page_has_are_answered(
    site: Site, people: dict[str, Someone], names: dict[str, str], line: Line
) -> None:
    """To anybody, whoever they are and whatever is there: the others are refused before they are read."""
    address = line.address
    for name, value in names.items():
        address = address.replace(name, value)
    for method in STRANGE:
        for who in ("visitor", "leila"):
            reply = people[who].client.generic(method, address)
            assert reply.status_code == 405, (method, address, who)
            assert set(reply["Allow"].split(", ")) <= {"GET", "HEAD", "POST", "OPTIONS"}, address
            assert method not in reply["Allow"]


def visit(someone: Someone, line: Line, names: dict[str, str], status: int) -> Any:
    """Go there and look at what holds for every answer."""
    address = line.address
    for name, value in names.items():
        address = address.replace(name, value)
    reply = someone.client.get(address)
    said = b"".join(reply.streaming_content) if reply.streaming else reply.content
    assert reply.status_code == status, (someone.person, address, said[:300])
    assert reply["Content-Security-Policy"].startswith("default-src 'self'")
    assert "unsafe" not in reply["Content-Security-Policy"]
    assert reply["X-Content-Type-Options"] == "nosniff"
    assert reply["X-Frame-Options"] == "DENY"
    assert reply["Referrer-Policy"]
    assert reply["X-Request-Id"]
    is_private = "no-store" in reply.get("Cache-Control", "")
    assert reply["Cross-Origin-Resource-Policy"] == ("same-origin" if is_private else "cross-origin")
    for_some = line.route.startswith(("desk", "account", "people", "sign-in", "preview"))
    assert is_private or status in (404, 405) or not for_some, address
    if "ml" in reply.get("Content-Type", ""):  # HTML, XML with Atom, and pictures: text of others is never marks
        assert not re.search(rb"<script>alert|<img src=x", said), address
    if someone.person is None and line.route not in FORMS:
        assert not reply.cookies, "a visitor who only reads gets no cookie"
    assert set(reply.cookies) <= {"alder-session", "alder-form", "alder-known"}
    return reply
