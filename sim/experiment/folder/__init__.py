"""What is on disk: a results folder, its files, and how results are read and summed up."""
