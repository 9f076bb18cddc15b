using Telemetry.Cli.Formats.Csv;

namespace Telemetry.Cli.Tests.Formats.Csv;

public sealed class CsvMappingTests
{
    [Fact]
    public void Parse_FieldsWithUnits_AreTakenApart()
    {
        var mapping = CsvMapping.Parse(
            "time=t:ms, lat=position_lat ,speed=speed:kmh,alt=alt: raw,heading=", out var fault)!;

        Assert.Equal("", fault);
        Assert.Equal(new CsvColumnChoice("t", "ms"), mapping[CsvField.Time]);
        Assert.Equal(new CsvColumnChoice("position_lat"), mapping[CsvField.Latitude]);
        Assert.Equal(new CsvColumnChoice("speed", "kmh"), mapping[CsvField.Speed]);
        Assert.Equal(new CsvColumnChoice("alt: raw"), mapping[CsvField.Altitude]);
        Assert.Equal(new CsvColumnChoice(""), mapping[CsvField.Heading]);
        Assert.Null(mapping[CsvField.Longitude]);
    }

    [Theory]
    [InlineData("latitude=x", "'latitude=x' is not field=column")]
    [InlineData("lat", "'lat' is not field=column")]
    [InlineData("lat=a,lat=b", "the field lat is given twice")]
    public void Parse_NoMapping_SaysWhy(string text, string reason)
    {
        Assert.Null(CsvMapping.Parse(text, out var fault));
        Assert.StartsWith(reason, fault);
    }
}
