"""The translation tags of mail templates: resolved when a template is compiled, once for each language.

They read as Django's own; what depends on no value (nearly all) becomes plain text before the first mail.
"""

import re

from django import template
from django.template.base import Node, NodeList, TextNode, VariableNode
from django.templatetags import i18n
from django.utils.translation import gettext

register = template.Library()
PLACE = re.compile(r"%\((.+?)\)s")


class Sentence(Node):
    """A translated sentence with its values in it."""

    child_nodelists = ("nodelist",)

    def __init__(self, nodelist: NodeList):
        self.nodelist = nodelist

    def render(self, context):
        return self.nodelist.render(context)


@register.tag("trans")
@register.tag("translate")
def translate(parser, token):
    """A constant text, translated now."""
    node = i18n.do_translate(parser, token)
    said = node.filter_expression
    if node.asvar or node.message_context or said.filters or said.var.lookups:
        return node
    return TextNode(node.render(template.Context()))


@register.tag("blocktrans")
@register.tag("blocktranslate")
def blocktranslate(parser, token):
    """A sentence with values, translated now; plurals and contexts are left to Django."""
    node = i18n.do_block_translate(parser, token)
    if node.plural or node.asvar or node.message_context:
        return node
    message, names = node.render_token_list(node.singular)
    nodes = NodeList()
    for place, part in enumerate(PLACE.split(gettext(message))):
        if place % 2 == 0:
            nodes.append(TextNode(part.replace("%%", "%")))
        elif part in names:
            nodes.append(VariableNode(node.extra_context.get(part) or parser.compile_filter(part)))
        else:
            raise template.TemplateSyntaxError(f"the translation of “{message}” names “{part}”")
    return Sentence(nodes)
