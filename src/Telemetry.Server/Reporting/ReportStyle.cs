namespace Telemetry.Server.Reporting;

/// <summary>How the page looks, on a screen and on A4. Colours are told apart without red or green.</summary>
internal static class ReportStyle
{
    public static void Add(Html html) => html.Add(
        $$"""
        :root { --ink: #1b2430; --soft: #5b6675; --line: #d5dae1; --blue: #0072b2; --orange: #d55e00; }
        * { box-sizing: border-box; }
        body { margin: 0; color: var(--ink); background: #eef1f5;
          font: 14px/1.45 system-ui, "Noto Sans", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; }
        main { max-width: 1040px; margin: 0 auto; padding: 28px 36px 48px; background: #fff; }
        h1 { margin: 0; font-size: 26px; } h1 small { font-weight: 400; color: var(--soft); margin-left: .4em; }
        h2 { margin: 30px 0 8px; font-size: 17px; border-bottom: 2px solid var(--ink); padding-bottom: 4px; }
        .window { margin: 4px 0; font-size: 17px; }
        .facts, .note { margin: 4px 0; color: var(--soft); font-size: 12.5px; }
        .drill { margin: 0 0 16px; padding: 8px 14px; font-weight: 700; color: #fff; background: var(--orange);
          print-color-adjust: exact; -webkit-print-color-adjust: exact; }
        .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(140px, 1fr)); gap: 10px;
          margin: 18px 0 0; padding: 0; list-style: none; }
        .figures li { border: 1px solid var(--line); border-radius: 6px; padding: 8px 12px; }
        .figures span, .figures small { display: block; color: var(--soft); font-size: 12px; }
        .figures b { font-size: 20px; white-space: nowrap; }
        table { width: 100%; border-collapse: collapse; margin: 8px 0 14px; font-size: 12.5px; }
        th { text-align: left; color: var(--soft); font-weight: 600; border-bottom: 1px solid var(--ink); }
        th, td { padding: 4px 8px 4px 0; vertical-align: top; } td { border-bottom: 1px solid var(--line); }
        td { font-variant-numeric: tabular-nums; } tr.sum td { font-weight: 700; border-bottom: 0; }
        tr { break-inside: avoid; }
        .dot { display: inline-block; width: 9px; height: 9px; border: 2px solid var(--orange); border-radius: 50%;
          margin-right: 5px; } .dot.sure { background: var(--orange); }
        .key { display: inline-block; width: 18px; height: 10px; margin-right: 5px; }
        .key.present { background: var(--blue); } .key.silent { background: var(--orange); }
        svg { display: block; width: 100%; height: auto; } svg.share { display: inline-block; width: 60px; }
        svg text { font-size: 11px; fill: var(--ink); } svg .tick { fill: var(--soft); text-anchor: middle; }
        svg .value { text-anchor: middle; } svg .unit { font-weight: 700; }
        .lane { fill: #eef1f5; } .bar, .present, .good { fill: var(--blue); } .silent, .bad { fill: var(--orange); }
        .axis { stroke: var(--ink); } .grid { stroke: var(--line); }
        @media screen and (max-width: 700px) { main { padding: 16px; } section { overflow-x: auto; }
          table, section > svg { min-width: 680px; } td { white-space: nowrap; } }
        @page { size: A4; margin: 12mm; }
        @media print {
          body { background: #fff; font-size: 11px; } main { max-width: none; padding: 0; }
          .figures { grid-template-columns: repeat(6, 1fr); padding-right: 1px; } .figures li { padding: 6px 8px; }
          .figures b { font-size: 16px; } table { font-size: 10px; } h2 { margin-top: 18px; }
          h2, .note { break-after: avoid; } svg { break-inside: avoid; }
          .lane, .bar, .present, .good, .silent, .bad, .dot, .key { print-color-adjust: exact;
            -webkit-print-color-adjust: exact; }
        }
        """);
}
