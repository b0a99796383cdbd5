"""Pages of signing in, of proving again, and of one's own account. allauth does the checking, the words are ours."""
