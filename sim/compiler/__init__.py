"""Where machine code is kept, who makes it, and who waits for it."""
