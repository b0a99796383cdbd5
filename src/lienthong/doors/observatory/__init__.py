"""The door of everyone: open figures, the public log, verification. No sign-in, no personal data."""
