// Small comforts of every form; each page works without them.

// One press is one act: a second press on the same form waits for the first answer.
document.addEventListener('submit', (event) => {
  const form = event.target;
  // A download leaves the page where it is: it may be asked for again.
  if (form.method !== 'post' || event.defaultPrevented || 'download' in form.dataset) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = 'yes';
  for (const button of form.querySelectorAll('button[type=submit]')) {
    button.setAttribute('aria-busy', 'true');
  }
});
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent;
});

// After a refusal the reader starts at the reason, then at the first wrong field.
const refused = document.querySelector('.refused');
const wrong = document.querySelector('[aria-invalid=true]');
if (refused) {
  refused.tabIndex = -1;
  refused.focus({ preventScroll: true });
  refused.scrollIntoView({ block: 'nearest' });
} else if (wrong) {
  wrong.focus();
}

// The menu of a phone closes on Escape and on a press outside.
const menu = document.querySelector('details[data-menu]');
if (menu) {
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && menu.open) {
      menu.open = false;
      menu.querySelector('summary').focus();
    }
  });
  document.addEventListener('click', (event) => {
    if (menu.open && !menu.contains(event.target)) menu.open = false;
  });
}

// Buttons that print; without scripts the browser's own menu does.
for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => print());
}

// Whoever was signed out in the middle of an entry finds it again after signing in.
// What was sent last waits in this tab until the answer is known: any page but those
// that say it came to nothing drops it.  Never a password or a file.
const KEPT = 'kongbun-sent';
const NOT_KEPT = ['hidden', 'password', 'file', 'submit', 'button'];
const here = location.pathname + location.search;
const me = document.body.dataset.me;
const typed = (form) => [...form.elements].filter((field) => field.name && !NOT_KEPT.includes(field.type));
const keep = (what) => sessionStorage.setItem(KEPT, JSON.stringify(what));
document.addEventListener('submit', (event) => {
  const form = event.target;
  // The round sheet keeps its own draft.
  if (form.method !== 'post' || event.defaultPrevented || !me || 'draft' in form.dataset) return;
  const fields = typed(form).map((field) => [field.name, field.value, field.checked === true]);
  keep({ page: here, who: me, at: [...document.forms].indexOf(form), fields });
});

function fillAgain({ at, fields }) {
  if (!document.forms[at]) return;
  typed(document.forms[at]).forEach((field, no) => {
    const [name, value, checked] = fields[no] || [];
    if (name !== field.name) return;
    if (['checkbox', 'radio'].includes(field.type)) field.checked = checked && field.value === value;
    else field.value = value;
  });
  document.querySelector('[data-typed-again]').hidden = false;
}

const kept = JSON.parse(sessionStorage.getItem(KEPT) || 'null');
const signIn = document.querySelector('[data-sign-in]');
const backTo = document.querySelector('[data-back-to]');
if (kept && backTo) {
  backTo.href = kept.page;
  backTo.hidden = false;
  keep({ ...kept, lost: true });
} else if (kept && signIn && new URLSearchParams(location.search).get('next') === kept.page) {
  signIn.hidden = false;
  keep({ ...kept, lost: true });
} else if (kept) {
  sessionStorage.removeItem(KEPT);
  if (kept.lost && kept.page === here && kept.who === me) fillAgain(kept);
}
