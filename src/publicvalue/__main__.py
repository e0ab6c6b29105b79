"""`python -m publicvalue`: the command, where its script is not on the path."""

from publicvalue.cli.main import main

if __name__ == "__main__":
    main(prog_name="publicvalue")
