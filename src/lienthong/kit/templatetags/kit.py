"""Template words available on every page."""

from django import template

register = template.Library()
