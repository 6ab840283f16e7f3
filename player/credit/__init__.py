"""What must be true before credit is awarded, and the award per license."""
