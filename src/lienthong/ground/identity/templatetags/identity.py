"""Template words of identity: faces, devices, and where passkeys can work."""

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from lienthong.ground.identity import devices, faces, passkeys

register = template.Library()


@register.simple_tag
def face(name: str, css: str = "") -> SafeString:
    """A drawn portrait for a name."""
    return faces.face(name, css=css)


@register.filter
def device(user_agent: str) -> str:
    """`Firefox, Windows`: what a person recognises of a `User-Agent`."""
    return devices.recognise(user_agent)


@register.simple_tag(takes_context=True)
def passkey_place(context: Context) -> passkeys.Place:
    """Whether passkeys can work at the address this page was opened under, and under which they would."""
    return passkeys.place_of(context["request"])
