"""SciPy is loaded here: its first import is no part of any check."""

import scipy.special  # noqa: F401
