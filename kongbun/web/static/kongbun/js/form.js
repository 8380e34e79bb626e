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
