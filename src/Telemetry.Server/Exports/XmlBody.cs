using System.Globalization;
using System.Text;
using System.Xml;

namespace Telemetry.Server.Exports;

/// <summary>Shorthand for writing XML documents of any size.</summary>
internal static class XmlBody
{
    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        CloseOutput = false,
    };

    public static XmlWriter Begin(ExportBody body) => XmlWriter.Create(body, Settings);

    /// <summary>Nothing when the text is empty.</summary>
    public static void Element(this XmlWriter xml, string name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
            xml.WriteElementString(name, Clean(text));
    }

    public static string Show(double number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Show(float number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>XML cannot hold every character that a name may have, in whatever way it is written.</summary>
    public static string Clean(string text)
    {
        if (IsClean(text))
            return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            clean.Append(CanHold(rune) ? rune : Rune.ReplacementChar);
        return clean.ToString();

        static bool CanHold(Rune rune) => !rune.IsBmp || XmlConvert.IsXmlChar((char)rune.Value);
    }

    private static bool IsClean(string text)
    {
        foreach (var c in text)
        {
            if (!XmlConvert.IsXmlChar(c))
                return false;
        }

        return true;
    }
}
