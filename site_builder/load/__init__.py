"""Load: from bytes of a source tree to typed values and the problems found on the way. Decides nothing."""
