"""A real Tryton ERP beside us: its environment, databases, process and users; spoken to over HTTP only."""
