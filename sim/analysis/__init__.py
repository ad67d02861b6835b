"""What may we claim after so many replications?

One noun, one file: `interval`, `tail`, `comparison`, `warmup`, and `theory` with the textbook targets.
Nothing is imported here, so that asking for an interval does not load the rest of the floor.
"""
