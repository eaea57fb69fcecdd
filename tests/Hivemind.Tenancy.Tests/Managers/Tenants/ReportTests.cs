namespace Hivemind.Tenancy.Tests;

/// <summary>What packages tell a tenant.</summary>
public sealed class ReportTests : IAsyncLifetime
{
    private readonly TenancyHost _host = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _host.CreateAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Report_is_in_the_log_and_reaches_handlers()
    {
        using (TenantContext.System("engine", "watches apps").Enter())
        {
            await _host.Tenants.ReportAsync(Some.TenantId, "app/web/shop", "OutOfMemory", "A replica was ended.", Cancellation);
        }

        WorkloadReported logged = (await _host.LogAsync()).OfType<WorkloadReported>().Should().ContainSingle().Which;
        logged.Should().BeEquivalentTo(new
        {
            TenantId = (TenantId?)Some.TenantId,
            Subject = "app/web/shop",
            Reason = "OutOfMemory",
            Message = "A replica was ended.",
            Actor = "engine",
            ActorReason = "watches apps",
        });
        logged.TenantUid.Should().Be((await _host.Tenants.GetTenantAsync(Some.TenantId, Cancellation)).Uid);
        _host.Events.All.OfType<WorkloadReported>().Should().Equal(logged);
    }

    [Fact]
    public async Task Report_to_a_former_tenant_of_the_id_is_not_found()
    {
        Tenant former = await _host.Tenants.GetTenantAsync(Some.TenantId, Cancellation);
        await _host.Tenants.DeleteTenantAsync(former, cancellationToken: Cancellation);
        await _host.CreateAsync();

        await _host.Tenants.Awaiting(t => t.ReportAsync(former, "a", "B", "C", Cancellation).AsTask()).Should().ThrowAsync<TenantNotFoundException>();

        (await _host.LogAsync()).OfType<WorkloadReported>().Should().BeEmpty();
    }

    [Theory]
    [InlineData("", "Word", "text")]
    [InlineData("a\nb", "Word", "text")]
    [InlineData("a", "", "text")]
    [InlineData("a", "two words", "text")]
    [InlineData("a", "W\u00f6rd", "text")]
    [InlineData("a", "Word", "")]
    [InlineData("a", "Word", "two\nlines")]
    public async Task What_is_malformed_is_refused(string subject, string reason, string message) =>
        await _host.Tenants.Awaiting(t => t.ReportAsync(Some.TenantId, subject, reason, message, Cancellation).AsTask()).Should().ThrowAsync<ArgumentException>();

    [Fact]
    public async Task Longest_is_taken_and_what_is_longer_refused()
    {
        string subject = new('s', 256), reason = new('r', 64), message = new('m', 1024);
        await _host.Tenants.ReportAsync(Some.TenantId, subject, reason, message, Cancellation);

        foreach ((string s, string r, string m) in new[] { (subject + "s", reason, message), (subject, reason + "r", message), (subject, reason, message + "m") })
        {
            await _host.Tenants.Awaiting(t => t.ReportAsync(Some.TenantId, s, r, m, Cancellation).AsTask()).Should().ThrowAsync<ArgumentException>();
        }
    }
}
