"""What moved and what is gone, as web servers read it: maps for nginx, a snippet for Caddy.

Decision 0069.
"""

import re
from collections.abc import Mapping
from urllib.parse import quote, unquote

_ODD = re.compile(r'[\s"\\${};#\x00-\x1f]')


def nginx_map(pairs: Mapping[str, str]) -> bytes:
    """Lines of an nginx `map`, from decoded addresses to encoded ones."""
    return "".join(f'"{source}" "{target}";\n' for source, target in _plain(pairs)).encode()


def caddy_snippet(moved: Mapping[str, str], gone: Mapping[str, str]) -> bytes:
    """Directives of a Caddy site: redirects, and 410 for what was withdrawn."""
    lines = [f'redir "{source}" "{target}" 301' for source, target in _plain(moved)]
    paths = [source for source, _ in _plain(gone)]
    lines += (
        ["@gone path " + " ".join(f'"{path}"' for path in paths), 'error @gone "Gone" 410']
        if paths
        else []
    )
    return "".join(f"{line}\n" for line in lines).encode()


def _plain(pairs: Mapping[str, str]) -> list[tuple[str, str]]:
    """In a fixed order, without addresses that would have to be quoted: none of ours has to."""
    known = ((unquote(source), quote(unquote(target))) for source, target in sorted(pairs.items()))
    return [(source, target) for source, target in known if not _ODD.search(source + target)]
