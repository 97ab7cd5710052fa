"""Views: what the interfaces show, as plain data: reading models that web and API share, and their formatting."""
