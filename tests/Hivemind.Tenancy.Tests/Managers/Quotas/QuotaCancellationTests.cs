using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using NSubstitute.Extensions;

namespace Hivemind.Tenancy.Tests;

/// <summary>Calls that are cancelled, or whose answer is lost: nothing is half done, and the same call again completes.</summary>
public sealed class QuotaCancellationTests
{
    private static readonly ResourceAmounts One = Resources.Amounts(("cpu", 1), ("gpu", 1));
    private static readonly ResourceAmounts Two = Resources.Amounts(("cpu", 2), ("gpu", 2));

    /// <summary>Each changing call on a tenant that holds "held" (by the reservation given) and runs "running".</summary>
    private static readonly Dictionary<string, (string Verb, Func<QuotaHost, ResourceReservation, CancellationToken, Task> Act)> Changes = new()
    {
        ["reserve"] = (nameof(ITenantStore.AdmitAsync), (h, _, c) => h.Quotas.ReserveAsync(Some.TenantId, One, New, c).AsTask()),
        ["try to reserve"] = (nameof(ITenantStore.AdmitAsync), (h, _, c) => h.Quotas.TryReserveAsync(Some.TenantId, One, New, c).AsTask()),
        ["commit"] = (nameof(ITenantStore.CommitAsync), (h, _, c) => h.Quotas.CommitAsync(Some.TenantId, "held", null, c).AsTask()),
        ["commit the reservation"] = (nameof(ITenantStore.CommitAsync), (_, r, c) => r.CommitAsync(c).AsTask()),
        ["renew"] = (nameof(ITenantStore.RenewAsync), (h, _, c) => h.Quotas.RenewAsync(Some.TenantId, "held", TimeSpan.FromHours(1), c).AsTask()),
        ["renew the reservation"] = (nameof(ITenantStore.RenewAsync), (_, r, c) => r.RenewAsync(TimeSpan.FromHours(1), c).AsTask()),
        ["release"] = (nameof(ITenantStore.ReleaseAsync), (h, _, c) => h.Quotas.ReleaseAsync(Some.TenantId, "running", null, c).AsTask()),
        ["resize"] = (nameof(ITenantStore.ResizeAsync), (h, _, c) => h.Quotas.ResizeAsync(Some.TenantId, "running", Two, c).AsTask()),
        ["try to resize"] = (nameof(ITenantStore.ResizeAsync), (h, _, c) => h.Quotas.TryResizeAsync(Some.TenantId, "held", Two, c).AsTask()),
        ["grace"] = (nameof(ITenantStore.SetGraceAsync), (h, _, c) => h.Quotas.GrantGraceAsync(Some.TenantId, Two, Some.Time.AddHours(1), cancellationToken: c).AsTask()),
        ["reconcile"] = (nameof(ITenantStore.ReconcileAsync), async (h, _, c) => await h.Quotas.ReconcileAsync(
            new AllocationObservation("node-1", await h.MarkAsync(), [new ObservedAllocation("running", One), new ObservedAllocation("stray", One)]), c)),
        ["grow"] = (nameof(ITenantStore.GrowAsync), (h, _, c) => h.Quotas.ReserveGrowthAsync(Some.TenantId, "running", Two, Lease, c).AsTask()),
        ["lower"] = (nameof(ITenantStore.LowerAsync), async (h, _, c) => await h.Quotas.LowerAsync(
            Some.TenantId, "running", Resources.Amounts(("cpu", 1)), (await h.FindAsync("running")).Change, c)),
    };

    private static readonly Dictionary<string, Func<QuotaHost, CancellationToken, Task>> Reads = new()
    {
        ["check"] = (h, c) => h.Quotas.CheckAsync(Some.TenantId, One, c).AsTask(),
        ["usage"] = (h, c) => h.Quotas.GetUsageAsync(Some.TenantId, c).AsTask(),
        ["usage of all"] = (h, c) => h.Quotas.ListUsageAsync(null, c).AsTask(),
        ["marks"] = (h, c) => h.Quotas.ReadMarksAsync([Some.TenantId], c).AsTask(),
        ["recompute"] = (h, c) => h.Quotas.RecomputeAsync(Some.TenantId, c).AsTask(),
        ["list"] = (h, c) => h.Quotas.ListAllocationsAsync(Some.TenantId, null, c).AsTask(),
    };

    private static TimeSpan Lease => TimeSpan.FromMinutes(1);

    private static ReservationOptions New => new() { AllocationId = "new" };

    public static MatrixTheoryData<string, StoreKind> ChangeNames => new(Changes.Keys, Enum.GetValues<StoreKind>());

    public static MatrixTheoryData<string, StoreKind> ReadNames => new(Reads.Keys, Enum.GetValues<StoreKind>());

    public static TheoryData<string> AsynchronousChanges => [.. Changes.Keys];

