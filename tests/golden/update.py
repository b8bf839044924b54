"""Write the golden games and accounts anew: `python -m tests.golden.update`, from the project's folder."""

from __future__ import annotations

from pathlib import Path

from tests.golden import GAMES, accounts, written


def main() -> None:
    """Write every golden game and account, and say which of them changed."""
    for game in GAMES:
        _write(game.path, written(game))
    for account in accounts.ACCOUNTS:
        _write(account.path, accounts.written(account))


def _write(path: Path, text: str) -> None:
    same = path.exists() and path.read_text("utf-8") == text
    path.write_text(text, "utf-8")
    print(f"{path.name}: {'as before' if same else 'written'}")


if __name__ == "__main__":
    main()
