namespace Hivemind.Tenancy.Tests;

/// <summary>Each option alone is kept, and a handle says and does what its reservation is.</summary>
public sealed class ReserveOptionsTests
{
    private static readonly IdempotencyKey Key = new("tests", "k", "f");
    private static readonly Dictionary<string, string> Labels = new() { ["app"] = "shop" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryStore]
    public async Task Namespace_alone_and_labels_alone_are_kept(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        await host.Tenants.AddNamespaceAsync(QuotaHost.TenantId, "web", Token);

        await ReserveAsync(host, new ReservationOptions { AllocationId = "namespace", Namespace = "web" });
        await ReserveAsync(host, new ReservationOptions { AllocationId = "labels", Labels = Labels });
        await ReserveAsync(host, new ReservationOptions { AllocationId = "neither" });

        (await host.ListAsync()).Should().BeEquivalentTo(new[]
        {
            new { Id = "labels", Namespace = (string?)null, Labels },
            new { Id = "namespace", Namespace = (string?)"web", Labels = new Dictionary<string, string>() },
            new { Id = "neither", Namespace = (string?)null, Labels = new Dictionary<string, string>() },
        });
    }

    [Theory, EveryStore]
    public async Task Key_alone_is_kept_and_its_second_reservation_says_that_it_is_the_first(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);

        ResourceReservation first = await ReserveAsync(host, new ReservationOptions { IdempotencyKey = Key });
        ResourceReservation again = await ReserveAsync(host, new ReservationOptions { IdempotencyKey = Key });

        (first.IsReplayed, again.IsReplayed).Should().Be((false, true));
        again.Should().BeEquivalentTo(first, options => options.Excluding(r => r.IsReplayed));
        (await host.IdsAsync()).Should().Equal(first.AllocationId);
    }

    [Fact]
    public async Task Handle_that_is_committed_gives_nothing_back_and_does_not_ask()
    {
        List<string> steps = [];
        using QuotaHost host = await QuotaHost.StartAsync(StoreKind.Asynchronous);
        host.BeforeStep = verb =>
        {
            steps.Add(verb);
            return Task.CompletedTask;
        };

        await using (ResourceReservation committed = await host.ReserveAsync(Some.Amounts(), "committed"))
        {
            await committed.CommitAsync(Token);
        }

        await using (await host.ReserveAsync(Some.Amounts(), "held"))
        {
        }

        steps.Should().Equal(nameof(ITenantStore.AdmitAsync), nameof(ITenantStore.CommitAsync), nameof(ITenantStore.AdmitAsync), nameof(ITenantStore.ReleaseAsync));
        (await host.IdsAsync()).Should().Equal("committed");
    }

    [Fact]
    public async Task Store_that_answers_later_holds_up_no_thread()
    {
        TaskCompletionSource answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using QuotaHost host = await QuotaHost.StartAsync(StoreKind.Asynchronous);
        host.AfterStep = _ => answer.Task;

        Task<ReservationResult>[] returned = await Task.Run(
            () => new[] { host.Quotas.TryReserveAsync(QuotaHost.TenantId, Some.Amounts(), default, Token).AsTask() }, Token).WaitAsync(TimeSpan.FromSeconds(10), Token);
        returned[0].IsCompleted.Should().BeFalse();
        answer.SetResult();

        (await returned[0]).IsAdmitted.Should().BeTrue();
    }

    private static async Task<ResourceReservation> ReserveAsync(QuotaHost host, ReservationOptions options) =>
        await host.Quotas.ReserveAsync(QuotaHost.TenantId, Some.Amounts(), options, Token);
}
