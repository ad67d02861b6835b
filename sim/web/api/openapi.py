"""What the JSON interface takes and gives, as OpenAPI says it: for programs, and for those who test it."""

from __future__ import annotations

from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from sim.version import package_version
from sim.web.api import answer
from sim.web.api.question import Compared, Explained, Played, Swept, Told, Watched
from sim.web.desk.desk import Desk

Shape = type[BaseModel]

ASKED: Final[dict[str, tuple[Shape, str]]] = {
    "what-if": (Compared, "compare"),
    "world": (Watched, "watch"),
    "film": (Played, "play"),
    "story": (Told, "tell"),
    "frontier": (Swept, "sweep"),
    "waterfall": (Explained, "explain"),
}
"""What is posted, and the desk's method that answers."""

_ANSWERS: Final[dict[str, Shape]] = {
    "what-if": answer.ComparisonAnswer,
    "world": answer.WorldAnswer,
    "film": answer.FilmAnswer,
    "story": answer.StoryAnswer,
    "frontier": answer.FrontierAnswer,
    "waterfall": answer.WaterfallAnswer,
}

_REFUSALS: Final = {
    400: "The body is no JSON.",
    408: "The body came too slowly.",
    413: "The body is too large.",
    415: "The body is not called application/json.",
    422: "The question cannot be used; the problems say why.",
    429: "Too many requests from one address.",
    503: "Too much is asked at the same time; Retry-After says when to come again.",
}


def described(desk: Desk) -> dict[str, Any]:
    """The OpenAPI description."""
    shapes: list[Shape] = [answer.CasesAnswer, answer.CaseAnswer, answer.HealthAnswer, answer.Refusal]
    shapes += _ANSWERS.values()
    serialised = set(shapes)
    shapes += [kind for kind, _ in ASKED.values()]
    refs, definitions = models_json_schema(
        [(shape, "serialization" if shape in serialised else "validation") for shape in shapes],
        ref_template="#/components/schemas/{model}",
    )
    at: dict[Any, Any] = {shape: schema for (shape, _), schema in refs.items()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "kposim, the desk",
            "version": package_version(),
            "description": "Stateless questions about outsourcing choices; nothing is stored or executed.",
        },
        "paths": {
            "/api/cases": {"get": _got("All cases.", at[answer.CasesAnswer])},
            "/api/health": {
                "get": {
                    "summary": "Whether questions can be answered.",
                    "responses": {
                        "200": _content("They can.", at[answer.HealthAnswer]),
                        "503": _content("They cannot; the trouble says why.", at[answer.HealthAnswer]),
                    },
                }
            },
            "/api/cases/{name}": {
                "get": {
                    **_got("A case and its levers.", at[answer.CaseAnswer]),
                    "parameters": [
                        {
                            "name": "name",
                            "in": "path",
                            "required": True,
                            "schema": {"type": "string", "enum": list(desk.cases)},
                        }
                    ],
                    "responses": {
                        "200": _content("The answer.", at[answer.CaseAnswer]),
                        "404": _content("There is no such case.", at[answer.Refusal]),
                    },
                }
            },
            **{f"/api/{name}": {"post": _posted(name, at)} for name in ASKED},
        },
        "components": {"schemas": definitions["$defs"]},
    }


def _got(says: str, shape: Any) -> dict[str, Any]:
    return {"summary": says, "responses": {"200": _content("The answer.", shape)}}


def _posted(name: str, at: dict[Any, Any]) -> dict[str, Any]:
    question = ASKED[name][0]
    refused = {str(code): _content(says, at[answer.Refusal]) for code, says in _REFUSALS.items()}
    return {
        "summary": (question.__doc__ or "").strip(),
        "requestBody": {"required": True, "content": {"application/json": {"schema": at[question]}}},
        "responses": {
            "200": _content("The answer.", at[_ANSWERS[name]]),
            "404": _content("There is no such case.", at[answer.Refusal]),
            **refused,
        },
    }


def _content(says: str, shape: Any) -> dict[str, Any]:
    return {"description": says, "content": {"application/json": {"schema": shape}}}
