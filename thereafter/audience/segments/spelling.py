"""The trap of YAML that NO, yes and on are no words there but true or false, unless they are quoted."""

from collections.abc import Iterator, Sequence

import yaml

_BOOLEAN = "tag:yaml.org,2002:bool"


def unquoted(root: yaml.Node | None, path: Sequence[str | int], sentence: str) -> str:
    """The sentence about what stands at `path`; where it shows true or false that somebody wrote otherwise, told so."""
    if root is None or ("true" not in sentence and "false" not in sentence):
        return sentence
    spelled = next(_spelled(_at(root, path)), "")
    meant = "true" if spelled.lower() in {"yes", "on"} else "false"
    remark = f' {spelled} without quotation marks is no word in YAML but means {meant}; write "{spelled}" for the word.'
    return sentence + remark if spelled else sentence


def _at(node: yaml.Node, path: Sequence[str | int]) -> yaml.Node:
    """What stands at `path`; unknown parts are skipped."""
    for part in path:
        if isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == part), node)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
    return node


def _spelled(node: yaml.Node) -> Iterator[str]:
    """Every true or false in there that is written as another word."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, yaml.MappingNode):
            waiting += [value for _, value in one.value]
        elif isinstance(one, yaml.SequenceNode):
            waiting += one.value
        elif one.tag == _BOOLEAN and one.value.lower() not in {"true", "false"}:
            yield one.value
