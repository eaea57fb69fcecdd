using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Testing;

/// <summary>Cases about an engine.</summary>
internal abstract class WorkloadCases : ConformanceCases<WorkloadEngineHarness>
{
    protected static readonly TenantReference Acme = new(Id("acme"), UidOf("acme"));
    protected static readonly TenantReference Beta = new(Id("beta"), UidOf("beta"));

    protected IWorkloadEngine Engine => Harness.Engine;

    protected static AppKey Key(string name = "shop", TenantReference? tenant = null) => new(tenant ?? Acme, "web", name);

    protected async Task<string> SourceAsync(TenantReference? tenant = null) =>
        Expect.NotNull((await Engine.PlaceAsync(Request(_ => true, tenant), Cancellation)).Source, "a source takes anybody");

    protected static PlacementRequest Request(Func<Node, bool> mayRunOn, TenantReference? tenant = null) =>
        new(tenant ?? Acme, new ResourceAmounts { Containers = 1 }, node => mayRunOn(node) ? IsolationVerdict.Allow("It may.") : IsolationVerdict.Deny($"Not on '{node.Name}'."));

    /// <summary>An app as it is wanted first.</summary>
    protected async Task<DesiredApp> WantedAsync(string name = "shop", TenantReference? tenant = null, int replicas = 2) => new()
    {
        Key = Key(name, tenant),
        Instance = Guid.NewGuid(),
        Generation = 1,
        Spec = new AppSpec { Name = name, Namespace = "web", Image = Harness.Image, Command = Harness.Command, Replicas = replicas },
        Source = await SourceAsync(tenant),
        Isolation = IsolationLevel.Soft.Settings,
    };

    protected static DesiredApp Next(DesiredApp before) => before with { Generation = before.Generation + 1 };

    protected async Task<DesiredApp> ApplyAsync(DesiredApp wanted)
    {
        await Engine.ApplyAsync(wanted, wanted.Generation - 1, Cancellation);
        return wanted;
    }

    protected async Task<EngineApp> FindAsync(AppKey key) => Expect.NotNull(await Engine.FindAsync(key, Cancellation), "it was applied");

    /// <summary>Waits until it is so, as long as the harness is patient.</summary>
    protected async Task<EngineApp> UntilAsync(AppKey key, Func<EngineApp, bool> isSo, string what)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            EngineApp app = await FindAsync(key);
            if (isSo(app))
            {
                return app;
            }

            Expect.True(TimeProvider.System.GetElapsedTime(start) < Harness.Patience, $"{what} within {Harness.Patience}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancellation);
        }
    }

    protected async Task<EngineApp> UntilReadyAsync(AppKey key) => await UntilAsync(key, app => app.IsReady, "every replica ready");

    /// <summary>Everything on all sources.</summary>
    protected async Task<IReadOnlyList<EngineApp>> ListAsync(TenantReference? tenant = null)
    {
        List<EngineApp> apps = [];
        foreach (string source in Engine.Sources)
        {
            EngineListing listing = await Engine.ListAsync(source, tenant, Cancellation);
            Expect.True(listing.Apps.All(a => a.Desired.Source == source), $"apps of '{source}' only in its list");
            apps.AddRange(listing.Apps);
        }

        return apps;
    }
}
