"""Migration steps, frozen as they were written: a step never follows later changes of the models."""
