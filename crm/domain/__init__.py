"""What is true: people, touches, cadences, dates, the next touch. Pure; standard library only."""
