"""One use case per function, over the ports in `ports.py`. No framework, no SQL."""
