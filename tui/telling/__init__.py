"""What the game says, as rows of plain data and text: the screens and the plain text game show the same."""
