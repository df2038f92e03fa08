"""What will probably come: who will still buy, how much, with what margin, how sure, and how the past bears it out."""
