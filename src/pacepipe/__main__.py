"""`python -m pacepipe` is the same as `pacepipe`."""

from pacepipe.cli import main

if __name__ == "__main__":
    main()
