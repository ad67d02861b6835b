"""How does a kind of one's own become one that a file can name?"""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel

from sim.scenario.contract import CONTRACTS, Terms
from sim.scenario.distribution import DISTRIBUTIONS

Model = TypeVar("Model", bound=type[BaseModel])


def of_the_script() -> tuple[type[BaseModel], ...]:
    """Classes that the running script itself has registered: whoever is to know them must import it."""
    known = [*CONTRACTS.registered.values(), *DISTRIBUTIONS.registered.values()]
    return tuple(each for each in known if each.__module__ == "__main__")


def register(model: Model) -> Model:
    """Make a distribution or a kind of contract known, so that cases and files may name it; a decorator.

    A class derived from `sim.scenario.contract.Terms` is a contract and has a method ``billing()``, which
    returns a `sim.scenario.billing.Billing`. Any other is a distribution, derived from
    `sim.scenario.base.Part`, with a ``mean`` and ``quantile(luck)``: uniform numbers in, amounts out,
    (n,) both. More luck is never less. Both have a field ``kind`` with
    one value. An installed package may announce its own as an entry point, under the name of the kind, in
    the group ``kposim.distributions`` or ``kposim.contracts``; then nobody needs to import it.

    Raises
    ------
    TypeError
        The class lacks something, or its kind has another class already.
    """
    if not isinstance(model, type):
        raise TypeError(f"register({model!r}) needs a class: a distribution or a kind of contract")
    return (CONTRACTS if issubclass(model, Terms) else DISTRIBUTIONS).register(model)
