"""What identity is connected to: allauth, which asks us about entrance and factors, and the national e-ID."""

from lienthong.ground.identity.adapters.entrance import Entry, Factors

__all__ = ["Entry", "Factors"]
