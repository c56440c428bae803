// Draws figures with plotly in the page's colours. The still picture of each serves print, and a page
// without plotly.
(() => {
  // Plotly would offer to upload the data of a figure, and where nothing hovers its buttons would always lie over the legend.
  const offline = { showSendToCloud: false, plotlyServerURL: "", displayModeBar: matchMedia("(hover: hover)").matches ? "hover" : false };
  const figures = [...document.querySelectorAll("script[type='application/vnd.plotly.v1+json']")].map(prepare);

  function prepare(script) {
    const host = script.parentElement;
    const noscript = host.querySelector("noscript");
    if (noscript) {
      const still = document.createElement("div");
      still.className = "plotly-static";
      still.innerHTML = noscript.textContent;
      noscript.replaceWith(still);
    }
    let target = host.querySelector(".plotly-target");
    if (!target) {
      target = document.createElement("div");
      target.className = "plotly-target";
      script.before(target);
    }
    return { host, target, script };
  }

  // The page's colours are read off the target, whose style has them resolved.
  function template({ target, layout, dark }) {
    const style = getComputedStyle(target);
    const base = (isDarkTheme() && dark) || layout?.template;
    const own = base?.layout ?? {};
    const clear = "rgba(0,0,0,0)";
    const axis = { gridcolor: style.borderTopColor, zerolinecolor: style.borderTopColor, linecolor: style.outlineColor, tickcolor: style.outlineColor };
    return {
      ...base,
      layout: {
        ...own,
        paper_bgcolor: clear,
        plot_bgcolor: clear,
        font: { family: style.fontFamily, ...own.font, color: style.color },
        xaxis: { ...own.xaxis, ...axis },
        yaxis: { ...own.yaxis, ...axis },
        hoverlabel: { ...own.hoverlabel, bgcolor: style.backgroundColor, bordercolor: style.outlineColor, font: { color: style.color } },
        modebar: { ...own.modebar, bgcolor: clear, color: style.outlineColor, activecolor: style.color },
      },
    };
  }

  async function draw(figure) {
    const { host, target, script } = figure;
    Object.assign(figure, JSON.parse(script.textContent));
    // A width given is the most there is: on a phone the figure gets what the page has.
    const { width, ...layout } = figure.layout ?? {};
    if (width) target.style.maxWidth = `${width}px`;
    // Panels side by side need room for their axes: on a phone they scroll.
    if (layout.grid?.columns > 1) target.style.minWidth = "34rem";
    target.role = "figure";
    target.ariaLabel = layout.title?.text ?? "Figure";
    host.classList.add("interactive");
    await Plotly.newPlot(
      target, figure.data,
      { ...layout, autosize: true, template: template(figure) },
      { displaylogo: false, modeBarButtonsToRemove: ["select2d", "lasso2d"], ...figure.config, responsive: true, ...offline });
  }

  async function drawAll() {
    for (const figure of figures) {
      try {
        await draw(figure);
      } catch (error) {
        figure.host.classList.remove("interactive");
        console.warn("A figure shows its still picture, for plotly could not draw it:", error);
      }
    }
    document.documentElement.dataset.figures = "drawn";
  }

  if (!window.Plotly) return;
  drawAll();
  document.addEventListener("themechange", () => {
    for (const figure of figures.filter(f => f.host.classList.contains("interactive"))) {
      Plotly.relayout(figure.target, { template: template(figure) });
    }
  });
})();
