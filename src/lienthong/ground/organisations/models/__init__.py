"""The nouns: institutions (bodies, units, posts), the dated facts about them, the changes that made those, places."""

from lienthong.ground.organisations.models.changes import Change
from lienthong.ground.organisations.models.facts import Code, Name, Parentage, Succession
from lienthong.ground.organisations.models.institutions import Body, Institution, Post, Unit
from lienthong.ground.organisations.models.places import Place

__all__ = ["Body", "Change", "Code", "Institution", "Name", "Parentage", "Place", "Post", "Succession", "Unit"]
