"""Publishing: what is due becomes public, and what sites and programs are told of it."""
