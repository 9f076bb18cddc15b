using NetTopologySuite.IO;
using Telemetry.Core.Plans;

namespace Telemetry.Core.Tests.Plans;

public sealed class ShapeDigestTests
{
    [Fact]
    public void Of_EqualShapes_IsEqual() =>
        Assert.Equal(Digest("POLYGON((1 1,2 1,2 2,1 1))"), Digest("POLYGON((1 1,2 1,2 2,1 1))"));

    [Theory]
    [InlineData("POLYGON((1 1,2 1,2 2.0000000000000004,1 1))")]
    [InlineData("POLYGON((1 1,2 2,2 1,1 1))")]
    [InlineData("POLYGON((1 1,2 1,2 2,1 1),(1.6 1.1,1.7 1.1,1.7 1.2,1.6 1.1))")]
    [InlineData("MULTIPOLYGON(((1 1,2 1,2 2,1 1)),((1.6 1.1,1.7 1.1,1.7 1.2,1.6 1.1)))")]
    public void Of_AnotherShape_IsAnother(string other) =>
        Assert.NotEqual(Digest("POLYGON((1 1,2 1,2 2,1 1))"), Digest(other));

    [Fact]
    public void Of_HoleOrSecondPart_AreNotTheSame() =>
        Assert.NotEqual(
            Digest("POLYGON((1 1,2 1,2 2,1 1),(1.6 1.1,1.7 1.1,1.7 1.2,1.6 1.1))"),
            Digest("MULTIPOLYGON(((1 1,2 1,2 2,1 1)),((1.6 1.1,1.7 1.1,1.7 1.2,1.6 1.1)))"));

    [Fact]
    public void Of_Discs_DependsOnCentreAndRadius()
    {
        var digest = ShapeDigest.Of(new PlaceShape.Disc(new(31, 121), 20));

        Assert.Equal(digest, ShapeDigest.Of(new PlaceShape.Disc(new(31, 121), 20)));
        Assert.NotEqual(digest, ShapeDigest.Of(new PlaceShape.Disc(new(31, 121), 21)));
        Assert.NotEqual(digest, ShapeDigest.Of(new PlaceShape.Disc(new(121, 31), 20)));
        Assert.Equal(
            ShapeDigest.Of(new PlaceShape.Disc(new(0.0, 121), 20)),
            ShapeDigest.Of(new PlaceShape.Disc(new(-0.0, 121), 20)));
    }

    /// <summary>Pinned: digests are kept in ledgers, so they must not change from one release to the next.</summary>
    [Fact]
    public void Of_KnownDisc_IsAsItWas() =>
        Assert.Equal("3128e8f33813102248853369dd6d1a2c", ShapeDigest.Of(new PlaceShape.Disc(new(31.22, 121.49), 20)));

    private static string Digest(string wellKnownText) =>
        ShapeDigest.Of(new PlaceShape.Area(new WKTReader().Read(wellKnownText)));
}
