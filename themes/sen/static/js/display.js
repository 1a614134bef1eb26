// What a reader chose in the panel "Hiển thị", set before the first paint, so that a dark
// page does not flash white.
try {
  document.documentElement.className = localStorage.getItem("sen-display") || "";
} catch { /* The browser keeps nothing. */ }
