"""The folder on PYTHONPATH of a process that shall live in the time that a file says."""
