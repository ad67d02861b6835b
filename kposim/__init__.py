"""The package under the name that it is installed by: ``import kposim`` has all that ``import sim`` has.

The code lies in the folder `sim/` beside this one, and its modules call each other by that name. A file
`sim.py` of a user's own, in the folder where they work, would be found first; so the package is taken from
where it lies, and not from where Python would look. Whoever imports `kposim` has that name bound to us from
then on, and a module of their own called `sim` needs another.
"""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim import *  # noqa: F403


def _package() -> ModuleType:
    """`sim`, loaded from beside this folder.

    Raises
    ------
    ImportError
        Another module of this name was imported before.
    """
    path = Path(__file__).resolve().parents[1] / "sim" / "__init__.py"
    found = sys.modules.get("sim")
    if found is not None:
        if found.__file__ is not None and Path(found.__file__).resolve() == path:
            return found
        raise ImportError(
            f"{found.__file__ or 'a module'} is imported as `sim` already, which is the name of kposim's own "
            "folder: give that file another name, or import kposim before it"
        )
    spec = spec_from_file_location("sim", path, submodule_search_locations=[str(path.parent)])
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules["sim"] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_SIM = _package()
__all__ = [*_SIM.__all__]


def __getattr__(name: str) -> Any:
    return getattr(_SIM, name)


def __dir__() -> list[str]:
    return dir(_SIM)
