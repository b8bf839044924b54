"""The game in a browser on this machine: the same app behind a page, for the local user alone (extra `web`)."""
