"""How one enters: each door is a surface for one kind of user; doors do not know each other."""
