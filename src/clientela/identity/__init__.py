"""Who the customer is: numbers that are one firm, groups, doubles, and the register that follows from them."""
