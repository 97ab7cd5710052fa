"""Floor 1: the language of the field and its record; no solver, no agent, no screen."""
