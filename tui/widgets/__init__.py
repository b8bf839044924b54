"""The widgets of the terminal game. Each shows nothing by colour alone and has a twin in plain text."""
