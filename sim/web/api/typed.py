"""What do answers look like to the page? Their models as TypeScript declares them, so that it can be checked.

``python -m sim.web.api.typed`` prints what stands in ``static/answers.d.ts``; a test holds the two together.
"""

from __future__ import annotations

from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from sim.web.api import answer

HEAD: Final = "// What the desk answers. Made by `python -m sim.web.api.typed`, of sim/web/api/answer.py.\n"

SHOWN: Final[tuple[type[BaseModel], ...]] = (
    answer.CasesAnswer,
    answer.CaseAnswer,
    answer.ComparisonAnswer,
    answer.WorldAnswer,
    answer.FilmAnswer,
    answer.StoryAnswer,
    answer.FrontierAnswer,
    answer.WaterfallAnswer,
    answer.Refusal,
)
PLAIN: Final = {
    "string": "string",
    "number": "number",
    "integer": "number",
    "boolean": "boolean",
    "null": "null",
}


def declarations() -> str:
    """All answers and their parts."""
    _, shapes = models_json_schema([(shape, "serialization") for shape in SHOWN])
    return HEAD + "".join(_declared(name, shape) for name, shape in sorted(shapes["$defs"].items()))


def _declared(name: str, shape: dict[str, Any]) -> str:
    fields = "".join(f"  {field}: {_kind(kind)};\n" for field, kind in shape["properties"].items())
    return f"\ninterface {name} {{\n{fields}}}\n"


def _kind(shape: dict[str, Any]) -> str:
    if "$ref" in shape:
        return str(shape["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in shape:
        return " | ".join(dict.fromkeys(_kind(each) for each in shape["anyOf"]))
    if "enum" in shape:
        return " | ".join(f'"{each}"' for each in shape["enum"])
    if shape["type"] == "array":
        return f"Array<{_kind(shape['items'])}>"
    if shape["type"] == "object":
        return f"Record<string, {_kind(shape['additionalProperties'])}>"
    return PLAIN[shape["type"]]


if __name__ == "__main__":
    print(declarations(), end="")
