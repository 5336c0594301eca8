package dev.sluice.benchmarks.load.report;

import java.util.List;

/** A page of HTML that needs nothing but itself. */
final class Html {

  private static final String STYLE =
      """
      :root { color-scheme: light dark; --ink: #1c2430; --faint: #6b7686; --line: #d7dce3;
        --paper: #fff; --s0: #2563a8; --s1: #c2571a; --s2: #7a8794; --s3: #2e7d4f; --warn: #a33a1f; }
      @media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --faint: #98a3b3;
        --line: #38414e; --paper: #161a20; --s0: #6aa9ea; --s1: #f0995c; --s2: #9aa7b5;
        --s3: #6cc391; --warn: #f08a70; } }
      body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
        max-width: 1340px; margin: 2rem auto; padding: 0 1rem; }
      h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
      p.about { color: var(--faint); } p.warning { color: var(--warn); }
      table { border-collapse: collapse; } td, th { text-align: left; padding: .2rem 1rem .2rem 0;
        border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums; }
      th { font-weight: 600; }
      .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(420px, 1fr));
        gap: 1.5rem; }
      svg { width: 100%; height: auto; } svg text { fill: var(--ink); font: 12px system-ui; }
      svg .tick { fill: var(--faint); font-size: 11px; } svg .title { font-weight: 600; }
      svg .grid { stroke: var(--line); } svg polyline { fill: none; stroke-width: 2; }
      .s0 { stroke: var(--s0); } .s1 { stroke: var(--s1); } .s2 { stroke: var(--s2); }
      .s3 { stroke: var(--s3); } svg line[class^=s] { stroke-width: 3; }
      """;

  private Html() {}

  static String page(String title, List<String> body) {
    return String.join(
            "\n",
            "<!DOCTYPE html>",
            "<html lang=\"en\">",
            "<head>",
            "<meta charset=\"utf-8\">",
            "<meta name=\"viewport\" content=\"width=device-width\">",
            "<title>" + escape(title) + "</title>",
            "<style>",
            STYLE.strip(),
            "</style>",
            "</head>",
            "<body>",
            "<h1>" + escape(title) + "</h1>",
            String.join("\n", body),
            "</body>",
            "</html>")
        + "\n";
  }

  static String paragraph(String type, String text) {
    return "<p class=\"" + type + "\">" + escape(text) + "</p>";
  }

  static String heading(String text) {
    return "<h2>" + escape(text) + "</h2>";
  }

  /**
   * A table.
   *
   * @param rows the first holds the headings
   */
  static String table(List<List<String>> rows) {
    StringBuilder table = new StringBuilder("<table>\n");
    for (int i = 0; i < rows.size(); i++) {
      String cell = i == 0 ? "th" : "td";
      table.append("<tr>");
      for (String text : rows.get(i)) {
        table.append("<%s>%s</%s>".formatted(cell, escape(text), cell));
      }
      table.append("</tr>\n");
    }
    return table.append("</table>").toString();
  }

  static String charts(List<SvgChart> charts) {
    StringBuilder figure = new StringBuilder("<div class=\"charts\">\n");
    charts.forEach(chart -> figure.append(chart.toSvg()).append('\n'));
    return figure.append("</div>").toString();
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
