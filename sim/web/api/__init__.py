"""The guarded interface: what the page may ask, what it is answered, and who is let in."""
