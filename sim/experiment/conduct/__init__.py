"""How an experiment is carried through: what is missing, in which order, until when, and how it is told."""
