"""What the page shows: levers, questions to begin with, and sentences."""
