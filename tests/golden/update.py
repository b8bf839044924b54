"""Write the golden games anew: `python -m tests.golden.update`, from the project's folder."""

from __future__ import annotations

from tests.golden import GAMES, written


def main() -> None:
    """Write every golden game, and say which of them changed."""
    for game in GAMES:
        text = written(game)
        same = game.path.exists() and game.path.read_text("utf-8") == text
        game.path.write_text(text, "utf-8")
        print(f"{game.path.name}: {'as before' if same else 'written'}")


if __name__ == "__main__":
    main()
