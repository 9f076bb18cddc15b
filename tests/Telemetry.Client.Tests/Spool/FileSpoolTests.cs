using CsCheck;
using Patrol.Telemetry.V1;
using Telemetry.Client.Spool;

namespace Telemetry.Client.Tests.Spool;

public sealed class FileSpoolTests : IDisposable
{
    private const long SmallLimit = 256 << 10;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Open_AfterClose_GivesWhatWasNotSettled()
    {
        await using (var spool = Open(_folder))
        {
            Append(spool, 100);
            spool.Settle(1, 40);
            spool.Settle(61, 80);
        }

        await using var again = Open(_folder);
        Assert.Equal([.. Range(41, 60), .. Range(81, 100)], Numbers(again));
        Assert.Equal(101UL, again.NextNumber);
    }

    [Fact]
    public async Task Open_TailTornAnywhere_KeepsEveryWholeRecordBeforeIt()
    {
        await using (var spool = Open(_folder))
            Append(spool, 5);
        var path = Directory.GetFiles(_folder.Path, "*.spool", SearchOption.AllDirectories).Single();
        var whole = await File.ReadAllBytesAsync(path);
        var perRecord = (whole.Length - 24) / 5;
        for (var length = 24; length <= whole.Length; length++)
        {
            await File.WriteAllBytesAsync(path, whole[..length]);
            await using var spool = Open(_folder);
            Assert.Equal((length - 24) / perRecord, Numbers(spool).Count);
            Assert.True(spool.TryAppend(Samples.Report(9)));
        }
    }

    [Fact]
    public async Task Open_HeaderTorn_BeginsAgain()
    {
        await using (Open(_folder))
        {
        }

        var path = Directory.GetFiles(_folder.Path, "*.spool", SearchOption.AllDirectories).Single();
        await File.WriteAllBytesAsync(path, new byte[10]);
        await using var spool = Open(_folder);
        Assert.Equal(1UL, spool.NextNumber);
    }

    [Fact]
    public async Task Open_BitFlippedInside_ReadsUpToThere()
    {
        await using (var spool = Open(_folder))
            Append(spool, 5);
        var path = Directory.GetFiles(_folder.Path, "*.spool", SearchOption.AllDirectories).Single();
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[24 + ((bytes.Length - 24) / 2)] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);
        await using var again = Open(_folder);
        Assert.Equal(Range(1, 2), Numbers(again));
    }

    [Fact]
    public async Task Settle_EndlesslyUsed_StaysWithinItsLimit()
    {
        await using var spool = Open(_folder);
        for (var i = 1; i <= 50_000; i++)
        {
            Assert.True(spool.TryAppend(Samples.Report(i)));
            if (i % 100 == 0)
                spool.Settle(1, (ulong)i);
        }

        Assert.InRange(spool.Bytes, 0, SmallLimit);
        Assert.Equal(0UL, spool.UnsettledCount);
    }

    [Fact]
    public async Task Settle_OldSegmentPinned_NewerSegmentsGo()
    {
        await using (var spool = Open(_folder))
        {
            Append(spool, 1);
            for (var i = 2; i <= 20_000; i++)
            {
                Assert.True(spool.TryAppend(Samples.Report(i)));
                spool.Settle((ulong)i, (ulong)i);
            }

            Assert.InRange(spool.Bytes, 0, SmallLimit);
        }

        await using var again = Open(_folder);
        Assert.Equal(Range(1, 1), Numbers(again));
        Assert.Equal(20_001UL, again.NextNumber);
    }

    [Fact]
    public async Task Open_HeldByAnother_IsRefused()
    {
        await using var spool = Open(_folder);
        Assert.Throws<IOException>(() => Open(_folder));
    }

    [Fact]
    public async Task Open_UnsentInAnotherDatum_IsRefused()
    {
        await using (var spool = Open(_folder))
            Append(spool, 1);
        Assert.Throws<InvalidDataException>(() => Open(_folder, Datum.Gcj02));
        await using (var spool = Open(_folder))
            spool.Settle(1, 1);
        await using var other = Open(_folder, Datum.Gcj02);
        Assert.Equal(2UL, other.NextNumber);
    }

    [Fact]
    public void AnySteps_KilledAtAnyTime_UnsettledIsWhatAModelSays()
    {
        var step = Gen.OneOf(
            Gen.Int[1, 600].Select(n => (Kind: 0, First: n, Length: 0)),
            Gen.Select(Gen.Int[0, 3_000], Gen.Int[0, 900], (first, length) => (Kind: 1, First: first, Length: length)),
            Gen.Const((Kind: 2, First: 0, Length: 0)));
        step.List[1, 25].Sample(
            steps =>
            {
                var folder = new TemporaryFolder();
                var spool = Open(folder);
                var model = new SortedSet<ulong>();
                foreach (var (kind, first, length) in steps)
                {
                    if (kind == 0)
                    {
                        for (var i = 0; i < first && spool.TryAppend(Samples.Report(i)); i++)
                            model.Add(spool.NextNumber - 1);
                    }
                    else if (kind == 1)
                    {
                        spool.Settle((ulong)first, (ulong)(first + length));
                        model.RemoveWhere(n => n >= (ulong)first && n <= (ulong)(first + length));
                    }
                    else
                    {
                        var next = folder.CopyAsAfterKill();
                        spool.DisposeAsync().AsTask().GetAwaiter().GetResult();
                        folder.Dispose();
                        (folder, spool) = (next, Open(next));
                    }

                    if (!Numbers(spool).SequenceEqual(model))
                        return false;
                }

                spool.DisposeAsync().AsTask().GetAwaiter().GetResult();
                folder.Dispose();
                return true;
            },
            iter: 40);
    }

    private static FileSpool Open(TemporaryFolder folder, Datum datum = Datum.Wgs84) =>
        FileSpool.Open(new PatrolDeviceOptions
        {
            Device = "bike-1",
            SpoolFolder = folder.Path,
            SpoolLimitBytes = SmallLimit,
            Datum = datum,
        });

    private static void Append(FileSpool spool, int count)
    {
        for (var i = 0; i < count; i++)
            Assert.True(spool.TryAppend(Samples.Report(i)));
    }

    private static List<ulong> Range(ulong first, ulong last)
    {
        var numbers = new List<ulong>();
        for (var n = first; n <= last; n++)
            numbers.Add(n);
        return numbers;
    }

    private static List<ulong> Numbers(FileSpool spool)
    {
        var all = new List<SpooledReport>();
        spool.Read(0, ulong.MaxValue, int.MaxValue, int.MaxValue, all);
        return [.. all.Select(spooled => spooled.Number)];
    }
}
