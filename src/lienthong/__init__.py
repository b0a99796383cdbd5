"""Liên Thông: the open platform on which a country runs its e-government.

The floors are folders: `kit` (no word of government in it), `ground` (who, when and proof), `records` (what is true
and where it travels), `doors` (how one enters), `config` (settings and processes). See ARCHITECTURE.md.
"""

__version__ = "0.1.0"
