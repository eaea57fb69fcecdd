using System.Diagnostics;

namespace Hivemind.Tenancy.Tests;

/// <summary>Traces of what takes long or may fail. Runs alone, because listeners are global.</summary>
[CollectionDefinition(nameof(ActivityTests), DisableParallelization = true)]
[Collection(nameof(ActivityTests))]
public sealed class ActivityTests : IAsyncDisposable
{
    private readonly List<Activity> _stopped = [];
    private readonly ActivityListener _listener;
    private readonly ScriptedProvisioner _provisioner = new();
    private readonly TenancyHost _host;
    private ActivitySamplingResult _sampling = ActivitySamplingResult.AllData;

    public ActivityTests()
    {
        _host = Hosts.With(_provisioner);
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == TenancyDiagnostics.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => _sampling,
            ActivityStopped = _stopped.Add,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync()
    {
        _listener.Dispose();
        return _host.DisposeAsync();
    }

    [Fact]
    public async Task Each_step_of_a_tenants_life_is_an_activity_with_its_id()
    {
        await _host.CreateAsync();
        await _host.Tenants.EnsureTenantAsync(Some.Spec(), Cancellation);
        await _host.Tenants.SuspendTenantAsync(Some.TenantId, "unpaid", Cancellation);
        await _host.Tenants.ResumeTenantAsync(Some.TenantId, Cancellation);
        await ReserveAsync(Some.Amounts());
        await _host.Consumption.ConsumeAsync(Some.TenantId, new() { ["tokens"] = 1 }, cancellationToken: Cancellation);
        await _host.Plans.PublishAsync(new TenantPlan("gold"), cancellationToken: Cancellation);
        await _host.Plans.MoveTenantAsync(Some.TenantId, "gold", Cancellation);
        await _host.Plans.ApplyAsync("gold", [Some.TenantId], Cancellation);
        await _host.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation);

        _stopped.Select(a => a.OperationName).Should().Equal(
            "tenancy.create", "tenancy.ensure", "tenancy.suspend", "tenancy.resume", "tenancy.reserve", "tenancy.consume", "tenancy.move", "tenancy.move", "tenancy.delete");
        _stopped.Should().OnlyContain(a => a.Status == ActivityStatusCode.Unset);
        foreach (Activity activity in _stopped)
        {
            activity.TagObjects.Select(t => $"{t.Key}={t.Value}").Should().Equal($"{TenancyDiagnostics.TenantIdTag}=acme");
        }
    }

    [Fact]
    public async Task Failure_is_its_status_by_the_type_alone()
    {
        _provisioner.FailAt(ScriptedProvisioner.Provision, new InvalidOperationException("password=hunter2"));

        await Lifecycles.ShouldFailToProvision(() => _host.CreateAsync());
        await _host.Awaiting(_ => ReserveAsync(Some.Amounts())).Should().ThrowAsync<TenantNotActiveException>();
        await _host.Awaiting(_ => TryConsumeAsync()).Should().ThrowAsync<TenantNotActiveException>();
        await _host.Plans.PublishAsync(new TenantPlan("gold"), cancellationToken: Cancellation);
        await _host.Awaiting(h => h.Plans.MoveTenantAsync(Some.OtherTenantId, "gold", Cancellation).AsTask()).Should().ThrowAsync<TenantNotFoundException>();
        await _host.Awaiting(h => h.Tenants.ResumeTenantAsync(Some.TenantId, Cancellation).AsTask())
            .Should().ThrowAsync<InvalidTenantTransitionException>();
        await _host.Awaiting(h => h.Tenants.DeleteTenantAsync(Some.OtherTenantId, cancellationToken: Cancellation).AsTask())
            .Should().ThrowAsync<TenantNotFoundException>();

        _stopped.Should().OnlyContain(a => a.Status == ActivityStatusCode.Error);
        _stopped.Select(a => a.StatusDescription).Should().Equal(
            nameof(TenantProvisioningException),
            nameof(TenantNotActiveException),
            nameof(TenantNotActiveException),
            nameof(TenantNotFoundException),
            nameof(InvalidTenantTransitionException),
            nameof(TenantNotFoundException));
    }

    [Fact]
    public async Task Refused_reservation_is_no_failure()
    {
        await _host.Tenants.CreateTenantAsync(Some.Spec() with { ResourceQuotas = Resources.Quotas(("cpu", 0)) }, Cancellation);

        await ReserveAsync(Some.Amounts());

        _stopped[^1].OperationName.Should().Be("tenancy.reserve");
        _stopped[^1].Status.Should().Be(ActivityStatusCode.Unset);
    }

    [Fact]
    public async Task Refused_consumption_is_no_failure()
    {
        Dictionary<string, ConsumptionBudget> budgets = new() { ["tokens"] = new(0, CalendarUnit.Month) };
        await _host.Tenants.CreateTenantAsync(Some.Spec() with { Budgets = budgets }, Cancellation);

        (await TryConsumeAsync()).IsAdmitted.Should().BeFalse();

        _stopped[^1].OperationName.Should().Be("tenancy.consume");
        _stopped[^1].Status.Should().Be(ActivityStatusCode.Unset);
        _host.Events.Of<ConsumptionRefused>().Should().ContainSingle();
    }

    [Fact]
    public async Task Activities_are_children_of_the_callers_and_parents_of_the_provisioners()
    {
        Activity? inProvisioner = null;
        _provisioner.Script = (_, _, _) =>
        {
            inProvisioner = Activity.Current;
            return Task.CompletedTask;
        };
        using Activity caller = new Activity("request").Start();

        await _host.CreateAsync();

        Activity create = _stopped.Single();
        create.ParentId.Should().Be(caller.Id);
        inProvisioner.Should().BeSameAs(create);
        Activity.Current.Should().BeSameAs(caller);
    }

    [Fact]
    public async Task What_is_not_sampled_works_as_ever()
    {
        _sampling = ActivitySamplingResult.None;

        await _host.CreateAsync();
        await ReserveAsync(Some.Amounts());

        _stopped.Should().BeEmpty();
        (await _host.Quotas.GetUsageAsync(Some.TenantId, Cancellation)).Held.Should().Be(1);
    }

    private async Task<ConsumptionResult> TryConsumeAsync() =>
        await _host.Consumption.TryConsumeAsync(Some.TenantId, new() { ["tokens"] = 1 }, cancellationToken: Cancellation);

    private async Task ReserveAsync(ResourceAmounts amounts) =>
        await _host.Quotas.TryReserveAsync(Some.TenantId, amounts, cancellationToken: Cancellation);
}
