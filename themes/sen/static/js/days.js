// Which day is today in Viet Nam, and how many days are left, by the clock of the reader; the page
// says the date in any case.
const today = new Date(Date.now() + 7 * 3600000).toISOString().slice(0, 10);
for (const day of document.querySelectorAll('[data-day]')) day.classList.toggle('today', day.dataset.day === today);
for (const left of document.querySelectorAll('[data-closes]')) {
  const days = Math.round((Date.parse(left.dataset.closes.slice(0, 10)) - Date.parse(today)) / 86400000);
  if (!(days >= 0)) continue;
  left.textContent = days ? left.dataset.many.replace('%n', String(days)) : left.dataset.last;
  left.hidden = false;
}
