"""What observations alone say of a customer: the ruling statement, its age, contradictions, and the kinds of not knowing."""
