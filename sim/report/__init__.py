"""What an experiment and its results say about themselves, for people who must report on them."""
