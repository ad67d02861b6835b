"""How is a case played? A plan and a tape become a journal; two engines tell it alike."""
