"""`python -m crm.tui.commands > docs/KEYS.md`."""

import sys

from crm.tui.commands import keys_markdown

sys.stdout.write(keys_markdown())
