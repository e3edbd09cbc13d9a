"""Tables: from a file that somebody hands in to tables of text. Knows nothing about accounts."""
