// Typesets equations, which stand in the page as \(TeX\) and \[TeX\] and remain so without KaTeX.
for (const element of window.katex ? document.querySelectorAll(".math") : []) {
  const tex = element.textContent.trim();
  katex.render(tex.slice(2, -2), element, {
    displayMode: tex.startsWith("\\["),
    throwOnError: false,
    errorColor: "var(--bad)",
    strict: "ignore",
  });
}
