"""The real services the tests talk to: throw-away servers on loopback, and the browser."""
