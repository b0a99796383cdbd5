"""Petitions at the two bodies: receiving and forwarding, answering, approving what everybody may read."""
