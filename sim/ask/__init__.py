"""Questions about a case: what if, what does one mechanism cost, where does the money go, when is it back?"""
