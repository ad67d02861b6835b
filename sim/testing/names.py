"""The names of which random cases are made, and what they are made into."""

from typing import Any

Data = dict[str, Any]
"""A part of a case, as it would stand in a file."""

WORK = ("patents", "payroll", "research")
FAMILIES = ("law", "office")
PROVIDERS = ("bangalore", "krakow", "boston")
OWN_TEAMS = ("inhouse", "liaisons", "reviewers")
REGIONS = ("east", "west")
