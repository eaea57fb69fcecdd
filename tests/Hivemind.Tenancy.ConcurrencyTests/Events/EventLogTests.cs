using static Hivemind.Tenancy.ConcurrencyTests.Platform;

namespace Hivemind.Tenancy.ConcurrencyTests;

/// <summary>Reading the log while it grows. That it fits what happened is checked after every schedule of every test.</summary>
public sealed class EventLogTests
{
    [Fact]
    public void Reader_sees_every_event_once_and_in_order() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync();
        await platform.CreateAsync("globex");
        List<TenancyEvent> read = [];

        await Concurrently.RunAsync(
            () => platform.LimitAsync(3),
            async () => await platform.Tenants.UpdateTenantAsync(TenantId.Parse("globex"), t => t with { Description = "Domination" }),
            async () => await platform.Access.AddGroupMemberAsync("developers", "ulrich"),
            async () =>
            {
                await ReadOnAsync(platform, read);
                await ReadOnAsync(platform, read);
            });

        await ReadOnAsync(platform, read);
        read.Select(e => e.Sequence).Should().Equal(1, 2, 3, 4, 5, 6, 7);
        await platform.EnsureSoundAsync();
    });

    [Fact]
    public void Bounded_log_keeps_the_newest() => Exploration.Explore(async () =>
    {
        using Platform platform = new(configure: options => options.RetainEventsCount = 2);
        await platform.CreateAsync();

        await Concurrently.RunAsync(
            () => platform.LimitAsync(3),
            async () => await platform.Access.AddGroupMemberAsync("developers", "ulrich"),
            async () => EnsureNeighbours((await platform.Tenants.ReadEventsAsync()).Events));

        IReadOnlyList<TenancyEvent> newest = (await platform.Tenants.ReadEventsAsync()).Events;
        newest.Select(e => e.Sequence).Should().Equal(3, 4);

        static void EnsureNeighbours(IReadOnlyList<TenancyEvent> events)
        {
            events.Should().HaveCount(2);
            events[1].Sequence.Should().Be(events[0].Sequence + 1);
        }
    });

    private static async Task ReadOnAsync(Platform platform, List<TenancyEvent> read) =>
        read.AddRange((await platform.Tenants.ReadEventsAsync(new EventQuery { After = read.Count == 0 ? 0 : read[^1].Sequence })).Events);
}
