"""Many runs: design points × replications, computed anywhere, stored so that nothing is lost.

`experiment` is what a file says, `design` the points it means, `run` one run, `executor` how runs travel,
`store` where rows live, `results` how they are read, and `conduct` puts them together. Nothing is imported
here: reading an experiment needs none of the machinery that runs it.
"""
