"""The outputs: one module each, made of the Compilation and nothing else.

Nothing is imported here: what marks a workbook in a worker needs little of this room.
"""
