"""Everything that is measured, one after the other: `python -m bench`."""

from bench import api_create

if __name__ == "__main__":
    api_create.main()
