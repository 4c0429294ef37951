"""`python -m bot` is `tiku`."""

from bot.cli import main

if __name__ == "__main__":
    main()
