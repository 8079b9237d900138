"""The service at work: assembled, its jobs, its clock, and whether they live."""