    [Theory, MemberData(nameof(ChangeNames))]
    public async Task Change_cancelled_before_it_begins_changes_nothing(string change, StoreKind store)
    {
        (QuotaHost host, ResourceReservation held) = await StartAsync(store);
        using QuotaHost _ = host;
        string before = await StateAsync(host);

        await host.Awaiting(h => Changes[change].Act(h, held, new CancellationToken(canceled: true))).Should().ThrowAsync<OperationCanceledException>();

        (await StateAsync(host)).Should().Be(before);
        held.IsCommitted.Should().BeFalse();
        held.ExpiresAt.Should().Be(Some.Time.AddMinutes(5));
        await host.Awaiting(h => Changes[change].Act(h, held, TestContext.Current.CancellationToken)).Should().NotThrowAsync();
        (await StateAsync(host)).Should().NotBe(before);
    }

    [Theory, MemberData(nameof(ReadNames))]
    public async Task Read_cancelled_before_it_begins_is_cancelled(string read, StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);

        await host.Awaiting(h => Reads[read](h, new CancellationToken(canceled: true))).Should().ThrowAsync<OperationCanceledException>();
    }

    [Theory, MemberData(nameof(AsynchronousChanges))]
    public async Task Change_cancelled_before_the_stores_step_changes_nothing(string change)
    {
        (QuotaHost host, ResourceReservation held) = await StartAsync(StoreKind.Asynchronous);
        using QuotaHost _ = host;
        string before = await StateAsync(host);
        using CancellationTokenSource cancellation = new();
        host.BeforeStep = verb => verb == Changes[change].Verb ? cancellation.CancelAsync() : Task.CompletedTask;

        await host.Awaiting(h => Changes[change].Act(h, held, cancellation.Token)).Should().ThrowAsync<OperationCanceledException>();

        (await StateAsync(host)).Should().Be(before);
    }

    [Theory, MemberData(nameof(AsynchronousChanges))]
    public async Task Change_whose_answer_is_lost_is_completed_by_the_same_call_again(string change)
    {
        (QuotaHost host, ResourceReservation held) = await StartAsync(StoreKind.Asynchronous);
        using QuotaHost _ = host;
        string before = await StateAsync(host);
        host.AfterStep = verb => verb == Changes[change].Verb ? throw new TenancyStoreException("the line broke", isTransient: true) : Task.CompletedTask;
        await host.Awaiting(h => Changes[change].Act(h, held, CancellationToken.None)).Should().ThrowAsync<TenancyStoreException>();
        string taken = await StateAsync(host);
        taken.Should().NotBe(before, "the call took effect");

        host.AfterStep = _ => Task.CompletedTask;
        await host.Awaiting(h => Changes[change].Act(h, held, CancellationToken.None)).Should().NotThrowAsync();

        string again = await StateAsync(host);
        if (change == "reconcile")
        {
            again.Should().NotBe(taken, "a later mark confirms what the first adopted");
        }
        else
        {
            Unnumbered(again).Should().Be(Unnumbered(taken), "the second call found it done; joining it takes a new number");
        }
    }

    [Theory, EveryStore]
    public async Task Reservation_is_handed_over_even_when_a_handler_cancels_the_call(StoreKind store)
    {
        using CancellationTokenSource cancellation = new();
        ITenancyEventHandler handler = Substitute.For<ITenancyEventHandler>();
        handler.ReturnsForAll(call =>
        {
            if (call.Arg<TenancyEvent>() is not QuotaThresholdCrossed)
            {
                return ValueTask.CompletedTask;
            }

            cancellation.Cancel();
            return ValueTask.FromCanceled(call.Arg<CancellationToken>());
        });
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.LimitEach(1), configure: services => services.AddSingleton(handler));

        await using (ResourceReservation reservation = await host.Quotas.ReserveAsync(Some.TenantId, One, New, cancellation.Token))
        {
            cancellation.IsCancellationRequested.Should().BeTrue();
            reservation.AllocationId.Should().Be("new");
        }

        (await host.ListAsync()).Should().BeEmpty("the holder of the reservation could give it back");
    }

    private static async Task<(QuotaHost Host, ResourceReservation Held)> StartAsync(StoreKind store)
    {
        QuotaHost host = await QuotaHost.StartAsync(store, Resources.LimitEach(100));
        ResourceReservation held = await host.ReserveAsync(One, "held", TimeSpan.FromMinutes(5));
        await host.RunAsync(One, "running", "node-1");
        host.Clock.Advance(TimeSpan.FromSeconds(2));
        return (host, held);
    }

    private static string Unnumbered(string state) => Regex.Replace(state, "(Admission|Change) = [0-9]+", "$1");

    /// <summary>Everything that can be seen of the tenant's allocations.</summary>
    private static async Task<string> StateAsync(QuotaHost host)
    {
        TenantUsage usage = await host.UsageAsync();
        IReadOnlyList<Allocation> allocations = await host.ListAsync();
        return string.Join('\n', [
            .. allocations.Select(a => $"{a} {string.Join(',', Resources.Every.Select(r => a.Amounts.Of(r)))}"),
            .. usage.Resources.Select(r => r.ToString()),
            $"{usage.Grace?.Until:O}",
        ]);
    }
}
