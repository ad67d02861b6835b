"""The reference engine: the story as SimPy processes, to be read first."""
