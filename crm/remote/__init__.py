"""Calendar servers (CalDAV): finding calendars, and reading and writing single objects. No rules, no database."""
