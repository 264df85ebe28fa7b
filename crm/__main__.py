"""`python -m crm` is the same program as `callback`."""

from crm.cli.main import main

if __name__ == "__main__":
    main()
