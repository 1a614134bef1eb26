// What a reader chose in the panel "Hiển thị", and whether this device was found to have a
// voice: both are set before the first paint, so that a dark page does not flash white and
// nothing moves.
try {
  const root = document.documentElement;
  const voice = localStorage.getItem("sen-voice") === root.lang ? " voice" : "";
  root.className = (localStorage.getItem("sen-display") || "") + voice;
} catch { /* The browser keeps nothing. */ }
