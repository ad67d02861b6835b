"""How quick is it, and beside what? `make bench`, or ``python -m benchmarks --help``.

Every figure is a ratio of two times of the same run on the same machine, taken in turns (A B A B ...), or
comes with the other figure that it is to be compared with. No test looks at a clock; a benchmark is read.
"""
