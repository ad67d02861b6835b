"""SciPy is loaded here; its first import would count against the deadline of the first property."""

import scipy.special  # noqa: F401
