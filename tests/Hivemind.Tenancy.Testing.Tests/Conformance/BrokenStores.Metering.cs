using static Hivemind.Tenancy.Testing.Tests.Fault;

namespace Hivemind.Tenancy.Testing.Tests;

/// <content>Faults of usage records.</content>
internal static partial class BrokenStores
{
    private static IEnumerable<Broken<TenantStoreHarness>> OfMetering()
    {
        yield return Summed("what changed is one record", "Metering: closes a record at each change", r => r with { To = r.To.AddSeconds(1) });
        yield return Summed("labels are dropped", "Metering: keeps namespace and labels", r => r with { Labels = new Dictionary<string, string>() });
        yield return Summed("what is still held is not counted", "Metering: counts what is still held up to now", r => r.Sequence == 0 ? null : r);
        yield return Summed("a lease is charged until somebody noticed", "Metering: charges an ended lease to its end", r => r with { To = r.To.AddSeconds(70) });
        yield return Summed("growth that ended goes on", "Metering: charges growth that ended to its end", r => r with { Amounts = r.Amounts with { Containers = 5 } });
        yield return Summed("looking closes", "Metering: renewing and looking close nothing", r => r with { From = r.From.AddSeconds(30) });
        yield return Summed("observations are not metered", "Metering: meters what an observation changes", r => r.From == r.To.AddSeconds(-10) && r.Amounts.Containers == 8 ? null : r);
        yield return Store("usage is that of the id", "Metering: what goes with its tenant is charged and stays readable", inner =>
            On("SumUsageAsync", (args, call) => With(args, 0, (UsageSpan)args[0]! with { Tenant = null }, call)));
        yield return Store("months run on", "Metering: cuts at the end of a utc month", inner => On("SumUsageAsync", (_, call) =>
        {
            List<UsageRecord> records = Now<List<UsageRecord>>(call);
            return Result(records.Count == 0 ? records : new List<UsageRecord> { records[0] with { To = records[^1].To } });
        }));
        yield return Summed("a clock that is set back charges twice", "Metering: a clock that is set back charges nothing twice", r => r with { From = r.From.AddSeconds(-50) });
        yield return Summed("refusals are charged", "Metering: refusals are metered as nothing", r => r with { Amounts = r.Amounts with { Containers = 2 } });
        yield return Store("records come newest first", "Metering: reads records in order from any host", inner =>
            On("ReadUsageAsync", (_, call) => Result(Now<UsageRecordPage>(call) is var page ? page with { Records = [.. page.Records.Reverse()] } : null!)));
        yield return Store("a page begins with the last of the one before", "Metering: no reader misses a record among writers", inner =>
            On("ReadUsageAsync", (args, call) => With(args, 0, Math.Max(0, (long)args[0]! - 1), call)));
        yield return Store("nobody says that records are gone", "Metering: trims what ended long ago", inner =>
            On("ReadUsageAsync", (_, call) => Result(Now<UsageRecordPage>(call) with { IsTrimmed = false })));
        yield return Summed("a microsecond is lost", "Metering model: agrees with who counts along", r => r with { To = r.To.AddMicroseconds(-1) });
    }

    /// <summary>Each record that a sum is made of is changed, or left out.</summary>
    private static Broken<TenantStoreHarness> Summed(string fault, string caughtBy, Func<UsageRecord, UsageRecord?> change) =>
        new(fault, caughtBy, () => Memory.CreateStore(inner => new ChangedUsage(inner, change).Store));

    private sealed class ChangedUsage(ITenantStore inner, Func<UsageRecord, UsageRecord?> change)
    {
        public ITenantStore Store { get; } = Interceptor.Before(inner, (method, args, call) =>
        {
            if (method.Name != "SumUsageAsync")
            {
                return call();
            }

            Delegate add = (Delegate)args[2]!;
            return Wrap(method.GetGenericArguments()[0], args, add, change, call);
        });

        private static object? Wrap(Type sum, object?[] args, Delegate add, Func<UsageRecord, UsageRecord?> change, Func<object?> call) =>
            typeof(ChangedUsage).GetMethod(nameof(WrapAs), System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!
                .MakeGenericMethod(sum).Invoke(null, [args, add, change, call]);

        private static object? WrapAs<TSum>(object?[] args, Delegate add, Func<UsageRecord, UsageRecord?> change, Func<object?> call) =>
            With(args, 2, (Action<TSum, UsageRecord>)((sum, record) =>
            {
                if (change(record) is { } changed)
                {
                    ((Action<TSum, UsageRecord>)add)(sum, changed);
                }
            }), call);
    }
}
