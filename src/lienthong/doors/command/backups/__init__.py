"""Backup and restore: what is in the file, how it is made from a living installation, how it becomes one again."""
