// Moves rows and columns in place and says so. Without it the same links load the page anew.
(() => {
  const status = document.createElement("p");
  status.className = "govuk-visually-hidden";
  status.setAttribute("role", "status");
  document.body.append(status);

  const opened = () => [...document.querySelectorAll("main details[open][id]")].map((one) => one.id);

  async function arrange(address, pressed) {
    const reply = await fetch(address);
    if (!reply.ok) {
      location.assign(address);
      return;
    }
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    const open = opened();
    document.querySelector("main").replaceWith(page.querySelector("main"));
    for (const id of open) {
      document.getElementById(id)?.setAttribute("open", "");
    }
    document.title = page.title;
    history.pushState({}, "", address);
    const spot = document.getElementById(new URL(address, location.href).hash.slice(1));
    const link = document.getElementById(pressed) ?? spot?.querySelector("a") ?? spot;
    link?.focus();
    const where = spot?.querySelector("[data-stands]")?.textContent.trim();
    status.textContent = where ?? "Rows and columns are swapped.";
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("#arrange a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) {
      return;
    }
    event.preventDefault();
    arrange(link.href, link.id).catch(() => location.assign(link.href));
  });
  addEventListener("popstate", () => location.reload());
})();
