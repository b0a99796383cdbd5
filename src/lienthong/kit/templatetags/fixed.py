"""A word for templates, `{% fixed %}`: what says the same on every page is put together once for each language."""

from django import template
from django.template.base import NodeList, Parser, Token, VariableNode
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.template.exceptions import TemplateSyntaxError
from django.template.loader_tags import BlockNode
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()
_CHANGING = (VariableNode, BlockNode, CsrfTokenNode)


class Fixed(template.Node):
    """Rendered once a language, without the page's context, and kept as long as the process has the template."""

    child_nodelists = ("nodelist",)

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self._kept: dict[str, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        """What it says in the reader's language."""
        language = get_language() or ""
        kept = self._kept.get(language)
        if kept is None:
            kept = self._kept[language] = self.nodelist.render(context.new())
        return kept


@register.tag
def fixed(parser: Parser, token: Token) -> Fixed:
    """`{% fixed %}…{% endfixed %}` around words, icons and addresses of files that are the same for everybody.

    Refuses (when the template is read): TemplateSyntaxError for what differs from page to page.
    """
    nodelist = parser.parse(("endfixed",))
    parser.delete_first_token()
    if changing := nodelist.get_nodes_by_type(_CHANGING):  # type: ignore[arg-type]  # isinstance takes several
        raise TemplateSyntaxError(f"within fixed stands what changes: {changing[0]!r}")
    return Fixed(nodelist)
