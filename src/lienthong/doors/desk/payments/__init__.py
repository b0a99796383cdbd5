"""Money that reached the body's accounts and that nobody is due: matching it, and giving it back."""
