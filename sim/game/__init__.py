"""The game: a table at which persons and computers play a scenario, and all that is kept of it."""
