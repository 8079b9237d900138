"""What words say: days, languages, addresses, the furniture of pages."""
