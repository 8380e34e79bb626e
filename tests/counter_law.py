"""A small by-law for tests of the counter: a fund that says one thing of membership."""

from __future__ import annotations

import textwrap
from datetime import date

from kongbun.bylaws.actions import adopt
from kongbun.testing.cast import TODAY, Cast

LAW = """
title: ระเบียบกองทุนบ้านดอน
fund: กองทุนบ้านดอน
version: พ.ศ. {year}
status: synthetic
effective_from: {first}
membership:
  clause: ข้อ 4
  text: สมาชิกของกองทุน
{membership}
contributions:
  clause: ข้อ 5
  text: เดือนละ 30 บาท
  convention: month
  unit_baht: 30
{contributions}
approvals:
  - {{clause: ข้อ 6, text: คณะกรรมการ, by: committee}}
{common}
benefits:
{benefits}
"""
AWAKE = "common_conditions: [{not_suspended: yes, clause: ข้อ 6}]"
BIRTH = """
- code: birth
  title: คลอดบุตร
  clause: ข้อ 7
  text: คนละ 500 บาท
  category: 1
  amount: {fixed_baht: 500}
  caps: [{max_times: 1, per: event}]
  evidence: [สูติบัตร]
  payees: [self]
  examples:
    - name: ได้ 500 บาท
      given: {event_date: 2026-11-09, joined_date: 2020-11-01}
      expect: {amount_baht: 500}
"""


def adopt_law(
    cast: Cast,
    membership: str,
    *,
    contributions: str = "",
    benefits: str = BIRTH,
    common: str = AWAKE,
    first: date = date(2020, 10, 1),
    year: int = 2563,
) -> None:
    """Adopt it with these lines under `membership`, `contributions`, `benefits`."""
    text = LAW.format(
        year=year,
        first=first,
        common=common,
        membership=textwrap.indent(membership.strip("\n"), "  "),
        contributions=textwrap.indent(contributions.strip("\n"), "  "),
        benefits=textwrap.indent(benefits.strip("\n"), "  "),
    )
    adopt(
        cast.act("chanpen"),
        text=text,
        file="x",
        adopted_on=TODAY,
        meeting="ประชุมใหญ่",
    )
