"""The words of the questions, shared by the pages of sources and of staff."""
