// What a page does: theme, folding, contents, reachable scrolling.
(() => {
  const root = document.documentElement;
  const wide = matchMedia("(min-width: 75rem)");

  const themeButton = document.getElementById("theme");
  const label = () => { themeButton.textContent = isDarkTheme() ? "Light theme" : "Dark theme"; };
  const changed = () => {
    label();
    document.dispatchEvent(new Event("themechange"));
  };
  themeButton.addEventListener("click", () => {
    root.dataset.theme = isDarkTheme() ? "light" : "dark";
    try {
      localStorage.setItem("fovea-theme", root.dataset.theme);
    } catch {
      // Without storage the choice lasts as long as the page.
    }
    changed();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
  label();

  const sources = [...document.querySelectorAll("details.source")];
  const codeButton = document.getElementById("code");
  codeButton?.addEventListener("click", () => {
    const open = codeButton.textContent === "Show code";
    for (const source of sources) source.open = open;
    codeButton.textContent = open ? "Hide code" : "Show code";
  });

  const contents = document.querySelector(".contents details");
  if (contents) {
    const fit = () => { contents.open = wide.matches; };
    wide.addEventListener("change", fit);
    fit();
    followReading([...contents.querySelectorAll("a")]);
  }

  // The keyboard reaches what scrolls sideways.
  for (const box of document.querySelectorAll(".output, .error pre, .source pre, .prose pre, .prose table, .katex-display")) {
    if (box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight) box.tabIndex = 0;
  }

  for (const cell of document.querySelectorAll(".time")) {
    cell.textContent = window.foveaTimes?.[cell.dataset.run] ?? "";
  }

  // Marks the last heading above the upper third of the window.
  function followReading(links) {
    const headings = links.map(link => document.getElementById(decodeURIComponent(link.hash.slice(1))));
    const mark = () => {
      const passed = headings.filter(h => h.getBoundingClientRect().top < innerHeight / 3).length;
      links.forEach((link, i) => link.toggleAttribute("aria-current", i === passed - 1));
    };
    addEventListener("scroll", mark, { passive: true });
    mark();
  }
})();
