// The viewer of a gallery: a dialog shows the large picture in place of the link to it. Arrows
// turn to the next and the previous picture, Escape closes, and the focus returns to the picture
// that was shown last.
for (const list of document.querySelectorAll('.gallery')) {
  const dialog = list.nextElementSibling;
  if (!dialog?.showModal || dialog.dataset.ready) continue;
  dialog.dataset.ready = 'yes';
  const links = [...list.querySelectorAll('a')];
  const part = (name) => dialog.querySelector(name);
  let at = 0;

  const show = (to) => {
    at = (to + links.length) % links.length;
    const place = part('.viewer-place');
    part('img').src = links[at].href;
    part('img').alt = links[at].querySelector('img').alt;
    part('.viewer-words').textContent = links[at].parentElement.querySelector('figcaption')?.textContent ?? '';
    place.textContent = place.dataset.words.replace('%n', at + 1).replace('%t', links.length);
  };

  links.forEach((link, index) => link.addEventListener('click', (event) => {
    // A reader who asks for a new tab gets one.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(index);
    dialog.showModal();
  }));
  dialog.addEventListener('click', (event) => {
    const { value } = event.target;
    if (value === 'close' || event.target === dialog) dialog.close();
    else if (value) show(at + Number(value));
  });
  dialog.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowRight') show(at + 1);
    if (event.key === 'ArrowLeft') show(at - 1);
  });
  dialog.addEventListener('close', () => links[at].focus());
  for (const turn of dialog.querySelectorAll('[value="1"], [value="-1"]')) turn.hidden = links.length < 2;
}
