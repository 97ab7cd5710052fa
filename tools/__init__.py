"""Floor 2: what an agent calls to estimate, optimise, simulate, read feeds, execute and notify."""
