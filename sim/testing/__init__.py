"""Helpers for tests of the engines, ours and yours.

`sim.testing.cases` draws random cases over every field of the model, `sim.testing.twins` has both engines
tell them and compares, `sim.testing.text` prints a journal as a table that can be checked by hand.
`hypothesis` is needed only for `sim.testing.cases.cases`; it comes with the `dev` extra.
"""
