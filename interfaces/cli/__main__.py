"""`python -m interfaces.cli` is `trimtab`."""

from interfaces.cli import main

main()
