"""What is the world: work, teams, calendars, contracts, hazards? Not ours to choose."""
