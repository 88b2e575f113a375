// @ts-check
// Opens the explorables of a page when they come near the window: only then their scripts are loaded, once each.

(() => {
  const here = /** @type {HTMLScriptElement} */ (document.currentScript).src;
  /** @type {Record<string, Promise<unknown>>} */
  const loading = {};

  /** @param {string} name */
  function load(name) {
    loading[name] ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = new URL(`${name}.js`, here).href;
      script.async = false; // they run in this order
      script.onload = resolve;
      script.onerror = (event) => {
        delete loading[name]; // a reader may try again
        reject(event);
      };
      document.head.append(script);
    });
    return loading[name];
  }

  /** Load the room and an explorable, whose state an exercise may ask for. @param {string} name */
  const bring = (name) => Promise.all(["preact", "formulas", "room", name].map(load));
  Object.assign(window, { bringExplorable: bring });

  /** @param {HTMLElement} place */
  async function open(place) {
    await bring(place.dataset.explorable || "");
    const { explorables } = /** @type {any} */ (window);
    explorables.open(place);
  }

  /** @type {NodeListOf<HTMLElement>} */
  const places = document.querySelectorAll("[data-explorable]");
  const watch = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      watch.unobserve(target);
      open(/** @type {HTMLElement} */ (target));
    }
  }, { rootMargin: "100% 0px" }); // prettier-ignore
  for (const place of places) watch.observe(place);
})();
