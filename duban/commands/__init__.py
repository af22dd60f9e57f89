"""What each command does, between the workspace's files and the stages; compile.py calls these."""
