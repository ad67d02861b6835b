"""What does one mechanism cost? The same world, on the same tape, with that mechanism switched off."""
