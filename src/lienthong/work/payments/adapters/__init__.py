"""How banks are spoken with: one folder for each kind."""
