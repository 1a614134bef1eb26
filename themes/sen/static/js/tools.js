// The tools of a page: sharing, printing, reading aloud.

// Sharing and printing: only the buttons that this device can serve are shown.
for (const tools of document.querySelectorAll('.tools')) {
  const said = tools.nextElementSibling;
  const serve = {
    share: navigator.share && (() => navigator.share({ title: document.title, url: location.href })),
    copy: navigator.clipboard && (async () => {
      await navigator.clipboard.writeText(location.href);
      said.textContent = tools.dataset.copied;
    }),
    print: () => window.print(),
  };
  for (const button of tools.querySelectorAll('button')) {
    const act = serve[button.value];
    if (!act) continue;
    button.parentElement.hidden = false;
    button.addEventListener('click', async () => {
      said.textContent = '';
      try {
        await act();
      } catch (error) {
        // Whoever closes the sheet of the device changed their mind, and needs no message.
        if (error.name !== 'AbortError') said.textContent = tools.dataset.failed;
      }
    });
  }
}

// Reading aloud, where the device itself has a voice for the language of the page; a voice of a
// server would send the text to somebody else. Block by block, because long texts break off.
const root = document.documentElement;
const main = document.querySelector('#site_main');
const speech = window.speechSynthesis;
const blocks = 'h1, h2, h3, h4, p, li, dt, dd, th, td, figcaption';
const voice = () => speech.getVoices().find((v) => v.localService && v.lang.toLowerCase().startsWith(root.lang.toLowerCase()));

function offer() {
  // Voices may come later; until then what the last page found holds.
  if (!speech.getVoices().length) return;
  root.classList.toggle('voice', Boolean(voice()));
  try { localStorage.setItem('sen-voice', voice() ? root.lang : ''); } catch { /* It is found again. */ }
}

function serve(button) {
  const words = button.querySelector('span');
  const start = words.textContent;
  let queue = null;
  const stop = () => {
    queue = null;
    speech.cancel();
    words.textContent = start;
  };
  const next = () => {
    const text = queue?.shift();
    if (!text) return stop();
    const said = new SpeechSynthesisUtterance(text);
    Object.assign(said, { voice: voice(), lang: root.lang, rate: 0.95, onend: () => queue && next(), onerror: () => queue && stop() });
    return speech.speak(said);
  };
  button.addEventListener('click', () => {
    if (queue) return stop();
    queue = [...main.querySelectorAll(blocks)]
      .filter((e) => e.getClientRects().length && !e.querySelector(blocks) && !e.closest('.column-side, .help, .toc, dialog'))
      .map((e) => e.textContent.trim()).filter(Boolean);
    words.textContent = button.dataset.stop;
    return next();
  });
  addEventListener('pagehide', stop);
}

if (speech) {
  document.querySelectorAll('.read-aloud').forEach(serve);
  offer();
  speech.addEventListener('voiceschanged', offer);
}
