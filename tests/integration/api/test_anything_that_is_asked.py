"""Whatever is asked of the API, it answers as its own description says, and never with a fault of its own.

The questions are drawn from the description, right ones and wrong ones, always the same. For thousands more, serve a
store and type: schemathesis run http://127.0.0.1:8000/v1/openapi.json --phases fuzzing -n 1000
"""

from __future__ import annotations

import os
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.specs.openapi import checks as of_api
from tests.support.site import Site

from alder.publishing.open_api import openapi

EXAMPLES = int(os.environ.get("ALDER_API_EXAMPLES", "3"))
"""How many questions are drawn for each address, right ones and as many wrong ones."""

OPERATIONS = [(path, method) for path, methods in openapi("/v1")["paths"].items() for method in methods]
CHECKS = [
    schemathesis.checks.not_a_server_error,
    of_api.status_code_conformance,
    of_api.content_type_conformance,
    of_api.response_schema_conformance,
]


@pytest.fixture(scope="module")
def asked(site: Site) -> Any:
    """The API by its description, over the site in this process."""
    from alder.web.wsgi import application

    return schemathesis.openapi.from_wsgi("/v1/openapi.json", application)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=["right", "wrong"])
@pytest.mark.parametrize(("path", "method"), OPERATIONS, ids=[f"{method} {path}" for path, method in OPERATIONS])
def test_every_answer_is_as_it_is_described(
    asked: Any, site: Site, data_set: str, path: str, method: str, mode: GenerationMode
) -> None:
    publication = site.get("/v1/publications")["results"][0]["id"]
    known = {"dataSetId": data_set, "publicationId": publication, "version": "1.0"}
    refused_too = [of_api.negative_data_rejection] if mode is GenerationMode.NEGATIVE else []

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=asked[path][method].as_strategy(generation_mode=mode))
    def ask(case: Case) -> None:
        if mode is GenerationMode.POSITIVE:
            case.path_parameters = {name: known[name] for name in case.path_parameters or {}}
        case.call_and_validate(headers={"Accept-Encoding": "identity"}, checks=[*CHECKS, *refused_too])

    ask()
