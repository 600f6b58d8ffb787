/* The editor of lessons: the preview follows what is typed, what is wrong is said beside its field, and nothing typed is lost by leaving. */
const form = document.querySelector('#lesson');
const button = document.querySelector('[formtarget]');
const frames = document.querySelector('.frames');
let timer;
let busy = false;
let again = false;
let kept = true;
let count = 0;

/* In a frame of its own that takes the other's place: so nothing flickers, and “back” does not go through all previews. */
function preview() {
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  const next = frames.lastElementChild.cloneNode();
  next.removeAttribute('src');
  next.name = `preview-${++count}`;
  next.classList.add('coming');
  frames.append(next);
  next.addEventListener('load', () => {
    next.classList.remove('coming');
    for (const frame of Array.from(frames.children)) if (frame !== next) frame.remove();
    busy = false;
    if (again) refresh();
    again = false;
  });
  button.formTarget = next.name;
  form.requestSubmit(button);
}

async function check() {
  const answer = await fetch(form.dataset.check, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
  if (!answer.ok) return;
  const { problems } = await answer.json();
  for (const place of document.querySelectorAll('.editor .problem')) {
    const field = place.id.replace(/-problem$/, '');
    if (field === 'publishAt') continue;
    const own = problems.filter((one) => one.field === field).map((one) => one.problem);
    place.textContent = own.join('; ');
    place.hidden = own.length === 0;
    document.getElementById(field)?.toggleAttribute('aria-invalid', own.length > 0);
    if (own.length > 0) document.getElementById(field)?.setAttribute('aria-invalid', 'true');
  }
}

function refresh() {
  preview();
  check().catch(() => {});
}

form.addEventListener('input', () => {
  kept = false;
  clearTimeout(timer);
  timer = setTimeout(refresh, 500);
});
for (const way of document.querySelectorAll('[name=as]')) way.addEventListener('change', preview);
form.addEventListener('submit', ({ submitter }) => {
  if (submitter !== button) kept = true;
});
addEventListener('beforeunload', (event) => {
  if (!kept) event.preventDefault();
});
if ('typed' in form.dataset) {
  kept = false;
  refresh();
}
