// Draws figures with plotly in the page's colours. The still picture of each serves print, and a page
// without plotly.
(() => {
  const figures = [...document.querySelectorAll(".fovea-figure")].map(prepare);

  function prepare(host) {
    const still = document.createElement("div");
    still.className = "still";
    still.innerHTML = host.querySelector("noscript")?.textContent ?? "";
    host.append(still);
    return { host, target: host.querySelector(".plotly-target") };
  }

  // The page's colours are read off the target, whose style has them resolved.
  function template({ target, layout }) {
    const style = getComputedStyle(target);
    const own = layout?.template?.layout ?? {};
    const clear = "rgba(0,0,0,0)";
    const axis = { gridcolor: style.borderTopColor, zerolinecolor: style.borderTopColor, linecolor: style.outlineColor, tickcolor: style.outlineColor };
    return {
      ...layout?.template,
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
    const { host, target } = figure;
    const { data, layout, config } = JSON.parse(host.querySelector("script[type='application/vnd.plotly.v1+json']").textContent);
    figure.layout = layout;
    target.role = "figure";
    target.ariaLabel = layout?.title?.text ?? "Figure";
    // A width given is the most there is: on a phone the figure gets what the page has.
    const { width, ...rest } = layout ?? {};
    if (width) target.style.maxWidth = `${width}px`;
    await Plotly.newPlot(
      target, data,
      { ...rest, autosize: true, template: template(figure) },
      { displaylogo: false, ...config, responsive: true });
    figure.drawn = true;
  }

  async function drawAll() {
    for (const figure of figures) {
      try {
        await draw(figure);
      } catch (error) {
        figure.host.classList.add("undrawn");
        console.warn("A figure shows its still picture, for plotly could not draw it:", error);
      }
    }
    document.documentElement.dataset.figures = "drawn";
  }

  if (!window.Plotly) {
    for (const { host } of figures) host.classList.add("undrawn");
    return;
  }
  drawAll();
  document.addEventListener("themechange", () => {
    for (const figure of figures.filter(f => f.drawn)) {
      Plotly.relayout(figure.target, { template: template(figure) });
    }
  });
})();
