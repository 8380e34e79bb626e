"""Slow second answers to what each shipped by-law grants, one case at a time.

Written from what is known of each fund, in plain `date` arithmetic, and from nothing
in `kongbun.rules`: where the two disagree, one of them is wrong.
"""

from tests.rules.oracles import chamuang, partly_known, songkhla, synthetic, yasothon

# The letter by which a by-law is known, its file, what each benefit of it grants.
FIXTURES = {
    "A": ("yasothon", yasothon.GRANTS),
    "B": ("chamuang", chamuang.GRANTS),
    "C": ("that-choeng-chum", partly_known.THAT_CHOENG_CHUM),
    "D": ("thai-talat", partly_known.THAI_TALAT),
    "E": ("songkhla-unverified", songkhla.GRANTS),
    "F": ("sap-anan", partly_known.SAP_ANAN),
    "G": ("southern-savings", partly_known.SOUTHERN_SAVINGS),
    "H": ("example-synthetic", synthetic.GRANTS),
}
