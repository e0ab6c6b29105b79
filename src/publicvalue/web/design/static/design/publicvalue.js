// Small comforts; every page works without them.
(function () {
  "use strict";
  var summary = document.getElementById("error-summary");
  if (summary) { summary.focus(); }
  // A form that was sent twice by a quick second click is sent once.
  document.addEventListener("submit", function (event) {
    var form = event.target, now = Date.now();
    if (Number(form.dataset.sent) > now - 3000) { event.preventDefault(); return; }
    form.dataset.sent = String(now);
  });
  window.addEventListener("pageshow", function () {
    Array.prototype.forEach.call(document.forms, function (form) { delete form.dataset.sent; });
  });
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
