// Small comforts; every page works without them.
(function () {
  "use strict";
  var summary = document.getElementById("error-summary");
  if (summary) { summary.focus(); }
  // A form that was sent twice by a quick second click is sent once; one that takes long says so beside its button.
  function free(form) {
    clearTimeout(form.pvTold);
    delete form.dataset.sent;
    delete form.dataset.held;
    form.querySelectorAll("[data-busy]").forEach(function (line) { line.textContent = ""; });
    form.querySelectorAll("button[aria-disabled]").forEach(function (one) { one.removeAttribute("aria-disabled"); });
  }
  function hold(form, line) {
    form.dataset.held = "1";
    form.querySelectorAll("button").forEach(function (one) { one.setAttribute("aria-disabled", "true"); });
    // What is there at once needs no words.
    form.pvTold = setTimeout(function () { line.textContent = line.dataset.busy; }, 300);
  }
  function freeAll() { Array.prototype.forEach.call(document.forms, free); }
  document.addEventListener("submit", function (event) {
    var form = event.target, now = Date.now(), next = event.submitter && event.submitter.nextElementSibling;
    if (form.dataset.held || Number(form.dataset.sent) > now - 3000) { event.preventDefault(); return; }
    form.dataset.sent = String(now);
    var line = next && next.dataset.busy ? next : form.querySelector("[data-busy]");
    if (line && !event.defaultPrevented) { hold(form, line); }
  });
  window.addEventListener("pageshow", freeAll);
  // Whoever stops the sending stays on the page, and may send again.
  if (window.navigation) { window.navigation.addEventListener("navigateerror", freeAll); }
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") { freeAll(); } });
  // What is written is kept on the server while it is written: where that fails it is said, and tried again.
  var kept = document.getElementById("kept"), form = kept && kept.closest("form"), waits = 0;
  if (!form) { return; }
  function again() { clearTimeout(waits); waits = 0; window.htmx.trigger(form, "change"); }
  function lost(event) {
    var xhr = event.detail.xhr;
    kept.textContent = kept.dataset.lost;
    clearTimeout(waits);
    if (!xhr || !xhr.status || xhr.status >= 500) { waits = setTimeout(again, 5000); }
  }
  ["htmx:sendError", "htmx:timeout", "htmx:responseError"].forEach(function (name) { form.addEventListener(name, lost); });
  window.addEventListener("online", function () { if (waits) { again(); } });
  form.addEventListener("htmx:beforeSwap", function (event) {
    if (event.detail.xhr.responseURL.indexOf("/account/login/") < 0) { return; }
    event.detail.shouldSwap = false;
    kept.textContent = kept.dataset.out;
  });
}());
