"use strict";
(function () {
  // A second click while the first is at work would only be refused by the lock.
  document.addEventListener("submit", function (event) {
    var button = event.target.querySelector("button[data-busy]");
    if (button) { button.disabled = true; button.textContent = button.dataset.busy; }
  });

  document.querySelectorAll("[data-filter]").forEach(function (box) {
    var rows = document.getElementById(box.dataset.filter).rows;
    box.addEventListener("input", function () {
      var words = box.value.trim().toLowerCase().split(/\s+/);
      Array.prototype.forEach.call(rows, function (row) {
        var text = row.textContent.toLowerCase();
        row.hidden = !words.every(function (word) { return text.indexOf(word) >= 0; });
      });
    });
  });

  var form = document.getElementById("drop");
  if (!form) { return; }
  var files = document.getElementById("files");
  var state = document.getElementById("drop-state");

  function send(list) {
    var total = Array.prototype.reduce.call(list, function (sum, file) { return sum + file.size; }, 0);
    if (!list.length) { return; }
    if (total > form.dataset.limit * 1048576) {
      state.textContent = "文件共" + Math.ceil(total / 1048576) + "MB，一次最多" + form.dataset.limit + "MB，请分批放入，或直接复制到收件文件夹。";
      return;
    }
    files.files = list;
    state.textContent = "正在放入" + list.length + "个文件并检查…";
    form.submit();
  }

  files.addEventListener("change", function () { send(files.files); });
  ["dragenter", "dragover"].forEach(function (kind) {
    document.addEventListener(kind, function (event) { event.preventDefault(); form.classList.add("over"); });
  });
  document.addEventListener("dragleave", function (event) {
    if (!event.relatedTarget) { form.classList.remove("over"); }
  });
  document.addEventListener("drop", function (event) {
    event.preventDefault();
    form.classList.remove("over");
    send(event.dataTransfer.files);
  });
}());
