"""What goes in and out: one file a format; bytes to records and back, no database."""
