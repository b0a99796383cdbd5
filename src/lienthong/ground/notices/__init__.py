"""Messages to people: in the product and by e-mail, with retry and a visible end.

Owns notices and their deliveries. Never decides that something is worth telling.
"""
