"""Django's SQLite backend, with a type for each column and an app that owns nothing.

PostgreSQL has both of its own; here they are added where Django makes the tables and
opens the connections.  Nothing here knows what a table is for.
"""
