"""Floor 3: who decides what to propose, and the two graphs; no screen."""
