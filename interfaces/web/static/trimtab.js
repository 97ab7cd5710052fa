// What JavaScript adds: pages refresh when something changes and say when they cannot; keys; no form is sent twice.
"use strict";
(() => {
  const page = () => document.getElementById("page");
  const line = document.getElementById("line");

  // The line at the bottom: disconnected, or a change that would disturb what is being typed.
  const say = (text, action, act) => {
    line.textContent = text;
    if (action) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = action;
      button.addEventListener("click", act);
      line.append(" ", button);
    }
    line.hidden = !text;
  };

  const busy = () => {
    const forms = page().querySelectorAll("main form");
    return [...forms].some((form) => form.contains(document.activeElement) || [...form.elements].some((field) =>
      field.type === "radio" || field.type === "checkbox" ? field.checked !== field.defaultChecked
        : "defaultValue" in field && field.type !== "hidden" && field.value !== field.defaultValue));
  };

  const refresh = async () => {
    const stood = [...page().querySelectorAll("details[id]")].map((found) => [found.id, found.open]);
    const focused = document.activeElement?.closest?.("[href]")?.getAttribute("href");
    say("");
    await htmx.ajax("GET", location.pathname + location.search, { target: "#page", select: "#page", swap: "outerMorph" });
    stood.forEach(([id, open]) => { const found = document.getElementById(id); if (found) found.open = open; });
    if (focused) page().querySelector(`[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    dress();
    say("Updated just now.");
    setTimeout(() => { if (line.textContent === "Updated just now.") say(""); }, 3000);
  };

  let waiting = 0;
  const changed = () => {
    if (busy()) {
      say("This page has changed.", "Show the change", refresh);
      return;
    }
    clearTimeout(waiting);
    waiting = setTimeout(refresh, 150);
  };

  const concerns = (change) => {
    const watched = page().dataset.watch.trim();
    return watched === "*" || watched.split(/\s+/).includes(change.subject);
  };

  const follow = () => {
    let lost = false;
    const source = new EventSource("/api/v1/stream");
    source.addEventListener("message", (event) => { if (concerns(JSON.parse(event.data))) changed(); });
    source.addEventListener("open", () => {
      if (lost) changed();
      lost = false;
      document.documentElement.dataset.live = "yes";
    });
    source.addEventListener("error", () => {
      lost = true;
      document.documentElement.dataset.live = "no";
      const at = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
      say(`Disconnected at ${at}. What you see may be out of date; trying again.`);
      if (source.readyState === EventSource.CLOSED) setTimeout(follow, 5000);
    });
    addEventListener("pagehide", () => source.close());
  };

  // Undo: count down in words, and look again when the time is over.
  const counting = new WeakMap();
  const countdown = (place) => {
    const running = counting.has(place);
    counting.set(place, Number(place.dataset.countdown));
    if (running) return;
    const tick = setInterval(() => {
      const left = counting.get(place) - 1;
      counting.set(place, left);
      if (!place.isConnected || left < 0) {
        clearInterval(tick);
        counting.delete(place);
        if (place.isConnected) changed();
        return;
      }
      place.textContent = `${left} s left to undo.`;
    }, 1000);
  };

  // Keys: single letters, never while typing, and a person can switch them off.
  const keysOn = () => localStorage.getItem("trimtab.keys") !== "off";
  const move = (step) => {
    const rows = [...page().querySelectorAll("[data-open]")];
    if (!rows.length) {
      page().querySelector(step > 0 ? "[data-after]" : "[data-before]")?.click();
      return;
    }
    const at = rows.indexOf(document.activeElement);
    rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + step))].focus();
  };
  const decide = (key) => {
    const choice = page().querySelector(`[data-key="${key}"]`);
    const row = document.activeElement?.closest?.("[data-open]");
    if (choice) {
      choice.open = true;
      choice.querySelector("button, input:not([type=hidden])")?.focus();
      if (key === "a") choice.querySelector("button").focus();
    } else if (row) location.assign(`${row.getAttribute("href")}#${{ a: "approve", r: "reject", e: "edit" }[key]}`);
  };
  document.addEventListener("keydown", (event) => {
    if (!keysOn() || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "a" || event.key === "r" || event.key === "e") decide(event.key);
    else return;
    event.preventDefault();
  });
  // The tour: hidden until it is wanted again.
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-tour-hide], [data-tour-show]")) return;
    localStorage.setItem("trimtab.tour", event.target.closest("[data-tour-hide]") ? "hidden" : "shown");
    dress();
  });

  // The rest of the navigation closes when something else is chosen.
  document.addEventListener("click", (event) => {
    const more = document.getElementById("more");
    if (more?.open && !more.contains(event.target)) more.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const more = document.getElementById("more");
    if (event.key !== "Escape" || !more?.open) return;
    more.open = false;
    more.querySelector("summary").focus();
  });

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-keys-switch]")) return;
    localStorage.setItem("trimtab.keys", keysOn() ? "off" : "on");
    dress();
  });

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-once]")) return;
    const doing = event.target.dataset.busy;
    event.target.querySelectorAll("button").forEach((button) => setTimeout(() => {
      if (doing && button === event.submitter) button.textContent = `${doing} …`;
      button.disabled = true;
    }));
    if (doing) say(`${doing} …`);
  });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  const dress = () => {
    page().querySelectorAll("[data-keys]").forEach((found) => { found.hidden = false; });
    page().querySelectorAll("[data-keys-switch]").forEach((found) => {
      found.textContent = keysOn() ? "Keys are on" : "Keys are off";
      found.setAttribute("aria-pressed", String(keysOn()));
    });
    page().querySelectorAll("[data-countdown]").forEach(countdown);
    const tour = document.getElementById("tour");
    if (!tour) return;
    tour.hidden = localStorage.getItem("trimtab.tour") === "hidden";
    tour.querySelector("[data-tour-hide]").hidden = false;
    page().querySelector("[data-tour-show]").hidden = !tour.hidden;
  };

  const named = () => {
    const found = location.hash && document.getElementById(location.hash.slice(1));
    if (found && found.matches("details")) found.open = true;
  };
  addEventListener("hashchange", named);
  named();
  dress();
  follow();
})();
