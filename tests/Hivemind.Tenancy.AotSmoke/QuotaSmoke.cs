using Hivemind.Tenancy;
using Microsoft.Extensions.DependencyInjection;
using static TenantSmoke;

/// <summary>Amounts are held, committed, grown, refused, given back and reconciled.</summary>
internal static class QuotaSmoke
{
    public static async Task RunAsync(IServiceProvider services)
    {
        IQuotaManager quotas = services.GetRequiredService<IQuotaManager>();
        await ReserveAsync(quotas);

        await quotas.GrantGraceAsync(Acme, new ResourceAmounts { CpuCores = 4 }, DateTimeOffset.UtcNow.AddHours(1));
        Check.That((await quotas.CheckAsync(Acme, new ResourceAmounts { CpuCores = 2 })).IsAdmitted);
        await quotas.ResizeAsync(Acme, "web", new ResourceAmounts { CpuCores = 1.75m, Containers = 1 });

        IReadOnlyList<ReconciliationMark> marks = await quotas.ReadMarksAsync([Acme]);
        AllocationObservation observation = new(
            "node-1", marks[0], [new ObservedAllocation("stray", new ResourceAmounts { Containers = 2 })]);
        ReconciliationResult result = await quotas.ReconcileAsync(observation);
        Check.That(result.Adopted.SequenceEqual(["stray"]));
        Check.Equal((await quotas.ListAllocationsAsync(Acme)).Count, 2);

        Check.That(await quotas.ReleaseAsync(Acme, "stray"));
        Check.That(!await quotas.ReleaseAsync(Acme, "stray"));
    }

    private static async Task ReserveAsync(IQuotaManager quotas)
    {
        ResourceAmounts amounts = new() { CpuCores = 1.5m, Containers = 1, Other = new Dictionary<string, decimal> { ["gpu"] = 1 } };
        await using (ResourceReservation given = await quotas.ReserveAsync(Acme, amounts))
        {
            Check.That(given.ExpiresAt is not null);
            Check.Equal((await quotas.GetUsageAsync(Acme))[ResourceNames.Cpu].Reserved, 1.5m);
            ReservationResult refused = await quotas.TryReserveAsync(Acme, amounts);
            Check.That(refused.Decision.Shortages.Select(s => s.Resource).SequenceEqual([ResourceNames.Cpu, "gpu"]));
            QuotaExceededException exceeded = await Check.Throws<QuotaExceededException>(() => quotas.ReserveAsync(Acme, amounts).AsTask());
            Check.Equal(exceeded.TenantId, Acme);
        }

        Check.Equal((await quotas.GetUsageAsync(Acme))[ResourceNames.Cpu].Total, 0);
        await using (ResourceReservation kept = await quotas.ReserveAsync(Acme, amounts, new ReservationOptions { AllocationId = "web" }))
        {
            await kept.RenewAsync(TimeSpan.FromMinutes(5));
            await kept.CommitAsync();
        }

        Check.Equal((await quotas.GetUsageAsync(Acme))["gpu"].Used, 1);
    }
}
