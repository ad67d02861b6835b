"""A draft of the STRESS-DES report: how an experiment is described so that others can repeat it."""
