"""Other people's programs on our calendar files. One that cannot be had is skipped, and the summary says so."""
