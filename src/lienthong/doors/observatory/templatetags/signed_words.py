"""Words for signatures on the verification page: stable codes of a verdict as sentences."""

from django import template

from lienthong.ground.signatures import sentences
from lienthong.ground.signatures.verdict import Opinion, SignatureVerdict

register = template.Library()


@register.filter
def changes_told(signature: SignatureVerdict) -> str:
    """What happened to the file after this signature."""
    return sentences.later(signature)


@register.filter
def reason_told(code: str) -> str:
    """Why, in a sentence."""
    return sentences.reason(code)


@register.filter
def opinion_told(opinion: Opinion) -> str:
    """What one engine concluded, in a sentence."""
    return str(sentences.STANDINGS[opinion.standing])
