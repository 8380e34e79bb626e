// The round sheet by keyboard alone. Without this file the same form is filled by Tab
// and adds up on the server; here it only becomes quicker.
//
// What the markup says:
//   form[data-round-sheet]          the sheet; data-draft="name" keeps what is typed
//                                   on this machine until the sheet is saved
//   tr                              one household
//     input[data-take]              received today, in baht; data-due="satang" owed
//   input[data-note]                how many notes; data-note="satang" of one of them
//   input[data-find]                finds a row by house number or name
//   [data-sum] [data-filled]        total of the sheet, rows filled in
//   [data-cash] [data-diff]         counted, and the difference
//   [data-verdict]                  a mark that says it in words
//   [data-restored]                 shown when a draft came back; [data-forget] in it
// A page reached after saving carries [data-draft-done="name"].

const thaiDigits = '๐๑๒๓๔๕๖๗๘๙';
const minus = '\u2212';

/** Satang of what was typed; null for nothing, NaN for what is no amount. */
export function satang(text) {
  const plain = text.trim().replace(/[๐-๙]/g, (digit) => thaiDigits.indexOf(digit));
  if (plain === '') return null;
  const match = /^(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?$/.exec(plain);
  if (!match) return NaN;
  return Number(match[1].replaceAll(',', '')) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
}

export function baht(amount) {
  const whole = Math.trunc(Math.abs(amount) / 100).toLocaleString('en-US');
  const rest = String(Math.abs(amount) % 100).padStart(2, '0');
  return `${amount < 0 ? minus : ''}${whole}.${rest}`;
}

const short = (amount) => baht(amount).replace(/\.00$/, '');

function start(form) {
  const all = (selector) => [...form.querySelectorAll(selector)];
  const one = (selector) => form.querySelector(selector);
  const takes = all('input[data-take]:not(:disabled)');
  const notes = all('input[data-note]');
  const say = (selector, text) => all(selector).forEach((place) => { place.textContent = text; });

  function total() {
    let sum = 0;
    let filled = 0;
    let unread = 0;
    for (const input of takes) {
      const amount = satang(input.value);
      const bad = Number.isNaN(amount);
      input.closest('tr')?.classList.toggle('bad', bad);
      if (bad) unread += 1;
      else if (amount !== null) {
        sum += amount;
        filled += 1;
      }
    }
    let cash = 0;
    let counted = false;
    for (const input of notes) {
      const typed = satang(input.value);
      if (typed === null || Number.isNaN(typed)) continue;
      counted = true;
      // What is typed counts notes, not baht: satang() has multiplied it by 100.
      cash += (typed / 100) * Number(input.dataset.note);
    }
    cash = Math.round(cash);
    say('[data-sum]', baht(sum));
    say('[data-filled]', String(filled));
    say('[data-cash]', baht(cash));
    say('[data-diff]', baht(cash - sum));
    verdict({ unread, counted, diff: cash - sum });
  }

  function verdict({ unread, counted, diff }) {
    const place = one('[data-verdict]');
    if (!place) return;
    let state = 'ok';
    let text = 'ตรงกัน';
    if (unread) {
      state = 'no';
      text = `มี ${unread} แถวที่อ่านไม่ได้`;
    } else if (!counted) {
      state = '';
      text = 'ยังไม่ได้นับเงิน';
    } else if (diff > 0) {
      state = 'wait';
      text = `เงินเกิน ${short(diff)} บาท ดูแถวที่ยังไม่กรอก`;
    } else if (diff < 0) {
      state = 'wait';
      text = `เงินขาด ${short(-diff)} บาท นับอีกครั้ง`;
    }
    place.className = `mark ${state}`;
    place.textContent = text;
  }

  const go = (index) => takes[Math.min(Math.max(index, 0), takes.length - 1)]?.focus();

  takes.forEach((input, index) => {
    input.addEventListener('focus', () => {
      all('tr.now').forEach((row) => row.classList.remove('now'));
      input.closest('tr')?.classList.add('now');
      input.select();
    });
    input.addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'Enter') {
        event.preventDefault();
        if (input.value.trim() === '' && Number(input.dataset.due) > 0) {
          input.value = short(Number(input.dataset.due));
          input.dispatchEvent(new Event('input', { bubbles: true }));
        }
        const next = takes[index + 1] ?? notes[0];
        next?.focus();
      } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        event.preventDefault();
        go(index + (event.key === 'ArrowDown' ? 1 : -1));
      }
    });
  });

  notes.forEach((input, index) => {
    input.addEventListener('focus', () => input.select());
    input.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      (notes[index + 1] ?? one('button[type=submit]'))?.focus();
    });
  });

  form.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });

  const find = one('input[data-find]') ?? document.querySelector('input[data-find]');
  if (find) {
    const found = () => {
      const wanted = find.value.trim();
      if (!wanted) return -1;
      const rows = takes.map((input) => input.closest('tr')?.textContent ?? '');
      const house = takes.findIndex((input) => input.closest('tr')?.dataset.house === wanted);
      return house >= 0 ? house : rows.findIndex((text) => text.includes(wanted));
    };
    find.addEventListener('input', () => {
      all('tr.now').forEach((row) => row.classList.remove('now'));
      const row = takes[found()]?.closest('tr');
      row?.classList.add('now');
      row?.scrollIntoView({ block: 'nearest' });
    });
    find.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return;
      event.preventDefault();
      const index = found();
      if (index >= 0) {
        find.value = '';
        go(index);
      }
    });
    document.addEventListener('keydown', (event) => {
      const typing = event.target.matches?.('textarea, select, input:not([data-take]):not([data-note])');
      if (event.key === '/' && !typing) {
        event.preventDefault();
        find.focus();
      }
    });
  }

  form.addEventListener('input', total);
  keep(form, [...takes, ...notes], total);
  total();
}

/** What is typed stays on this machine, figures only, until the sheet is saved. */
function keep(form, inputs, changed) {
  const name = form.dataset.draft && `kongbun:sheet:${form.dataset.draft}`;
  if (!name) return;
  const untouched = new Map(inputs.map((input) => [input.name, input.defaultValue]));
  const kept = JSON.parse(localStorage.getItem(name) ?? '{}');
  let restored = false;
  for (const input of inputs) {
    const value = kept[input.name];
    if (value !== undefined && input.value === untouched.get(input.name) && value !== input.value) {
      input.value = value;
      restored = true;
    }
  }
  const banner = document.querySelector('[data-restored]');
  if (banner) {
    banner.hidden = !restored;
    banner.querySelector('[data-forget]')?.addEventListener('click', () => {
      localStorage.removeItem(name);
      for (const input of inputs) input.value = untouched.get(input.name);
      banner.hidden = true;
      changed();
    });
  }
  form.addEventListener('input', () => {
    const typed = {};
    for (const input of inputs) {
      if (input.value !== untouched.get(input.name)) typed[input.name] = input.value;
    }
    localStorage.setItem(name, JSON.stringify(typed));
  });
}

document.querySelectorAll('form[data-round-sheet]').forEach(start);
document.querySelectorAll('[data-draft-done]').forEach((place) => {
  localStorage.removeItem(`kongbun:sheet:${place.dataset.draftDone}`);
});
