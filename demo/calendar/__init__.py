"""The played calendar: what the people of the company do in their ERP on a business day, and how the days pass."""
