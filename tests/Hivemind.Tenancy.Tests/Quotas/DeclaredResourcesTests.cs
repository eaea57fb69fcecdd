namespace Hivemind.Tenancy.Tests;

/// <summary>A host that says which resources exist refuses others, so that a misspelt limit is no silent absence of one.</summary>
public sealed class DeclaredResourcesTests
{
    private const string Allowed = "*no resource 'count/jobs'*count/jobs.batch, requests.cpu*";

    private static readonly ResourceAmounts Good = Resources.Amounts(("cpu", 1), ("requests.cpu", 0.5m));
    private static readonly ResourceAmounts Misspelt = Resources.Amounts(("count/jobs", 1));
    private static readonly ResourceQuotas MisspeltQuotas = Resources.Quotas(("count/jobs", 1));

    public static TheoryData<string> Calls => ["reserve", "check", "resize", "grace", "reconcile", "create", "update", "quotas"];

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Resource_that_was_not_declared_is_refused_with_those_that_were(string call)
    {
        using QuotaHost host = await StartAsync(["requests.cpu", "count/jobs.batch"]);
        await host.RunAsync(Good, "a", "engine");
        Tenant before = await host.Tenants.GetTenantAsync(QuotaHost.TenantId, TestContext.Current.CancellationToken);

        Func<Task> act = call switch
        {
            "reserve" => () => host.ReserveAsync(Misspelt),
            "check" => () => host.CheckAsync(Misspelt),
            "resize" => () => host.ResizeAsync("a", Misspelt),
            "grace" => () => host.GraceAsync(Misspelt, TimeSpan.FromHours(1)),
            "reconcile" => () => host.ReconcileAsync("engine", null, ("a", Misspelt)),
            "create" => async () => await host.Tenants.CreateTenantAsync(Some.Spec("second") with { ResourceQuotas = MisspeltQuotas }, TestContext.Current.CancellationToken),
            "update" => async () => await host.Tenants.UpdateTenantAsync(QuotaHost.TenantId, t => t with { ResourceQuotas = MisspeltQuotas }, cancellationToken: TestContext.Current.CancellationToken),
            _ => () => host.LimitAsync(MisspeltQuotas),
        };

        (await act.Should().ThrowAsync<ArgumentException>()).WithMessage(Allowed);
        (await host.ListAsync()).Should().ContainSingle().Which.Amounts.Should().Be(Good);
        (await host.Tenants.GetTenantAsync(QuotaHost.TenantId, TestContext.Current.CancellationToken)).Should().Be(before);
        (await host.UsageAsync()).Grace.Should().BeNull();
    }

    [Fact]
    public async Task None_declared_leaves_the_known_ones()
    {
        using QuotaHost host = await StartAsync([]);

        await host.ReserveAsync(Resources.Amounts(("cpu", 1), ("services", 1)));

        await host.Invoking(h => h.ReserveAsync(Misspelt)).Should().ThrowAsync<ArgumentException>().WithMessage("*no resource 'count/jobs'*there are none*");
    }

    [Fact]
    public async Task Without_a_declaration_any_name_is_taken()
    {
        using QuotaHost host = await StartAsync(null);

        await host.ReserveAsync(Misspelt);
    }

    /// <summary>A host that declares fewer than before must still be able to rename, and to lower what it has.</summary>
    [Fact]
    public async Task Quota_that_is_there_already_does_not_stand_in_the_way_of_other_changes()
    {
        List<string> declared = ["requests.cpu", "count/jobs"];
        using QuotaHost host = await StartAsync(declared);
        Tenant tenant = await host.Tenants.GetTenantAsync(QuotaHost.TenantId, TestContext.Current.CancellationToken);
        await host.Store.UpdateAsync(
            tenant with { ResourceQuotas = Resources.Quotas(("fpga", 1)), Version = tenant.Version + 1 },
            tenant.Version,
            onlyIfIdle: false,
            new TenantUpdated { OccurredAt = host.Now, TenantId = tenant.Id, Before = tenant, After = tenant },
            TestContext.Current.CancellationToken);

        await host.Tenants.UpdateTenantAsync(tenant.Id, t => t with { Description = "Renamed" }, cancellationToken: TestContext.Current.CancellationToken);
        await host.LimitAsync(("requests.cpu", 1));

        (await host.UsageAsync("fpga")).Quota.Should().BeNull();
    }

    [Fact]
    public void Wrong_declarations_are_refused_when_the_host_starts()
    {
        (string[] Names, string Message)[] wrong =
        [
            (["a/b/c"], "*OtherResources*a/b/c*qualified name*"),
            (["cpu"], "*OtherResources*'cpu' has a property of its own*"),
            (["Services"], "*OtherResources*'Services' differs only in case*"),
            (["gpu", "gpu"], "*OtherResources*'gpu' twice*"),
            ([null!], "*OtherResources*null*"),
            ([.. Enumerable.Range(0, 257).Select(i => $"r-{i}")], "*OtherResources*257*256*"),
        ];
        foreach ((string[] names, string message) in wrong)
        {
            FluentActions.Invoking(() => new QuotaHost(options: o => o.OtherResources = names).Quotas)
                .Should().Throw<Microsoft.Extensions.Options.OptionsValidationException>().WithMessage(message);
        }

        FluentActions.Invoking(() => new QuotaHost(options: o =>
        {
            o.OtherResources = ["gpu"];
            o.DefaultTenant = Some.Spec("main") with { ResourceQuotas = MisspeltQuotas };
        }).Quotas).Should().Throw<Microsoft.Extensions.Options.OptionsValidationException>().WithMessage("*DefaultTenant*'count/jobs'*");
    }

    private static Task<QuotaHost> StartAsync(IReadOnlyList<string>? declared) => QuotaHost.StartAsync(options: o => o.OtherResources = declared);
}
