"""The figures a fund reports, and the close that fixes them.

It reads every app and writes only what it keeps: the figures of a closed day, byte
for byte.  Every satang here comes from the legs or is marked as stated.
"""
