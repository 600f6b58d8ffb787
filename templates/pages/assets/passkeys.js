// Passkeys: shows the parts of a page that need them where the browser can, and carries what the browser makes to us and back.
// <… data-passkey="<path>" data-act="enter|add" hidden> holds a button and a paragraph for problems.
/* global SimpleWebAuthnBrowser */
const { browserSupportsWebAuthn, startAuthentication, startRegistration } = SimpleWebAuthnBrowser;

async function post(path, body) {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (response.ok) return answer;
  if (response.status === 401) location.assign('/sign-in?said=ended');
  throw new Error((answer.errors || []).map(({ problem }) => problem).join(' ') || answer.detail || answer.title);
}

function plain(error) {
  if (error.name === 'NotAllowedError' || error.name === 'AbortError') return 'It was broken off, or took too long. Try again.';
  if (error.name === 'InvalidStateError') return 'This device has a passkey for your account already.';
  return error.message;
}

for (const part of document.querySelectorAll('[data-passkey]')) {
  if (!browserSupportsWebAuthn()) continue;
  const path = part.dataset.passkey;
  const button = part.querySelector('button');
  const problem = part.querySelector('.problem');
  const ceremony = part.dataset.act === 'add' ? startRegistration : startAuthentication;
  part.hidden = false;
  const use = async () => {
    button.disabled = true;
    problem.hidden = true;
    try {
      const optionsJSON = await post(`${path}/begin`, {});
      const { next } = await post(path, { response: await ceremony({ optionsJSON }) });
      location.assign(next);
    } catch (error) {
      problem.textContent = plain(error);
      problem.hidden = false;
      button.disabled = false;
    }
  };
  button.addEventListener('click', () => void use());
}
