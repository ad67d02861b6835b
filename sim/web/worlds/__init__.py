"""The desk's computing: runs kept and shared, jobs in a queue, one world watched."""
