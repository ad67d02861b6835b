"""Does every document print what the program says? All pages and notebooks are read aloud, and renewed.

::

    python -m sim.testing.replay       # read all, write new figures in, list what a person must look at
    python -m sim.testing.replay README.md docs/questions.md --check

A comment says what is asked of what stands beside it; readers do not see it. Before a block or a picture:

``<!-- tested -->``
    Run it. A ``console`` block shows what its commands (lines that begin with ``$``) print; a ``python``
    block that prints is followed by a ``text`` block. A line ``...`` stands for any lines.
``<!-- tested: exits 2 -->``
    The same, for a last command that is to leave with this code.
``<!-- file: mine.yaml -->``
    Write the block to this file, for the commands that follow.
``<!-- untested: why -->``
    Leave it. In docs/ every console and Python block is tested or says why not.
``<!-- figure: results/mine/figures/frontier.png -->``
    The picture that follows is this file, which the commands before it drew. Pictures are compared by the
    description that travels in them, which is also their alternative text.
``<!-- made by: make bench -->``
    What follows is made by this command, which takes too long or needs another machine. The command that
    renews the pages lists these.

After a paragraph (a list, a table), to bind the figures that stand in it::

    <!-- played
    > fall = sim.waterfall(sim.preset("pfizer_patents"), seed=1)
    About {{ -fall.total.mean | ~2 }} a task are left
    a third of a day | 0.28 < days < 0.38
    given at 2 % a year
    -->

A line ``>`` is Python in the page's session. Any other line is a piece of the paragraph, word by word, in
which ``{{ value | format }}`` stands for a figure (`sim.testing.replay.piece` lists the formats); after a
bar stands what must be true for the words to stay. ``given`` marks figures that no run prints: settings,
sources, years of another study. ``<!-- played: slowly`` is played by the command, and not by ``make test``.

The blocks of one page share a folder, which begins with the repository's experiments/, and a Python session.
"""
