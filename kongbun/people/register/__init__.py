"""Reading a fund's register from a sheet: bytes in, rows and findings out.

Pure: no database and no clock.  What it may not decide it asks; what it repairs it
shows.  Writing is `people.import_actions`.
"""
