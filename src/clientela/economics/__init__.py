"""What a customer really brings and costs: the contribution ladder, prices, service, potential."""
