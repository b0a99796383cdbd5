"""The counter: tickets and their display, calling to a window, and entering an application with the person present."""
