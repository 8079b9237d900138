"""The OpenAPI document, made of the table of operations."""

from collections.abc import Mapping
from typing import Any

from app.openapi.operations import OPERATIONS, PARAMETERS, Operation
from app.openapi.schemas import SCHEMAS

_ALWAYS = (400, 500, 503)
_WORDS = {
    200: "Done.", 201: "Stored.", 202: "Noted.",
    204: "Nothing was changed, and the token may not read.", 301: "It is elsewhere.",
    400: "The request cannot be understood.", 401: "A good token is needed.",
    403: "The token or the role of its editor does not allow it.", 404: "There is no such thing.",
    409: "Things stand otherwise.", 410: "It was withdrawn.", 412: "The version is another one.",
    413: "The request is too large.", 415: "It is no JSON.", 422: "A field cannot be used.",
    429: "Too much was written lately.", 500: "Our fault.", 503: "The database does not answer.",
}  # fmt: skip


def document(title: str, version: str, base_url: str) -> dict[str, Any]:
    """The whole interface."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = _described(operation)
    bearer = {
        "type": "http",
        "scheme": "bearer",
        "description": "A token made at the desk, under Tokens.",
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version},
        "servers": [{"url": f"{base_url}/api/v1"}],
        "paths": paths,
        "components": {"schemas": SCHEMAS, "securitySchemes": {"token": bearer}},
    }


def _described(operation: Operation) -> dict[str, Any]:
    values: dict[str, Any] = {"operationId": operation.name, "summary": operation.summary}
    if operation.scope:
        values["security"] = [*([{}] if operation.public else []), {"token": [operation.scope]}]
    if operation.parameters:
        values["parameters"] = [{"name": name, **PARAMETERS[name]} for name in operation.parameters]
    if operation.body:
        values["requestBody"] = {
            "required": True,
            "content": _content("application/json", operation.body),
        }
    good = {str(code): _answer(code, schema) for code, schema in operation.answers}
    bad = {str(code): _problem(code) for code in sorted({*_ALWAYS, *operation.problems})}
    values["responses"] = good | bad
    return values


def _answer(code: int, schema: str) -> dict[str, Any]:
    return {"description": _WORDS[code]} | (
        {"content": _content("application/json", schema)} if schema else {}
    )


def _problem(code: int) -> dict[str, Any]:
    headers = {401: "WWW-Authenticate", 429: "Retry-After"}
    values: dict[str, Any] = {
        "description": _WORDS[code],
        "content": _content("application/problem+json", "Problem"),
    }
    return values | (
        {"headers": {headers[code]: {"schema": {"type": "string"}}}} if code in headers else {}
    )


def _content(kind: str, schema: str) -> Mapping[str, Any]:
    return {kind: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
