"""Key stores: places where private keys live. One folder each; the software store is for development and says so."""
