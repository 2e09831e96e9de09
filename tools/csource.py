# SPDX-License-Identifier: Apache-2.0
"""Reads C just well enough for the checks in this folder: which code is there, and which functions."""

import re
import sys
from pathlib import Path

# Comments, strings and characters; `code_only` blanks them and keeps every line where it was.
_NOT_CODE = re.compile(r'//(?:\\\n|[^\n])*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
_DIRECTIVE = re.compile(r"^[ \t]*#(?:\\\n|[^\n])*", re.M)
_TOKEN = re.compile(r"\n|[A-Za-z_]\w*|\d[\w.]*|&&|\|\||->|\S")
_DECISIONS = {"if", "for", "while", "case", "&&", "||", "?"}


def root_from_arguments():
    """The tree to check: the first argument, else the one this tool stands in."""
    return Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent).resolve()


def c_files(root, *folders, pattern="*.[ch]"):
    for folder in folders:
        yield from sorted((root / folder).rglob(pattern))


def _blank(match):
    text = match.group()
    inner = re.sub(r"[^\n]", " ", text[1:-1])
    return text[0] + inner + text[-1] if text[0] in "\"'" else re.sub(r"[^\n]", " ", text)


def code_only(text):
    return _NOT_CODE.sub(_blank, text)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


class Function:
    def __init__(self, name, line):
        self.name, self.line = name, line
        self.lines = 0  # from the opening brace to the closing one, both counted
        self.complexity = 1  # McCabe's: one more for each decision


def _matching_open(tokens, close):
    depth = 0
    for i in range(close, -1, -1):
        depth += {")": 1, "(": -1}.get(tokens[i][0], 0)
        if depth == 0:
            return i
    return 0


def _function_name(tokens):
    """The name, where these tokens before a `{` are a function's head; None for a table or a struct."""
    end = len(tokens) - 1
    while end > 0 and tokens[end][0] == ")":
        start = _matching_open(tokens, end)
        word = tokens[start - 1][0] if start > 0 else ""
        if word == "__attribute__":
            end = start - 2
            continue
        if word == "WW_TEST":
            return tokens[start + 1][0]
        return word if re.match(r"[A-Za-z_]", word) else None
    return None


def functions(text):
    """Every function that a file defines, in order."""
    code = _DIRECTIVE.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), code_only(text))
    tokens, line = [], 1
    for match in _TOKEN.finditer(code):
        if match.group() == "\n":
            line += 1
        else:
            tokens.append((match.group(), line))

    found, depth, head, current, opened = [], 0, 0, None, 0
    for i, (token, at) in enumerate(tokens):
        if token == "{":
            if depth == 0:
                name = _function_name(tokens[head:i])
                current = Function(name, at) if name else None
                opened = at
            depth += 1
        elif token == "}":
            depth -= 1
            if depth == 0:
                if current:
                    current.lines = at - opened + 1
                    found.append(current)
                current, head = None, i + 1
        elif depth == 0 and token == ";":
            head = i + 1
        elif current and token in _DECISIONS:
            current.complexity += 1
    return found
