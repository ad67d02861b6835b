"""What did it come to? Money, service, quality, communication and resilience, read from a journal of facts.

`settle` makes a `Scorecard` of a `Journal`. Each section reads an `Observation`: it, through a window.
"""
