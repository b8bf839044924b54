"""The screens of the terminal game, one module each with its style sheet beside it; they are imported when shown."""
