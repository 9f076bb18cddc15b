using System.Buffers;
using System.Text;

namespace Telemetry.Server.Exports;

/// <summary>RFC 4180, UTF-8, with a header; what is absent is empty.</summary>
internal static class CsvFormat
{
    private const string LineEnd = "\r\n";

    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");

    public static async Task WriteAsync(ExportSheet sheet, ExportBody body, CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        line.AppendJoin(',', sheet.Columns.Select(column => column.Name)).Append(LineEnd);
        body.Write(Encoding.UTF8.GetBytes(line.ToString()));
        await foreach (var row in sheet.Rows.WithCancellation(cancellationToken))
        {
            line.Clear();
            for (var i = 0; i < row.Values.Length; i++)
                Append(line, i, row.Values[i].Show(sheet.Columns[i].Type));
            body.Write(Encoding.UTF8.GetBytes(line.Append(LineEnd).ToString()));
            await body.SendMuchAsync(cancellationToken);
        }
    }

    private static void Append(StringBuilder line, int column, string text)
    {
        if (column > 0)
            line.Append(',');
        if (text.AsSpan().ContainsAny(Special))
            line.Append('"').Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        else
            line.Append(text);
    }
}
