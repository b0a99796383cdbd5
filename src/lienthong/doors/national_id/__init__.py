"""A stand-in for the national e-ID, for demonstrations: a provider of OpenID Connect whose people do not exist.

A service of its own, without database and without Django: `lienthong national-id`. It says on every page what it is.
The product reaches it only as it will reach the real one, through the adapter of identity; nothing is shared.
"""
