"""Templates in which what is the same in every request was worked out when they were read.

A page has some seventy words to look up and twenty addresses to make, each time with the same
outcome: the site has one language and stands at the root of its address. Working them out once
takes a third off what making a page costs.
"""

from collections.abc import Iterator
from typing import Any, override

from django.template import Context, Template
from django.template.base import FilterExpression, Node, NodeList, TextNode, TokenType, Variable
from django.template.defaulttags import IfNode, URLNode
from django.template.loaders import cached
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.templatetags.static import StaticNode
from django.urls import NoReverseMatch


class Loader(cached.Loader):
    """Django's own, which reads each template once per process."""

    @override
    def get_template(self, template_name: str, skip: Any = None) -> Template:
        is_known = self.cache_key(template_name, skip) in self.get_template_cache
        template = super().get_template(template_name, skip)
        if not is_known:
            context = Context()
            with context.bind_template(template):
                fold(template.nodelist, context)
        return template


def fold(nodes: NodeList, context: Context) -> None:
    """Put text in the place of what cannot change, also within the nodes that stay."""
    folded: list[Node] = []
    for node in (_folded(node, context) for node in nodes):
        if isinstance(node, TextNode) and folded and isinstance(folded[-1], TextNode):
            folded[-1] = _text(folded[-1].s + node.s, like=folded[-1])
        else:
            folded.append(node)
    nodes[:] = folded


def _folded(node: Node, context: Context) -> Node:
    for within in _lists_within(node):
        fold(within, context)
    if not _is_constant(node):
        return node
    try:
        text = node.render(context)
    except (NoReverseMatch, ValueError):  # an address that this site does not have: said when shown
        return node
    return _text(text, like=node)


def _text(text: str, *, like: Node) -> TextNode:
    """A node that stands where another did: errors name the place."""
    node = TextNode(text)
    node.token, node.origin = like.token, like.origin
    return node


def _lists_within(node: Node) -> Iterator[NodeList]:
    if isinstance(node, IfNode):  # its `nodelist` is put together anew each time it is asked for
        yield from (nodes for _condition, nodes in node.conditions_nodelists)
        return
    for name in node.child_nodelists:
        if isinstance(nodes := getattr(node, name, None), NodeList):
            yield nodes


def _is_constant(node: Node) -> bool:
    match node:
        case TranslateNode():
            return not (node.asvar or node.message_context) and _are_literal(node.filter_expression)
        case BlockTranslateNode():
            is_plain = all(token.token_type == TokenType.TEXT for token in node.singular)
            return is_plain and not (
                node.extra_context or node.plural or node.asvar or node.message_context
            )
        case URLNode():
            named = [node.view_name, *node.args, *node.kwargs.values()]
            return not node.asvar and _are_literal(*named)
        case StaticNode():
            return not node.varname and _are_literal(node.path)
    return False


def _are_literal(*expressions: FilterExpression) -> bool:
    return all(not each.filters and _is_literal(each.var) for each in expressions)


def _is_literal(var: Any) -> bool:
    return var.literal is not None if isinstance(var, Variable) else isinstance(var, str)
