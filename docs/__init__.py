"""The documentation, and the commands that write its generated pages."""
