"""What people say is wrong in a register this body keeps, and answering it."""
