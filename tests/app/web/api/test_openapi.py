"""The interface for programs keeps what its description says, whatever it is asked."""

from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from hypothesis import Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.run.boot import Service
from app.values.model import Content
from app.values.tokens import SCOPES
from app.web import create_app
from tests.conftest import FakeClock
from tests.deskwork import at_desk
from tests.newsroom import Newsroom

SECRET = "ht_" + "s" * 43
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.mark.slow
@pytest.mark.parametrize("authorised", [True, False])
def test_every_operation_keeps_its_word(
    service: Service, newsroom: Newsroom, clock: FakeClock, authorised: bool
) -> None:
    newsroom.publish("Ice lanterns")
    at_desk(service.store).write(Content("A draft"), "Town", "li", service.now())
    editor = service.store.editors.add("li", "chief", "x", service.now())
    service.store.tokens.add(
        editor, "fuzz", tuple(SCOPES), SECRET, service.now() + timedelta(days=1), service.now()
    )
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", create_app(service))
    headers = {"Authorization": f"Bearer {SECRET}"} if authorised else {}
    answered: dict[str, set[int]] = {}
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()

        @settings(phases=[Phase.explicit, Phase.generate])
        @given(
            case=operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE)
            | operation.as_strategy()
        )
        def run(case: schemathesis.Case[Any]) -> None:
            clock.turn(seconds=5)  # a program that runs wild would be stopped
            answer = case.call_and_validate(headers=headers, checks=CHECKS)
            answered.setdefault(case.operation.label, set()).add(answer.status_code)

        run()
    # schemathesis leaves out the description itself
    assert {label: bool(codes & {200, 201, 404}) for label, codes in answered.items()} == {
        "GET /items": True,
        "GET /items/{id}": True,
        "POST /items": authorised,
        "PATCH /items/{id}": authorised,
        "POST /sources/{slug}/collect": authorised,
    }
    assert (201 in answered["POST /items"]) is authorised
    assert 200 in answered["GET /items"]
