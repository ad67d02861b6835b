"""Two cases that never change, so that floors can be stated on them: with every mechanism, and with none."""
