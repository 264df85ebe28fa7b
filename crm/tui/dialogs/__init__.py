"""Forms and questions that open over a screen."""
