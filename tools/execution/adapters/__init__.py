"""Adapters: each carries out some kinds of action in one system; only the executor calls them."""
