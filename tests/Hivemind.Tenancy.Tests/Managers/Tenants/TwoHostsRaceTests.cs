namespace Hivemind.Tenancy.Tests;

/// <summary>As <see cref="TwoHostsTests"/>, but nobody says who is first.</summary>
public sealed class TwoHostsRaceTests : IAsyncDisposable
{
    private const int Rounds = 100;

    private readonly TenancyHost _a = new();
    private readonly TenancyHost _b;

    public TwoHostsRaceTests() => _b = new TenancyHost(sharing: _a);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _b.DisposeAsync();
        await _a.DisposeAsync();
    }

    [Fact]
    public async Task Creating_at_once_makes_one_tenant()
    {
        for (int i = 0; i < Rounds; i++)
        {
            TenantSpec spec = Some.Spec($"tenant-{i}");
            (Tenant? Result, Exception? Error)[] outcomes = await AtOnce(async host => await host.Tenants.CreateTenantAsync(spec, Cancellation));

            Tenant tenant = await _a.GetAsync(spec.Id.Value);
            tenant.Should().BeEquivalentTo(new { Status = TenantStatus.Active, Version = 2 });
            outcomes.Should().Contain(o => o.Error == null);
            outcomes.Should().OnlyContain(o => o.Error == null ? o.Result == tenant : o.Error is TenantConflictException);
        }

        (await _a.LogAsync()).Should().HaveCount(2 * Rounds);
    }

    [Fact]
    public async Task Deleting_at_once_deletes_once()
    {
        for (int i = 0; i < Rounds; i++)
        {
            await _a.CreateAsync();
            (Tenant? Result, Exception? Error)[] outcomes = await AtOnce(async host =>
            {
                await host.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation);
                return null;
            });

            outcomes.Should().Contain(o => o.Error == null);
            outcomes.Should().OnlyContain(o => o.Error == null || o.Error is TenantNotFoundException);
            (await _a.Tenants.FindTenantAsync(Some.TenantId, Cancellation)).Should().BeNull();
        }

        (await _a.LogAsync()).OfType<TenantDeleted>().Should().HaveCount(Rounds);
    }

    [Fact]
    public async Task Suspending_at_once_suspends()
    {
        for (int i = 0; i < Rounds; i++)
        {
            await _a.CreateAsync($"tenant-{i}");
            (Tenant? Result, Exception? Error)[] outcomes = await AtOnce(
                async host => await host.Tenants.SuspendTenantAsync(TenantId.Parse($"tenant-{i}"), host == _a ? "by a" : "by b", Cancellation));

            outcomes.Should().OnlyContain(o => o.Error == null && o.Result!.Status == TenantStatus.Suspended);
            Tenant tenant = await _a.GetAsync($"tenant-{i}");
            tenant.Version.Should().Be(4);
            outcomes.Should().Contain(o => o.Result == tenant, "the last one is there");
        }
    }

    [Fact]
    public async Task Suspending_and_resuming_at_once_follows_the_status_machine()
    {
        await _a.CreateAsync();
        for (int i = 0; i < Rounds; i++)
        {
            (Tenant? Result, Exception? Error)[] outcomes = await AtOnce(async host => host == _a
                ? await host.Tenants.SuspendTenantAsync(Some.TenantId, $"round {i}", Cancellation)
                : await host.Tenants.ResumeTenantAsync(Some.TenantId, Cancellation));

            outcomes[0].Error.Should().Match(
                e => e == null || (e is InvalidTenantTransitionException && ((InvalidTenantTransitionException)e).From == TenantStatus.Active),
                "a tenant that is Active or Suspended can be suspended, but may be resumed at once");
            outcomes[1].Error.Should().Match(e => e == null || e is InvalidTenantTransitionException || e is TenantVersionConflictException);
        }

        await LogFollowsTheStatusMachine();
    }

    private async Task LogFollowsTheStatusMachine()
    {
        TenantStatus status = TenantStatus.Pending;
        foreach (TenantStatusChanged change in (await _a.LogAsync()).OfType<TenantStatusChanged>())
        {
            change.From.Should().Be(status);
            status = change.To;
        }

        (await _a.GetAsync()).Status.Should().Be(status);
    }

    private async Task<(Tenant? Result, Exception? Error)[]> AtOnce(Func<TenancyHost, Task<Tenant?>> action)
    {
        using Barrier barrier = new(2);
        return await Task.WhenAll(Run(_a), Run(_b));

        Task<(Tenant?, Exception?)> Run(TenancyHost host) => Task.Run<(Tenant?, Exception?)>(
            async () =>
            {
                barrier.SignalAndWait(Cancellation);
                try
                {
                    return (await action(host), null);
                }
                catch (TenancyException e)
                {
                    return (null, e);
                }
            },
            Cancellation);
    }
}
