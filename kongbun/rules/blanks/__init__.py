"""A by-law's parts as sentences with blanks: what a clerk fills in, no YAML typed.

Pure: a part of the tree becomes blanks, filled blanks become the part again.  How they
are drawn is the doors' affair, how a draft is kept the bylaws app's.
"""
