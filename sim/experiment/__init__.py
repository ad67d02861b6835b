"""Many runs: design points × replications, computed anywhere, stored so that nothing is lost.

`design` says what is to be run, `execute` how a run is computed and travels, `folder` where rows live and how
they are read, and `conduct` carries an experiment through. Nothing is imported here: reading an experiment
needs none of the machinery that runs it.
"""
