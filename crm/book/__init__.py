"""The use cases: one act of the person is one function, one transaction, one undo step."""
