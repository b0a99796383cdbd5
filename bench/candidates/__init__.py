"""What is measured side by side: each a server that is started once and then loaded round by round, in turns."""
