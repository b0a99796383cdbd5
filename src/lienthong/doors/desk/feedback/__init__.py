"""Who was unhappy, and calling them back."""
