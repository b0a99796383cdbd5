"""The doctor's visits: each file examines one side of an installation and says what it found, a sentence each."""
