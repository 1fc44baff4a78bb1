"""What runs in the sandboxed child process on the bytes of an uploaded file. Imports neither Django nor the rest of core."""
