using System.Text;
using System.Text.Json;
using Telemetry.Core.Plans.Documents;

namespace Telemetry.Core.Tests.Plans.Documents;

/// <summary>Parser, JSON Schema and README say the same.</summary>
public sealed class PlanVocabularyTests
{
    private static readonly JsonElement Definitions =
        JsonDocument.Parse(PublishedPlans.Read("plan.schema.json")).RootElement.GetProperty("$defs");

    private static readonly string[] Readme = Encoding.UTF8.GetString(PublishedPlans.Read("README.md")).Split('\n');

    public static TheoryData<string> TypeNames => [.. PlanVocabulary.Types.Keys.Order()];

    public static TheoryData<string> PropertyNames => [.. Properties().Select(property => property.Name)];

    [Fact]
    public void Schema_Types_AreTheParsers()
    {
        var listed = Definitions.GetProperty("feature").GetProperty("properties").GetProperty("properties")
            .GetProperty("properties").GetProperty("type").GetProperty("enum");

        Assert.Equal(
            PlanVocabulary.Types.Keys.Order(), listed.EnumerateArray().Select(name => name.GetString()!).Order());
    }

    [Theory]
    [MemberData(nameof(TypeNames))]
    public void Schema_PropertiesOfAType_AreTheParsers(string typeName)
    {
        var type = PlanVocabulary.Types[typeName];
        var inSchema = Definitions.GetProperty(typeName).GetProperty("properties").GetProperty("properties");
        var required = inSchema.GetProperty("required").EnumerateArray().Select(name => name.GetString()!);

        Assert.Equal(
            type.Properties.Select(property => property.Name).Order(),
            inSchema.GetProperty("properties").EnumerateObject().Select(property => property.Name).Order());
        Assert.Equal(
            type.Properties.Where(property => property.IsRequired).Select(property => property.Name).Order(),
            required.Order());
    }

    [Fact]
    public void Schema_Ranges_AreTheParsers()
    {
        foreach (var number in Properties().OfType<Property.Number>())
        {
            var inSchema = Definitions.GetProperty("property").GetProperty(number.Name);
            if (number.ZeroToo)
            {
                Assert.Equal(0, inSchema.GetProperty("anyOf")[0].GetProperty("const").GetDouble());
                inSchema = inSchema.GetProperty("anyOf")[1];
            }

            var range = (inSchema.GetProperty("minimum").GetDouble(), inSchema.GetProperty("maximum").GetDouble());
            Assert.Equal((number.Name, (number.Min, number.Max)), (number.Name, range));
        }
    }

    [Fact]
    public void Schema_WholeNumbers_AreTheParsers() => Assert.All(
        Properties().OfType<Property.Number>(),
        number => Assert.Equal(
            number.IsWhole,
            Definitions.GetProperty("property").GetProperty(number.Name).ToString().Contains("\"integer\"")));

    [Fact]
    public void Schema_Words_AreTheParsers() => Assert.All(
        Properties().OfType<Property.Choice>(),
        choice => Assert.Equal(
            choice.Of.Append(null),
            Definitions.GetProperty("property").GetProperty(choice.Name).GetProperty("enum").EnumerateArray()
                .Select(word => word.GetString())));

    [Fact]
    public void Schema_FreeNames_AreFreeInTheParser()
    {
        var others = Definitions.GetProperty("others");

        Assert.All(
            others.GetProperty("properties").EnumerateObject(),
            property => Assert.True(PlanVocabulary.IsNotOurs(property.Name)));
        Assert.Equal(["^(_|x-|name_)"], others.GetProperty("patternProperties").EnumerateObject().Select(p => p.Name));
        Assert.All(["_a", "x-a", "name_zh", "fid"], name => Assert.True(PlanVocabulary.IsNotOurs(name)));
        Assert.All(["name", "xa", "id"], name => Assert.False(PlanVocabulary.IsNotOurs(name)));
    }

    [Theory]
    [MemberData(nameof(PropertyNames))]
    public void Readme_Property_HasARowWithItsTypesAndRange(string name)
    {
        // The table of properties has six columns; other tables may begin a row with the same name.
        var cells = Readme.Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Single(row => row.Length == 8 && row[1] == $"`{name}`");
        var types = PlanVocabulary.Types.Values.Where(type => type.Has(name)).Select(type => type.Name).ToArray();

        Assert.Equal(
            types.Length == PlanVocabulary.Types.Count ? ["all"] : types.Order(),
            cells[2].Split(", ").Order());
        var property = Properties().First(property => property.Name == name);
        if (property is Property.Number number)
            Assert.StartsWith($"{number.Min} to {number.Max}", cells[4]);
        if (property is Property.Choice choice)
            Assert.All(choice.Of, word => Assert.Contains($"`{word}`", cells[4]));
    }

    [Fact]
    public void Readme_Faults_AreAllOfThem()
    {
        var listed = Readme
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('`')[1])
            .Where(name => name.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_'));

        Assert.Equal(PlanFaultTests.AllCodes().Order(), listed.Order());
    }

    private static IEnumerable<Property> Properties() =>
        PlanVocabulary.Types.Values.SelectMany(type => type.Properties).DistinctBy(property => property.Name);
}
