// Runs before the page is drawn, so that a remembered theme does not flash.
document.documentElement.classList.add("js");
try {
  const theme = localStorage.getItem("fovea-theme");
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // Some browsers keep no storage for pages opened from disk: the system's theme holds.
}

function isDarkTheme() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}
