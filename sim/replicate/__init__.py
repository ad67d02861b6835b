"""Who plays cases in worlds? Whoever asks anything asks here: replications, workers, and luck dealt once."""
