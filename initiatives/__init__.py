"""What partners do: initiatives."""
