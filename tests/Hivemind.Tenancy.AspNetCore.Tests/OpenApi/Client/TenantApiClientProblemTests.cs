using Hivemind.Tenancy.AspNetCore;
using Hivemind.Tenancy.AspNetCore.Tests;

namespace Hivemind.Tenancy.ApiClient.Tests;

/// <summary>What the generated client makes of refusals: exceptions that carry the typed problem.</summary>
public sealed class TenantApiClientProblemTests
{
    private const string Acme = "acme";

    [Fact]
    public async Task Quota_that_is_exceeded_names_the_shortages()
    {
        await using ClientHost host = await ClientHost.StartAsync();
        await host.For(ApiTestHost.Admin).SetQuotasAsync(
            Acme, new QuotasDocument { Cpu_limit = 1.5m, Max_containers = 3 }, cancellationToken: TestContext.Current.CancellationToken);
        ITenantApiClient alice = host.For(ApiTestHost.Owner);
        await ReserveAsync(new AmountsDocument { Cpu = 1, Containers = 1 });

        TenancyProblem problem = await ProblemOf(409, () => ReserveAsync(new AmountsDocument { Cpu = 0.75m, Containers = 1 }));

        problem.Type.Should().Be(TenancyProblemTypes.QuotaExceeded);
        problem.Tenant_id.Should().Be(Acme);
        ProblemShortage shortage = problem.Shortages.Should().ContainSingle().Subject;
        shortage.Should().BeEquivalentTo(new { Resource = "cpu", Requested = 0.75m, Used = 0m, Reserved = 1m, Limit = 1.5m });
        problem.Next_lease_ends_at.Should().BeAfter(DateTimeOffset.UnixEpoch);

        Task<AllocationResource> ReserveAsync(AmountsDocument amounts) => alice.CreateAllocationAsync(
            Acme, new CreateAllocationRequest { Amounts = amounts }, cancellationToken: TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Etag_of_a_list_guards_the_change_that_follows()
    {
        await using ClientHost host = await ClientHost.StartAsync();
        ITenantApiClient alice = host.For(ApiTestHost.Owner);
        TenantPage page = await alice.ListTenantsAsync(cancellationToken: TestContext.Current.CancellationToken);
        TenantResource seen = page.Tenants.Should().ContainSingle().Subject;

        TenantResource changed = await DescribeAsync("first", seen.Etag);
        TenancyProblem problem = await ProblemOf(412, () => DescribeAsync("second", seen.Etag));
        TenantResource last = await DescribeAsync("third", changed.Etag);

        problem.Type.Should().Be(TenancyProblemTypes.VersionConflict);
        problem.Actual_version.Should().Be(changed.Version);
        changed.Should().BeEquivalentTo(new { Description = "first", Version = seen.Version + 1 });
        last.Should().BeEquivalentTo(new { Description = "third", seen.Name, seen.Labels, seen.Namespaces });

        Task<TenantResource> DescribeAsync(string text, string etag) => alice.UpdateTenantAsync(
            Acme, new TenantPatch { Description = text }, etag, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Missing_permission_is_named()
    {
        await using ClientHost host = await ClientHost.StartAsync();

        TenancyProblem problem = await ProblemOf(403, () => host.For(ApiTestHost.Viewer).UpdateTenantAsync(
            Acme, new TenantPatch { Description = "mine" }, cancellationToken: TestContext.Current.CancellationToken));

        problem.Should().BeEquivalentTo(new { Type = TenancyProblemTypes.PermissionDenied, Permission = "tenants:update", Scope = Acme });
    }

    [Fact]
    public async Task Stranger_gets_the_problem_of_a_tenant_that_is_not_there()
    {
        await using ClientHost host = await ClientHost.StartAsync();
        ITenantApiClient gina = host.For(ApiTestHost.Stranger);

        TenancyProblem hidden = await ProblemOf(404, () => gina.GetTenantAsync(Acme, TestContext.Current.CancellationToken));
        TenancyProblem absent = await ProblemOf(404, () => gina.GetTenantAsync("no-such", TestContext.Current.CancellationToken));

        hidden.Type.Should().Be(TenancyProblemTypes.TenantNotFound);
        hidden.Should().BeEquivalentTo(absent);
    }

    [Fact]
    public async Task Name_that_is_taken_is_named()
    {
        await using ClientHost host = await ClientHost.StartAsync();

        TenancyProblem problem = await ProblemOf(409, () => host.For(ApiTestHost.Admin).CreateTenantAsync(
            new CreateTenantRequest { Id = "acme-2", Name = Acme }, cancellationToken: TestContext.Current.CancellationToken));

        problem.Should().BeEquivalentTo(new { Type = TenancyProblemTypes.TenantConflict, Conflict = "name", Value = Acme });
    }

    [Fact]
    public async Task Allocation_with_other_amounts_shows_both()
    {
        await using ClientHost host = await ClientHost.StartAsync();
        ITenantApiClient alice = host.For(ApiTestHost.Owner);
        await ReserveAsync(new AmountsDocument { Memory = 1L << 40 });

        TenancyProblem problem = await ProblemOf(409, () => ReserveAsync(new AmountsDocument { Memory = 1, Other = new Dictionary<string, decimal> { ["gpu"] = 2 } }));

        problem.Type.Should().Be(TenancyProblemTypes.AllocationConflict);
        problem.Allocation_id.Should().Be("web");
        problem.Existing!.Memory.Should().Be(1L << 40);
        problem.Requested!.Other.Should().Equal(new Dictionary<string, decimal> { ["gpu"] = 2 });

        Task<AllocationResource> ReserveAsync(AmountsDocument amounts) => alice.CreateAllocationAsync(
            Acme, new CreateAllocationRequest { Id = "web", Amounts = amounts }, cancellationToken: TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Creation_repeated_under_its_key_gives_the_same_tenant()
    {
        await using ClientHost host = await ClientHost.StartAsync();
        ITenantApiClient root = host.For(ApiTestHost.Admin);

        TenantResource first = await CreateAsync("Umbrella");
        TenantResource again = await CreateAsync("Umbrella");
        TenancyProblem problem = await ProblemOf(422, () => CreateAsync("Hooli"));

        again.Should().BeEquivalentTo(first);
        problem.Type.Should().Be(TenancyProblemTypes.IdempotencyKeyReused);

        Task<TenantResource> CreateAsync(string name) => root.CreateTenantAsync(
            new CreateTenantRequest { Name = name }, "key-1", TestContext.Current.CancellationToken);
    }

    private static async Task<TenancyProblem> ProblemOf(int status, Func<Task> call)
    {
        ApiException<TenancyProblem> refusal = (await call.Should().ThrowAsync<ApiException<TenancyProblem>>()).Which;
        refusal.StatusCode.Should().Be(status);
        refusal.Result.Status.Should().Be(status);
        return refusal.Result;
    }
}
