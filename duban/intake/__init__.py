"""收件: whom a file that came back belongs to, and every value in it with its address."""
