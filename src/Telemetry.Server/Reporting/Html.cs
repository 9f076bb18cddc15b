using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Telemetry.Server.Reporting;

/// <summary>
/// A page being written. What stands in the braces of an interpolated string is data and is escaped, always: there is
/// no way to put text in unescaped.
/// </summary>
internal sealed class Html
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder _text = new();

    /// <param name="piece">Has written itself here already.</param>
    public Html Add([InterpolatedStringHandlerArgument("")] Piece piece)
    {
        _ = piece;
        return this;
    }

    public override string ToString() => _text.ToString();

    [InterpolatedStringHandler]
    public readonly struct Piece
    {
        private readonly StringBuilder _text;

        public Piece(int literalLength, int formattedCount, Html html)
        {
            _ = formattedCount;
            _text = html._text;
            _text.EnsureCapacity(_text.Length + literalLength);
        }

        public void AppendLiteral(string text) => _text.Append(text);

        public void AppendFormatted(string? text) => _text.Append(Encoder.Encode(text ?? ""));

        public void AppendFormatted(int number) => _text.Append(number.ToString(CultureInfo.InvariantCulture));

        public void AppendFormatted(double number, string format = "0.##") =>
            _text.Append(number.ToString(format, CultureInfo.InvariantCulture));
    }
}
