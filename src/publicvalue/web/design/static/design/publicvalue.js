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
}());
