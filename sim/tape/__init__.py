"""What has chance in store? All of it is dealt before time starts: streams for common random numbers."""
