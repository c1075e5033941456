"""Plain text in, findings out. Standard library only: no Django, no files, no network. README.md has the algorithm."""
