// The sum of the notes and coins typed so far, beside what the books hold.
// Only a comfort: the server adds up again.

const baht = new Intl.NumberFormat('th-TH', { minimumFractionDigits: 2 });
const box = document.querySelector('[data-count]');
const shown = document.querySelector('[data-count-total]');

function addUp() {
  let satang = 0;
  for (const field of box.querySelectorAll('[data-satang]')) {
    const pieces = Number(field.value.replaceAll(',', '') || 0);
    if (Number.isInteger(pieces)) satang += pieces * Number(field.dataset.satang);
  }
  const differs = satang - Number(box.dataset.book);
  const sign = differs < 0 ? 'ขาด' : 'เกิน';
  const verdict = differs ? `${sign} ${baht.format(Math.abs(differs) / 100)}` : 'ตรงกัน';
  shown.textContent = `${baht.format(satang / 100)} ${verdict}`;
}

if (box && shown) {
  box.addEventListener('input', addUp);
  addUp();
}
