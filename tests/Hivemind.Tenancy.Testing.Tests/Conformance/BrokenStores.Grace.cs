using static Hivemind.Tenancy.Testing.Tests.Fault;

namespace Hivemind.Tenancy.Testing.Tests;

/// <content>Faults about grace.</content>
internal static partial class BrokenStores
{
    private static IEnumerable<Broken<TenantStoreHarness>> OfGrace()
    {
        yield return Store("grace is added to the quota", "Grace: is a ceiling not an addition", inner =>
            On("SetGraceAsync", (args, call) => With(args, 1, args[1] is QuotaGrace g ? g with { Ceiling = g.Ceiling with { Containers = g.Ceiling.Containers + 10 } } : null, call)));
        yield return Store("grace replaces what nobody saw", "Grace: of two that saw the same the second is refused", inner =>
            On("SetGraceAsync", (args, call) => With(args, 2, null, call)));
        yield return Store("grace is compared, then set", "Grace: of many at once that saw the same one is granted", inner =>
            On("SetGraceAsync", (args, _) => CompareThenSetAsync(inner, args)));
        yield return Store("grace that has ended is still expected", "Grace: that has ended counts as none", inner =>
        {
            QuotaGrace? last = null;
            return On("SetGraceAsync", (args, call) =>
            {
                if (args[2] is ExpectedGrace { Grace: null } && last is not null)
                {
                    throw new GraceConflictException(((TenantReference)args[0]!).Id, null, last);
                }

                last = (QuotaGrace?)args[1];
                return call();
            });
        });
        yield return Late("grace ends an instant late", "Grace: lifts the limit until it ends", "GetUsageAsync");
    }

    private static async ValueTask<IReadOnlyList<TenancyEvent>> CompareThenSetAsync(ITenantStore inner, object?[] args)
    {
        TenantReference tenant = (TenantReference)args[0]!;
        if (args[2] is ExpectedGrace expected)
        {
            QuotaGrace? actual = (await inner.GetUsageAsync(tenant, default)).Grace;
            if (actual != expected.Grace)
            {
                throw new GraceConflictException(tenant.Id, expected.Grace, actual);
            }
        }

        await Task.Delay(5);
        return await inner.SetGraceAsync(tenant, (QuotaGrace?)args[1], expected: null, (TenancyEvent)args[3]!, default);
    }
}
