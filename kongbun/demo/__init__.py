"""The demo fund: a made-up tambon and its six years, the same every time.

A story, not noise.  Everyone in it is invented; it is told through the actions that
people use, so its books are as sound as any.
"""
