"""Language: sentences about facts. Here templates only; every number in them is handed in, none is made up."""
