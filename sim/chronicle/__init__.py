"""What became of one task, and of one world: a run's facts as a narrative, and as frames to play."""
