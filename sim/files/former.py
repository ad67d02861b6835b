"""How does a file of an earlier model become one of this model? Settings that are no more, and what stands
for them.

Where the law is another one there is no same number. Then the new numbers are those with which strangers ask
as many questions, and do as many tasks wrong, as they did without a brief; the file keeps the old ones as
comments.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, MutableMapping
from typing import Any, Final

Settings = MutableMapping[str, Any]

FORMER: Final = {
    "defect_probability": "it is defects_per_task now, a mean: 0.1 of all wrong are 0.105 defects a task",
    "questions_per_task": "it is unclear_points now, those of a stranger: fewer are noticed and asked",
    "culture_distance": "it is part of distance now, which says how much is misunderstood, too",
}
"""Names of settings that are no more, each with what became of it."""

REMEDY: Final = "`kposim upgrade FILE` rewrites the file"
CERTAIN: Final = 7.0
"""Defects a task where one was certain: one task in a thousand has none."""
LEAST_GAP, LARGEST_GAP = 0.02, 0.9


def upgraded(document: Settings) -> list[str]:
    """Rewrite a case or an experiment in place; returns a sentence for each change.

    Mappings of `ruamel.yaml` keep their comments; what a number was stands behind it.
    """
    told: list[str] = []
    scenario = document.get("scenario")
    if isinstance(scenario, MutableMapping):
        _understanding(scenario, told)
    for group, path in list(_groups(document, "")):
        if "defect_probability" in group:
            was = group["defect_probability"]
            _rename(group, "defect_probability", "defects_per_task", defects(was), told, path)
        _paths(group, path, told)
    return told


def _paths(group: Settings, path: str, told: list[str]) -> None:
    """What a factor varies, and settings by dotted path."""
    for name in [name for name in group if _last(name) in FORMER]:
        if name.endswith(".defect_probability"):
            new = name.replace("defect_probability", "defects_per_task")
            _rename(group, name, new, defects(float(group[name])), told, path)
        elif "." in name:
            told.append(f"{path}.{name} is left as it is, for no number stands for it: {FORMER[_last(name)]}")
    varied = group.get("path")
    if not isinstance(varied, str) or _last(varied) not in FORMER:
        return
    if _last(varied) != "defect_probability":
        told.append(f"{path}.path is left as it is: {varied}: {FORMER[_last(varied)]}")
        return
    group["path"] = varied.replace("defect_probability", "defects_per_task")
    levels = group.get("levels")
    if isinstance(levels, list):
        levels[:] = [defects(float(each)) for each in levels]
    told.append(f"{path}.path: {group['path']} in the place of {varied}, and its levels")


def _last(path: str) -> str:
    return str(path).rpartition(".")[2]


def defects(probability: float) -> float:
    """Mean number of defects with which that share of tasks has any."""
    return CERTAIN if probability >= 1.0 else round(-math.log1p(-probability), 4)


def gap_and_points(questions: list[float], culture: float) -> tuple[float, list[float]]:
    """The distance, and a stranger's points of each work, that ask so many questions a task of each work and
    leave `culture` points missed: g (1 - g) points = questions, on average g² points = culture."""
    mean = sum(questions) / len(questions)
    ratio = culture / mean if mean > 0.0 else 0.0
    gap = min(max(ratio / (1.0 + ratio), LEAST_GAP), LARGEST_GAP)
    return gap, [each / (gap * (1.0 - gap)) for each in questions]


def _understanding(scenario: Settings, told: list[str]) -> None:
    """Questions, distances of two kinds and ambiguity, as one law has them."""
    work: Settings = scenario.get("work") or {}
    providers: Settings = scenario.get("providers") or {}
    asked = {name: each for name, each in work.items() if isinstance(each, MutableMapping) and _asks(each)}
    points: dict[str, list[float]] = {name: [] for name in asked}
    for name, provider in providers.items():
        if not isinstance(provider, MutableMapping) or "culture_distance" not in provider:
            continue
        culture, distance = float(provider["culture_distance"]), float(provider.get("distance", 0.0))
        path = f"scenario.providers.{name}"
        questions = [
            float(each["questions_per_task"]) * float(each.get("ambiguity", 0.0)) * distance
            for each in asked.values()
        ]
        if any(questions):
            gap, found = gap_and_points(questions, culture)
            for key, number in zip(asked, found, strict=True):
                points[key].append(number)
        else:
            gap = culture
        _rename(provider, "culture_distance", "distance", round(gap, 3), told, path)
    for name, each in asked.items():
        stranger = points[name] or [
            float(each["questions_per_task"]) * float(each.get("ambiguity", 1.0)) / 0.2
        ]
        mean = round(sum(stranger) / len(stranger), 2)
        _rename(each, "questions_per_task", "unclear_points", mean, told, f"scenario.work.{name}")


def _asks(work: Settings) -> bool:
    return "questions_per_task" in work


def _rename(group: Settings, old: str, new: str, value: float, told: list[str], path: str) -> None:
    """Another setting in the place of one that is no more; what it was stands behind it."""
    was, place, stated = group[old], list(group).index(old), group.get(new)
    known: Any = group
    said = [each for each in (_comment(known, old), _comment(known, new)) if each]
    del group[old]
    group.pop(new, None)
    is_block = hasattr(known, "fa") and not known.fa.flow_style()
    if is_block:
        before = "" if stated is None else f", {new} {stated}"
        known.insert(
            min(place, len(group)), new, value, comment="; ".join([f"was {_last(old)} {was}{before}", *said])
        )
    elif hasattr(known, "insert"):
        known.insert(min(place, len(group)), new, value)
    else:
        group[new] = value
    told.append(f"{path}.{new}: {value} in the place of {old}: {was}")


def _comment(group: Any, name: str) -> str:
    """What stands behind a setting, on its line."""
    tokens = group.ca.items.get(name) if hasattr(group, "ca") else None
    said = tokens[2].value if tokens and tokens[2] is not None else ""
    return str(said).strip().removeprefix("#").strip()


def _groups(value: Any, path: str) -> Iterator[tuple[Settings, str]]:
    """All groups of settings, at any depth, with their paths."""
    if isinstance(value, MutableMapping):
        yield value, path
        for name, each in value.items():
            yield from _groups(each, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from _groups(each, f"{path}.{place}")
