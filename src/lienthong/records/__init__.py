"""What is true and where it travels."""
