"""Who, when and proof: the floor everything official stands on."""
