"""Pictures: kept files, smaller forms, cards and icons."""
