"""A company, its calendar and its incidents, beside the house: nobody imports it."""
