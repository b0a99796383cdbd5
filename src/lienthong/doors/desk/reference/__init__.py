"""What an official looks things up in: the directory, the books of the body, search over all of it, and its tokens."""
