"""A claim told on the command line: the same telling as its page, as text or JSON."""

from __future__ import annotations

from typing import Any

from kongbun.claims.allotment_telling import ToldAllotment
from kongbun.claims.approval_telling import matter_now, tell_approval
from kongbun.claims.late import day_of
from kongbun.claims.models import Claim, ClaimStatus
from kongbun.claims.telling import WAITS, Telling, about_whom, heading, tell
from kongbun.claims.told import ToldCheck
from kongbun.claims.way import Way, way_of
from kongbun.kernel.baht_words import baht_words
from kongbun.kernel.money import Money
from kongbun.kernel.thai_date import short
from kongbun.web import clock

SIGN = {"pass": "✓", "cut": "–", "fail": "✗"}


def as_json_of(claim: Claim) -> dict[str, Any]:
    telling = tell(claim)
    way = way_of(claim, clock.today_for(claim.fund))
    return {
        "claim": claim.number,
        "fund": claim.fund.code,
        "benefit": claim.benefit,
        "title": heading(claim, telling.rule),
        "clause": telling.rule.clause,
        "who": about_whom(claim),
        "claimant": claim.claimant_name,
        "first_day": claim.event.first_day,
        "last_day": claim.event.last_day,
        "event_on": claim.event_on,
        "submitted_on": claim.submitted_on,
        "status": claim.status,
        "bylaw": {
            "title": telling.bylaw_title,
            "version": telling.bylaw_version,
            "hash": telling.bylaw_hash,
        },
        "granted": telling.granted,
        "amount_satang": telling.amount_satang,
        "units": telling.units,
        "checks": [check.as_json() for check in telling.checks],
        "sums": [{"label": one.label, "satang": one.satang} for one in telling.sums],
        "allocation": telling.allotted.as_json() if telling.allotted else None,
        "next_step": telling.next_step,
        "possible_from": telling.possible_from,
        "decision": telling.hash,
        "signatures": {
            "needed": claim.signatures_needed,
            "given": [box.name for box in way.signed if box.signed],
        },
        "approval": _approval(claim, telling),
        "award": _award(way),
        "voucher": way.payment.number if way.payment else None,
    }


def _award(way: Way) -> dict[str, Any] | None:
    if way.award is None:
        return None
    return {
        "amount_satang": way.award.amount_satang,
        "departs": way.award.departs,
        "reason": way.award.reason,
        "approved_by": way.award.approval.checker.display_name,
        "approved_on": day_of(way.award.approval.at),
        "resolution": way.award.resolution.number if way.award.resolution else None,
        "body": way.award.body,
        "emergency": way.award.emergency,
        "confirm_by": way.award.confirm_by,
        "confirmed": way.answer.approval.approved if way.answer else None,
        "answered_on": way.answer.answered_on if way.answer else None,
    }


def _approval(claim: Claim, telling: Telling) -> dict[str, Any] | None:
    """Who may approve it, while it waits."""
    if claim.status not in WAITS:
        return None
    today = clock.today_for(claim.fund)
    return tell_approval(matter_now(claim, telling.offer_satang, today)).as_json()


def _who_approves(claim: Claim, telling: Telling, way: Way) -> list[str]:
    if claim.status in WAITS:
        today = clock.today_for(claim.fund)
        told = tell_approval(matter_now(claim, telling.offer_satang, today))
        return [f"ผู้อนุมัติ: {one}" for one in (told.line, told.emergency) if one]
    award, answer = way.award, way.answer
    if award is None or not award.emergency:
        return []
    lines = [f"อนุมัติก่อนในกรณีฉุกเฉิน เพราะ {award.reason}"]
    if answer is not None:
        said = "ยืนยันแล้ว" if answer.approval.approved else "ไม่ยืนยัน"
        late = " หลังกำหนด" if answer.was_late else ""
        lines.append(f"{said} {short(answer.answered_on)}{late} {answer.note}".rstrip())
    elif way.waits_for_answer:
        due = f" ภายใน {short(award.confirm_by)}" if award.confirm_by else ""
        lines.append(f"รอยืนยัน{due}")
    return lines


def as_text(claim: Claim) -> str:
    """The table a member reads, in plain characters."""
    telling = tell(claim)
    way = way_of(claim, clock.today_for(claim.fund))
    lines = [
        f"คำขอที่ {claim.number}  {heading(claim, telling.rule)}  {about_whom(claim)}",
        f"{ClaimStatus(claim.status).label} · ยื่น {short(claim.submitted_on)} · "
        f"เหตุเกิด {short(claim.event_on)}",
        f"ระเบียบฉบับ {telling.bylaw_version} ใช้ในวันเกิดเหตุ",
        "",
        *(line for check in telling.checks for line in _check(check)),
        "",
        *_answer(telling),
        *(_allotted(telling.allotted) if telling.allotted else ()),
    ]
    if way.award is not None and way.award.departs:
        lines.append(
            f"คณะกรรมการให้ {Money(way.award.amount_satang).short()} บาท "
            f"เพราะ {way.award.reason}"
        )
    lines += _who_approves(claim, telling, way)
    if claim.signatures_needed:
        lines.append(
            f"ศูนย์หมู่บ้านลงนามแล้ว {way.signed_count} จาก {claim.signatures_needed} คน"
        )
    if way.payment is not None:
        lines.append(
            f"จ่ายแล้ว {short(way.payment.paid_on)} ใบสำคัญจ่าย {way.payment.number}"
        )
    return "\n".join(lines)


def _check(check: ToldCheck) -> list[str]:
    clause = f"  [{check.clause}]" if check.clause else ""
    lines = [
        f"{SIGN[check.state]} {check.title}{clause}",
        f"    {check.required_word} {check.required}  พบ {check.found}",
    ]
    lines += [f"    {words}" for words in (check.note, check.remedy) if words]
    return lines


def _allotted(allotted: ToldAllotment) -> list[str]:
    """Its place among those who asked, and what it got of what there was."""
    clause = f"  [{allotted.clause}]" if allotted.clause else ""
    lines = ["", f"การจัดสรร เรียง{allotted.order}{clause}"]
    part = allotted.part
    if part is None:
        return [*lines, "รอจัดสรรพร้อมกันทุกคำขอก่อนอนุมัติ"]
    lines.append(f"ลำดับที่ {part.place:,} จาก {part.of:,} คำขอ")
    lines += [line for check in allotted.checks for line in _check(check)]
    if not allotted.got_nothing:
        return [*lines, f"จัดสรรให้ {Money(part.given_satang)} บาท"]
    return [*lines, f"ไม่ได้รับจัดสรร ทำอะไรได้ต่อ: {allotted.next_step}"]


def _answer(telling: Telling) -> list[str]:
    if telling.granted:
        amount = Money(telling.amount_satang)
        return [
            *(f"  {one.label}  {Money(one.satang)}" for one in telling.sums),
            f"{'ตามระเบียบได้' if telling.allotted else 'ได้รับ'} {amount} บาท "
            f"({baht_words(amount)})",
        ]
    return [
        f"ยังให้ตามระเบียบไม่ได้ มี {len(telling.failed)} เหตุผล",
        f"ทำอะไรได้ต่อ: {telling.next_step or 'เสนอที่ประชุมคณะกรรมการพิจารณา'}",
    ]
