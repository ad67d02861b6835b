"""How a run is computed, and how runs travel to those who compute them: executors, batches, clusters."""
