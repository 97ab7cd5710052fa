"""The play: the demo's company, its ERP and Trimtab as processes, and what happens to them; speaks HTTP only."""
