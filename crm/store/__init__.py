"""The book on disk: schema, opening, transactions, undo log, pages of rows."""
