using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Hivemind.Tenancy.Tests;

public sealed class ProvisionerFailureTests : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _journal = new();
    private readonly ScriptedProvisioner _failing;
    private readonly TenancyHost _host;

    public ProvisionerFailureTests()
    {
        _failing = new ScriptedProvisioner("failing", _journal);
        _host = Hosts.With(new ScriptedProvisioner("first", _journal), _failing, new ScriptedProvisioner("last", _journal));
    }

    public static TheoryData<string, TenantStatus, string> Steps => new()
    {
        { ScriptedProvisioner.Provision, TenantStatus.Pending, "first failing" },
        { ScriptedProvisioner.Suspend, TenantStatus.Suspended, "last failing" },
        { ScriptedProvisioner.Resume, TenantStatus.Suspended, "first failing" },
        { ScriptedProvisioner.Deprovision, TenantStatus.Terminating, "last failing" },
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Failing_provisioner_leaves_the_tenant_where_it_is_with_the_reason(string step, TenantStatus status, string called)
    {
        await Prepare(step);
        InvalidOperationException cause = new("disk full");
        _failing.FailAt(step, cause);

        TenantProvisioningException failure = await Lifecycles.ShouldFailToProvision(() => Run(step));

        failure.Should().BeEquivalentTo(new { Some.TenantId, Status = status, InnerException = cause, IsTransient = false });
        failure.Message.Should().ContainAll("acme", status.ToString(), nameof(ScriptedProvisioner), step, "disk full");
        (await _host.GetAsync()).Should().BeEquivalentTo(new { Status = status, StatusReason = failure.Reason });
        Called().Should().Be(called, "those after the failing one do not run");
        _host.Logs.GetSnapshot().Should().ContainSingle(r => r.Level == LogLevel.Error && r.Exception == cause);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task The_same_call_again_runs_all_again_and_completes(string step, TenantStatus status, string called)
    {
        await Prepare(step);
        _failing.FailAt(step, new InvalidOperationException("disk full"), times: 2);
        await Lifecycles.ShouldFailToProvision(() => Run(step));
        await Lifecycles.ShouldFailToProvision(() => Run(step));

        await Run(step);

        Tenant? after = await _host.Tenants.FindTenantAsync(Some.TenantId, Cancellation);
        (after?.Status, after?.StatusReason).Should().Be(step switch
        {
            ScriptedProvisioner.Deprovision => (null, null),
            ScriptedProvisioner.Suspend => (status, "unpaid"),
            _ => (TenantStatus.Active, null),
        });
        string rest = called == "first failing" ? "last" : "first";
        Called().Should().Be($"{called} {called} {called} {rest}");
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Provisioner_that_cancels_on_its_own_account_has_failed(string step, TenantStatus status, string called)
    {
        await Prepare(step);
        _failing.FailAt(step, new TaskCanceledException("HTTP timeout"));

        TenantProvisioningException failure = await Lifecycles.ShouldFailToProvision(() => Run(step));

        failure.InnerException.Should().BeOfType<TaskCanceledException>();
        (await _host.GetAsync()).Should().BeEquivalentTo(new { Status = status, StatusReason = failure.Reason });
        Called().Should().Be(called);
    }

    [Fact]
    public async Task Failure_is_transient_when_its_cause_says_so()
    {
        _failing.FailAt(ScriptedProvisioner.Provision, new TenancyStoreException("connection lost", isTransient: true));

        (await Lifecycles.ShouldFailToProvision(() => _host.CreateAsync())).IsTransient.Should().BeTrue();
    }

    [Fact]
    public async Task Provisioner_that_returns_no_task_has_failed()
    {
        _failing.Script = (_, _, _) => null!;

        (await Lifecycles.ShouldFailToProvision(() => _host.CreateAsync())).InnerException.Should().BeOfType<NullReferenceException>();
    }

    [Fact]
    public async Task Provisioner_that_fails_later_is_like_one_that_fails_at_once()
    {
        _failing.Script = async (_, _, cancellation) =>
        {
            await Task.Run(() => { }, cancellation);
            throw new InvalidOperationException("later");
        };

        await Lifecycles.ShouldFailToProvision(() => _host.CreateAsync());

        (await _host.GetAsync()).StatusReason.Should().EndWith("later");
    }

    [Fact]
    public async Task A_reason_is_an_event()
    {
        _failing.FailAt(ScriptedProvisioner.Provision, new InvalidOperationException("disk full"));
        await Lifecycles.ShouldFailToProvision(() => _host.CreateAsync());

        _host.Events.Of<TenantStatusChanged>().Should().ContainSingle().Which.Should().BeEquivalentTo(
            new { From = TenantStatus.Pending, To = TenantStatus.Pending, (await _host.GetAsync()).StatusReason });
    }

    private async Task Prepare(string step)
    {
        if (step != ScriptedProvisioner.Provision)
        {
            await _host.CreateAsync();
        }

        if (step == ScriptedProvisioner.Resume)
        {
            await _host.Tenants.SuspendTenantAsync(Some.TenantId, "unpaid", Cancellation);
        }

        _journal.Clear();
    }

    private Task Run(string step) => step switch
    {
        ScriptedProvisioner.Provision => _host.CreateAsync(),
        ScriptedProvisioner.Suspend => _host.Tenants.SuspendTenantAsync(Some.TenantId, "unpaid", Cancellation).AsTask(),
        ScriptedProvisioner.Resume => _host.Tenants.ResumeTenantAsync(Some.TenantId, Cancellation).AsTask(),
        _ => _host.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation).AsTask(),
    };

    private string Called() => string.Join(' ', _journal.Select(entry => entry.Split(' ')[0]));
}
