"""Class orders: C3, other bases, what each class brings."""
