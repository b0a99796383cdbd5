"""Channels that carry a notice out of the product."""
