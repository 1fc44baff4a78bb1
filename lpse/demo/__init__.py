"""Example data of the demonstration: an office that has been at work for ninety days, made by the portal's own services."""
