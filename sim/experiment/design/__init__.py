"""What is to be run: factors and ranges, laid out as design points, and the names of these by content."""
