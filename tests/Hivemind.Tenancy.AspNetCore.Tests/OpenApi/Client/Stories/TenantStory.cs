namespace Hivemind.Tenancy.ApiClient.Tests;

internal static class TenantStory
{
    public static async Task<TenantResource> CreateAsync(ITenantApiClient client, CancellationToken cancellationToken)
    {
        TenantResource created = await client.CreateTenantAsync(
            new CreateTenantRequest
            {
                Id = "umbrella",
                Name = "Umbrella & Søns \"GmbH\"",
                Owner_id = "ada",
                Isolation_level = IsolationLevelName.Network_only,
                Resource_quotas = new QuotasDocument { Cpu_limit = 2.125m, Memory_limit = long.MaxValue, Other = new Dictionary<string, decimal> { ["gpu"] = 4 } },
                Namespaces = ["umbrella-web"],
                Description = "Line\nand line",
                Labels = new Dictionary<string, string> { ["tier"] = "gold" },
            },
            "create-umbrella",
            cancellationToken);

        created.Should().BeEquivalentTo(new
        {
            Id = "umbrella",
            Name = "Umbrella & Søns \"GmbH\"",
            Owner_id = "ada",
            Isolation_level = IsolationLevelName.Network_only,
            Isolation_settings = new { Network = BoundaryName.Own, Storage = BoundaryName.Shared, Compute = BoundaryName.Shared, Resource_guarantees = false },
            Resource_quotas = new { Cpu_limit = 2.125m, Memory_limit = long.MaxValue, Storage_limit = (long?)null, Max_containers = (long?)null },
            Namespaces = new[] { "umbrella-web" },
            Description = "Line\nand line",
            Status = TenantStatusName.Active,
            Status_reason = (string?)null,
        });
        created.Labels.Should().Equal(new Dictionary<string, string> { ["tier"] = "gold" });
        created.Resource_quotas.Other.Should().Equal(new Dictionary<string, decimal> { ["gpu"] = 4 });
        return created;
    }

    public static async Task ReadAsync(ITenantApiClient client, TenantResource created, CancellationToken cancellationToken)
    {
        (await client.GetTenantAsync(created.Id, cancellationToken)).Should().BeEquivalentTo(created);

        TenantPage first = await client.ListTenantsAsync(status: "active", limit: "2", cancellationToken: cancellationToken);
        TenantPage second = await client.ListTenantsAsync(status: "active", limit: "2", cursor: first.Next_cursor, cancellationToken: cancellationToken);
        TenantPage ofAda = await client.ListTenantsAsync(owner_id: "ada", offset: "0", cancellationToken: cancellationToken);

        first.Tenants.Select(t => t.Id).Should().Equal("acme", "globex");
        second.Tenants.Should().ContainSingle().Which.Should().BeEquivalentTo(created);
        second.Next_cursor.Should().BeNull();
        ofAda.Tenants.Should().ContainSingle().Which.Id.Should().Be(created.Id);
    }

    public static async Task ChangeAsync(ITenantApiClient client, TenantResource created, CancellationToken cancellationToken)
    {
        TenantResource changed = await client.UpdateTenantAsync(
            created.Id, new TenantPatch { Name = "Umbrella", Resource_quotas = new QuotasPatch { Max_services = 7 } }, created.Etag, cancellationToken);

        changed.Should().BeEquivalentTo(
            created,
            options => options.Excluding(t => t.Name).Excluding(t => t.Resource_quotas.Max_services)
                .Excluding(t => t.Version).Excluding(t => t.Etag).Excluding(t => t.Updated_at));
        changed.Name.Should().Be("Umbrella");
        changed.Resource_quotas.Max_services.Should().Be(7);
        changed.Version.Should().Be(created.Version + 1);
        changed.Etag.Should().NotBe(created.Etag);
    }

    public static async Task SuspendAndResumeAsync(ITenantApiClient client, string id, CancellationToken cancellationToken)
    {
        TenantResource suspended = await client.SuspendTenantAsync(id, new SuspendRequest { Reason = "unpaid" }, cancellationToken: cancellationToken);
        TenantResource resumed = await client.ResumeTenantAsync(id, suspended.Etag, cancellationToken);

        suspended.Status.Should().Be(TenantStatusName.Suspended);
        suspended.Status_reason.Should().Contain("unpaid");
        resumed.Status.Should().Be(TenantStatusName.Active);
    }

    public static async Task DeleteAsync(ITenantApiClient client, string id, CancellationToken cancellationToken)
    {
        await client.DeleteTenantAsync(id, if_Match: "*", cancellationToken: cancellationToken);

        Func<Task> read = () => client.GetTenantAsync(id, cancellationToken);
        (await read.Should().ThrowAsync<ApiException<TenancyProblem>>()).Which.StatusCode.Should().Be(404);
    }

    /// <summary>Of a tenant whose provisioner always fails.</summary>
    public static async Task FinishDeletionAsync(ITenantApiClient client, CancellationToken cancellationToken)
    {
        TenantResource dying = await client.CreateTenantAsync(new CreateTenantRequest { Name = "dying" }, cancellationToken: cancellationToken);
        Func<Task> delete = () => client.DeleteTenantAsync(dying.Id, cancellationToken: cancellationToken);
        (await delete.Should().ThrowAsync<ApiException<TenancyProblem>>()).Which.StatusCode.Should().Be(502);

        await client.FinishTenantDeletionAsync(dying.Id, new FinishDeletionRequest { Reason = "its disks are gone" }, cancellationToken: cancellationToken);

        Func<Task> read = () => client.GetTenantAsync(dying.Id, cancellationToken);
        (await read.Should().ThrowAsync<ApiException<TenancyProblem>>()).Which.StatusCode.Should().Be(404);
    }
}
