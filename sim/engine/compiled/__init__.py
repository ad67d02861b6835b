"""The compiled engine: the story in one loop over a future event list, made machine code by Numba."""
