"""Bytes kept once under their SHA-256, checked on the way in, streamed both ways.

Owns stored files and what was found out about them, and files that are still arriving in pieces. Never knows what a
file means.
"""
