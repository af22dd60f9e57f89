"""The office's desk: a local page that calls what the command line calls and keeps no state."""
