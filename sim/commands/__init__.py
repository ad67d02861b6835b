"""What can be asked at the command line? Commands of one kind share a file; `sim.cli` is their door."""
