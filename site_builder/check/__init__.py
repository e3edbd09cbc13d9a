"""Check: what a change does to what is public, and whether it may. Judged by the rules of its base."""
