(function () {
  "use strict";
  var data = JSON.parse(document.getElementById("data").textContent);
  var byId = function (id) { return document.getElementById(id); };
  // All text enters the page as text nodes: nothing that a unit wrote is ever parsed as markup.
  function make(tag, text, cls) {
    var node = document.createElement(tag);
    if (text !== undefined && text !== null) { node.textContent = text; }
    if (cls) { node.className = cls; }
    return node;
  }
  function put(parent, children) { children.forEach(function (c) { parent.appendChild(c); }); return parent; }
  var SVG = "http://www.w3.org/2000/svg";
  function shape(tag, attributes, text) {
    var node = document.createElementNS(SVG, tag);
    Object.keys(attributes).forEach(function (k) { node.setAttribute(k, attributes[k]); });
    if (text !== undefined) { node.textContent = text; }
    return node;
  }
  function cards(id, counts, measure) {
    counts.forEach(function (c) {
      var card = make("div", null, "card");
      put(card, [make("b", c.count + measure), make("span", c.label + " " + c.percent + "%")]);
      byId(id).appendChild(card);
    });
  }
  byId("title").textContent = data.title;
  byId("subtitle").textContent = data.subtitle;
  byId("remark").textContent = data.remark;
  byId("foot").textContent = data.foot;
  cards("classes", data.classes, "项");
  cards("lights", data.lights, "项");
  cards("reporting", data.statuses, "个");

  var patterns = { "已完成": "#2e7d32", "超进度": "#66a65a", "达进度": "#a9cf9d", "欠进度": "#e0a100", "未启动": "#b5523b", "其他": "#9aa5b1" };
  (function () {
    var total = data.classes.reduce(function (n, c) { return n + c.count; }, 0) || 1;
    var svg = shape("svg", { viewBox: "0 0 1000 30", preserveAspectRatio: "none", role: "img", "aria-label": data.classes.map(function (c) { return c.label + c.count + "项"; }).join("，") });
    var x = 0;
    data.classes.forEach(function (c) {
      var w = 1000 * c.count / total;
      var rect = shape("rect", { x: x, y: 0, width: w, height: 30, fill: patterns[c.label] || "#9aa5b1" });
      rect.appendChild(shape("title", {}, c.label + c.count + "项"));
      svg.appendChild(rect);
      x += w;
    });
    byId("classbar").appendChild(svg);
  })();

  var columns = ["序号", "重点工作", "牵头单位", "完成率", "与序时差", "分类", "亮灯"].concat(data.periods);
  columns.forEach(function (name) { var th = make("th", name); th.scope = "col"; byId("head").appendChild(th); });

  function options(id, values) {
    var select = byId(id);
    select.appendChild(make("option", "全部"));
    values.forEach(function (v) { select.appendChild(make("option", v)); });
  }
  function unique(lists) {
    var seen = Object.create(null), out = [];
    lists.forEach(function (list) { list.forEach(function (v) { if (v && !seen[v]) { seen[v] = 1; out.push(v); } }); });
    return out;
  }
  options("f-unit", data.units.map(function (u) { return u.unit; }));
  options("f-class", data.classes.map(function (c) { return c.label; }));
  options("f-light", data.lights.map(function (c) { return c.label; }));
  options("f-leader", unique(data.tasks.map(function (t) { return [t.leader]; })));

  function chosen(id) { var s = byId(id); return s.selectedIndex > 0 ? s.value : ""; }
  function matches(t) {
    var unit = chosen("f-unit"), cls = chosen("f-class"), light = chosen("f-light"), leader = chosen("f-leader");
    var q = byId("q").value.trim().toLowerCase();
    return (!unit || t.units.indexOf(unit) >= 0) && (!cls || t.class === cls) && (!light || t.light === light) &&
      (!leader || t.leader === leader) &&
      (!q || (t.no + " " + t.text + " " + t.units.join(" ")).toLowerCase().indexOf(q) >= 0);
  }
  var rows = data.tasks.map(function (t) {
    var tr = make("tr");
    var open = make("button", t.title);
    open.type = "button";
    open.addEventListener("click", function () { show(t, open); });
    put(tr, [make("td", t.no, "mid"), put(make("td"), [open]), make("td", t.leads.join("、")), make("td", t.progress, "num"), make("td", t.gap, "num"), make("td", t.class, "mid"), make("td", t.light, "mid " + t.colour)]);
    t.history.forEach(function (h) { tr.appendChild(make("td", h ? h.word : "—", "heat " + (h ? h.colour : ""))); });
    byId("rows").appendChild(tr);
    return tr;
  });
  function filter() {
    var shown = 0;
    data.tasks.forEach(function (t, i) { var on = matches(t); rows[i].hidden = !on; shown += on ? 1 : 0; });
    byId("count").textContent = "显示" + shown + "项，共" + data.tasks.length + "项";
  }
  ["f-unit", "f-class", "f-light", "f-leader"].forEach(function (id) { byId(id).addEventListener("change", filter); });
  byId("q").addEventListener("input", filter);
  byId("clear").addEventListener("click", function () {
    ["f-unit", "f-class", "f-light", "f-leader"].forEach(function (id) { byId(id).selectedIndex = 0; });
    byId("q").value = "";
    filter();
    byId("q").focus();
  });
  filter();

  data.units.forEach(function (u) {
    var pick = make("button", u.unit);
    pick.type = "button";
    pick.title = "只看该单位的任务";
    pick.addEventListener("click", function () {
      byId("f-unit").value = u.unit;
      filter();
      byId("h-tasks").scrollIntoView();
      byId("f-unit").focus();
    });
    put(byId("units"), [put(make("tr"), [put(make("td"), [pick]), make("td", u.status, "mid " + u.colour), make("td", u.received, "mid"), make("td", u.version, "num"), make("td", u.leads, "num"), make("td", u.cos, "num"), make("td", u.findings, "num"), make("td", u.level, "mid"), make("td", u.score, "num"), make("td", u.place, "num")])]);
  });

  var from = null;
  function list(title, items) {
    var box = make("div");
    box.appendChild(make("h3", title));
    if (!items.length) { box.appendChild(make("p", "无")); return box; }
    var ul = make("ul");
    items.forEach(function (item) {
      var li = make("li", item[0]);
      if (item[1]) { li.appendChild(document.createElement("br")); li.appendChild(make("span", item[1], "src")); }
      ul.appendChild(li);
    });
    box.appendChild(ul);
    return box;
  }
  function chart(t) {
    var points = t.history.map(function (h, i) { return h && h.progress !== null ? [i, h.progress, h.pace] : null; }).filter(Boolean);
    var box = make("div");
    if (points.length < 2) { return box; }
    var top = Math.max(100, Math.max.apply(null, points.map(function (p) { return p[1]; })));
    var svg = shape("svg", { viewBox: "0 0 600 160", width: "100%", role: "img", "aria-label": "历月完成率" });
    var px = function (i) { return 40 + 520 * i / Math.max(1, data.periods.length - 1); };
    var py = function (v) { return 140 - 120 * v / top; };
    function line(k, colour, dash) {
      var d = points.filter(function (p) { return p[k] !== null; }).map(function (p, n) { return (n ? "L" : "M") + px(p[0]) + " " + py(p[k]); }).join(" ");
      svg.appendChild(shape("path", { d: d, fill: "none", stroke: colour, "stroke-width": 2, "stroke-dasharray": dash }));
    }
    line(2, "#7b8794", "5 4");
    line(1, "#1f4e79", "");
    points.forEach(function (p) {
      svg.appendChild(shape("text", { x: px(p[0]), y: py(p[1]) - 6, "text-anchor": "middle", "font-size": 12 }, p[1] + "%"));
      svg.appendChild(shape("text", { x: px(p[0]), y: 156, "text-anchor": "middle", "font-size": 12 }, data.periods[p[0]]));
    });
    return put(box, [make("h3", "历月完成率（虚线为序时进度）"), svg]);
  }
  function show(t, opener) {
    from = opener;
    byId("d-title").textContent = "第" + t.no + "项　" + t.class + "　" + t.light;
    var body = byId("d-body");
    body.textContent = "";
    put(body, [make("p", t.text), make("p", "牵头：" + t.leads.join("、") + (t.cos.length ? "　协办：" + t.cos.join("、") : "")), make("p", "判定：" + t.why), chart(t)]);
    body.appendChild(list("指标", t.values.map(function (v) { return [v.words, v.source]; })));
    body.appendChild(list("各单位所报", t.answers.map(function (a) { return [a.words, a.source]; })));
    body.appendChild(list("历月情况", data.periods.map(function (name, i) {
      var h = t.history[i];
      return [name + "：" + (h ? h.class + "，" + h.why : "没有评定"), ""];
    }).reverse()));
    if (t.steps.length) { body.appendChild(list("督办", t.steps.map(function (s) { return [s.words, s.source]; }))); }
    body.appendChild(list("问题", t.findings.map(function (f) { return [f.words, f.source]; })));
    byId("veil").hidden = byId("detail").hidden = false;
    byId("close").focus();
  }
  function hide() {
    byId("veil").hidden = byId("detail").hidden = true;
    if (from) { from.focus(); }
  }
  byId("close").addEventListener("click", hide);
  byId("veil").addEventListener("click", hide);
  document.addEventListener("keydown", function (event) {
    if (byId("detail").hidden) { return; }
    if (event.key === "Escape") { hide(); }
    if (event.key === "Tab") { event.preventDefault(); byId("close").focus(); }
  });
})();
