"""Writing a site: file by file into a folder of its own, then into place in one step."""
