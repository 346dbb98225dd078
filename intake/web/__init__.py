"""Pages: forms and thin views over the use cases of `intake.services`."""
