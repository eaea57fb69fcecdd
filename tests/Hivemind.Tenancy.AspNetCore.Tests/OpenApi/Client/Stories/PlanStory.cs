namespace Hivemind.Tenancy.ApiClient.Tests;

internal static class PlanStory
{
    private const string Gold = "gold";

    public static async Task RunAsync(ITenantApiClient client, CancellationToken cancellationToken)
    {
        PlanResource first = await client.PublishPlanAsync(
            Gold, new PlanRequest { Labels = new Dictionary<string, string> { ["tier"] = Gold }, Expected_latest_version = 0 }, cancellationToken);
        TenantResource tenant = await client.CreateTenantAsync(
            new CreateTenantRequest { Id = "planned", Name = "Planned", Plan = Gold }, cancellationToken: cancellationToken);
        PlanResource second = await client.PublishPlanAsync(
            Gold, new PlanRequest { Labels = new Dictionary<string, string> { ["tier"] = "golden" } }, cancellationToken);
        PlanPreviewResource preview = await client.PreviewPlanAsync(Gold, new ApplyPlanRequest(), cancellationToken);
        PlanRunResource run = await client.ApplyPlanAsync(Gold, new ApplyPlanRequest { Version = 2, Tenants = [tenant.Id] }, cancellationToken);
        TenantResource moved = await client.GetTenantAsync(tenant.Id, cancellationToken);

        (first.Version, second.Version, tenant.Plan, moved.Plan).Should().Be((1, 2, "gold@1", "gold@2"));
        preview.Moves.Should().ContainSingle().Which.Changes.Should().ContainSingle()
            .Which.Should().BeEquivalentTo(new { Member = "labels", Key = "tier", Before = Gold, After = "golden" });
        run.Should().BeEquivalentTo(new { Plan = "gold@2", Moved = 1, Problems = Array.Empty<PlanMoveResource>() });
        moved.Labels.Should().BeEquivalentTo(second.Labels);
        (await client.GetPlanAsync(Gold, version: "1", cancellationToken: cancellationToken)).Should().BeEquivalentTo(first);
        (await client.ListPlansAsync(cancellationToken: cancellationToken)).Plans.Should().ContainSingle().Which.Should().BeEquivalentTo(second);
        (await client.ListPlanVersionsAsync(Gold, cancellationToken: cancellationToken)).Plans.Select(p => p.Version).Should().Equal(1, 2);

        await client.DeleteTenantAsync(tenant.Id, cancellationToken: cancellationToken);
        await client.RemovePlanAsync(Gold, cancellationToken);
        (await client.ListPlansAsync(cancellationToken: cancellationToken)).Plans.Should().BeEmpty();
    }
}
