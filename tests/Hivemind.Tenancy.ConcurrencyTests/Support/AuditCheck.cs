namespace Hivemind.Tenancy.ConcurrencyTests;

/// <summary>
/// The log has no gaps, and whoever replays it comes to the tenants and the bindings that are there: each change is logged
/// once, in the order in which it took effect.
/// </summary>
internal static class AuditCheck
{
    public static async Task RunAsync(Platform platform)
    {
        IReadOnlyList<TenancyEvent> events = (await platform.Tenants.ReadEventsAsync(new EventQuery { Limit = 1000 })).Events;
        events.Select(e => e.Sequence).Should().Equal(Enumerable.Range(1, events.Count).Select(i => (long)i));

        AuditReplay replay = new();
        foreach (TenancyEvent recorded in events)
        {
            replay.Apply(recorded);
        }

        IReadOnlyList<Tenant> tenants = await platform.Tenants.ListTenantsAsync();
        tenants.Should().Equal(replay.Tenants.OrderBy(t => t.Id));
        IReadOnlyList<RoleBinding> bindings = await platform.Access.ListBindingsAsync();
        bindings.OrderBy(b => b.ToString()).Should().Equal(replay.Bindings.OrderBy(b => b.ToString()));
    }
}
