"""The laws: scalars and arrays in, scalar out; no state, no clock, no I/O.

Both engines call these functions for every decision and every piece of arithmetic that can affect the
future. They have to: `left - (now - started)` and `(started + left) - now` are the same number on paper and
differ in the last bit, and one bit is enough for two events to change places and for the rest of a run to go
another way. So each law is written once, plainly, and compiled (`sim.rules.rule`): the reference engine calls
it from Python, the compiled engine from its loop, and neither has arithmetic of its own.

A law that needs chance is handed the number drawn for it; a law that needs the time is told. Nothing is
imported here, so that whoever only reads scenarios does not wait for the compiler: import what you need.
"""
