"""A browser for pages that only a script draws: Debian's chromium, which has no network of its own.

`finding` says whether it can be had, `bounds` what one page may cost, `messages` what goes over the
pipes between us and the process (`python -m app.browser`, with `flags`, `drawing` and `quiet`) that
holds the browser, `processes` knows and ends all that it started, `watch` looks at what a page
costs, `client` is what the rest of the program holds.

Decision 0120.
"""
