"""`python -m site_builder` is `handlelists`."""

from site_builder.cli import main

if __name__ == "__main__":
    main()
