"""How does it look? Functions that take and return Axes, one style, and the figures of an experiment."""
