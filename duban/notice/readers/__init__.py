"""Readers of notices: whatever a file holds, one neutral structure or one message."""

from duban.notice.readers.dispatch import LARGEST, read_notice, refused_by_size

__all__ = ["LARGEST", "read_notice", "refused_by_size"]
