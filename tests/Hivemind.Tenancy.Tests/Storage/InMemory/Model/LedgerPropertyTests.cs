using CsCheck;

namespace Hivemind.Tenancy.Tests;

/// <summary>The store's ledger against the naive model, over random operations. A failure prints its seed and the shrunk operations.</summary>
public sealed class LedgerPropertyTests
{
    private static readonly int[] Thresholds = [50, 80, 95];

    [Theory]
    [InlineData(StoreKind.Direct, 2000)]
    [InlineData(StoreKind.Asynchronous, 100)]
    public async Task Ledger_does_what_the_model_does(StoreKind store, int sequences)
    {
        using QuotaHost host = new(store, options => options.QuotaThresholds = Thresholds);

        await LedgerGen.Step.Array[1, 60].SampleAsync(
            steps => CompareAsync(host, steps),
            iter: sequences,
            threads: 1,
            print: steps => LedgerOutcome.Lines(steps.Select(s => s.Text)));
    }

    private static async Task CompareAsync(QuotaHost host, LedgerStep[] steps)
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        host.Clock.AdjustTime(Some.Time);
        Tenant tenant = Some.Tenant(Some.NewTenantId().ToString());
        TenantCreated created = new() { OccurredAt = Some.Time, TenantId = tenant.Id, TenantUid = tenant.Uid, Tenant = tenant };
        TenantWritten added = await host.Store.AddAsync(tenant, created, null, token);
        LedgerModel model = new(Thresholds);
        LedgerRun run = new(host.Store, tenant, host.Clock, token);
        LedgerHandles handles = new();
        foreach (LedgerStep step in steps)
        {
            await CompareStepAsync(step, model, run, handles);
        }

        foreach (LedgerStep reading in new[] { LedgerGen.Usage, LedgerGen.ListAll })
        {
            await CompareStepAsync(reading, model, run, handles);
        }

        await run.ShouldHaveToldAllThatIsRecordedAsync(added.Events[^1].Sequence);
    }

    private static async Task CompareStepAsync(LedgerStep step, LedgerModel model, LedgerRun run, LedgerHandles handles)
    {
        // The store first: what the model hands out in this step is no handle yet.
        LedgerOutcome actual = await step.OnStore(run, handles);
        LedgerOutcome expected = step.OnModel(model, handles);
        actual.Text.Should().Be(expected.Text, "the model says so of '{0}'", step.Text);
        actual.Number.Should().Be(expected.Number);
    }
}
