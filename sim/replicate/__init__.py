"""Cases played in worlds: the processes that play them, and the worlds they play."""
