using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Tests;

public sealed class ProvisionerRunTests : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _journal = new();
    private readonly ScriptedProvisioner _first;
    private readonly TenancyHost _host;

    public ProvisionerRunTests()
    {
        _first = new ScriptedProvisioner("1", _journal);
        _host = Hosts.With(_first, new ScriptedProvisioner("2", _journal), new ScriptedProvisioner("3", _journal));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Provisioners_run_in_order_of_registration_and_in_reverse_to_stop_and_to_take_away()
    {
        await WholeLife();

        _journal.Should().Equal(
            "1 provision acme Pending", "2 provision acme Pending", "3 provision acme Pending",
            "3 suspend acme Suspended", "2 suspend acme Suspended", "1 suspend acme Suspended",
            "1 resume acme Suspended", "2 resume acme Suspended", "3 resume acme Suspended",
            "3 deprovision acme Terminating", "2 deprovision acme Terminating", "1 deprovision acme Terminating");
    }

    [Fact]
    public async Task Provisioners_run_in_a_System_context_for_their_tenant_and_the_caller_has_its_own_again()
    {
        List<TenantContext?> seen = [];
        _first.Script = async (_, _, cancellation) =>
        {
            seen.Add(TenantContext.Current);
            await Task.Run(() => seen.Add(TenantContext.Current), cancellation);
            TenantContext.System("provisioner", "leaks it").Enter();
        };
        TenantContext system = TenantContext.System("ops", "testing");

        using (system.Enter())
        {
            await WholeLife();

            TenantContext.Current.Should().BeSameAs(system);
        }

        seen.Should().HaveCount(8).And.OnlyContain(context => context!.IsSystem && context.Actor == "ops" && context.BoundTo!.Value.Id == Some.TenantId && context.BoundTo.Value.Uid != null);
        seen[0]!.Reason.Should().Be("provisions the tenant");
    }

    [Fact]
    public async Task Context_that_a_provisioner_entered_and_did_not_leave_is_not_the_next_one_s()
    {
        TenantContext? seen = null;
        ScriptedProvisioner leaking = new()
        {
            Script = (_, _, _) =>
            {
                Some.Context().Enter();
                return Task.CompletedTask;
            },
        };
        ScriptedProvisioner next = new()
        {
            Script = (_, _, _) =>
            {
                seen = TenantContext.Current;
                return Task.CompletedTask;
            },
        };
        await using TenancyHost host = Hosts.With(leaking, next);

        await host.CreateAsync();

        seen!.IsSystem.Should().BeTrue();
        TenantContext.Current.Should().BeNull();
    }

    [Fact]
    public async Task Provisioner_is_made_without_a_context_and_what_it_starts_keeps_none()
    {
        await using TenancyHost host = new(services: services => services.AddSingleton<ITenantProvisioner, StartingProvisioner>());

        using (TenantContext.System("ops", "testing").Enter())
        {
            await host.CreateAsync();
        }

        host.Get<IEnumerable<ITenantProvisioner>>().OfType<StartingProvisioner>().Single().Context.Should().BeNull();
    }

    [Fact]
    public async Task Provisioners_run_outside_locks()
    {
        List<string> done = [];
        _first.Script = async (step, tenant, cancellation) =>
        {
            if (tenant.Id == Some.TenantId)
            {
                // From another thread: a lock held by the one that waits would let it wait for ever.
                await Task.Run(() => CallEverything(tenant.Id, step, cancellation), cancellation);
                done.Add(step);
            }
        };

        await WholeLife();

        done.Should().Equal(ScriptedProvisioner.Provision, ScriptedProvisioner.Suspend, ScriptedProvisioner.Resume, ScriptedProvisioner.Deprovision);
    }

    [Fact]
    public async Task What_a_provisioner_changes_stays()
    {
        _first.Script = async (step, tenant, cancellation) =>
        {
            if (step != ScriptedProvisioner.Deprovision)
            {
                await _host.Tenants.UpdateTenantAsync(
                    tenant.Id, t => t with { Labels = new Dictionary<string, string>(t.Labels) { [step] = "done" } }, cancellationToken: cancellation);
            }
        };
        await _host.CreateAsync();
        await _host.Tenants.SuspendTenantAsync(Some.TenantId, "unpaid", Cancellation);

        Tenant resumed = await _host.Tenants.ResumeTenantAsync(Some.TenantId, Cancellation);

        resumed.Status.Should().Be(TenantStatus.Active);
        resumed.Labels.Keys.Should().BeEquivalentTo(ScriptedProvisioner.Provision, ScriptedProvisioner.Suspend, ScriptedProvisioner.Resume);
        (await _host.GetAsync()).Should().Be(resumed);
    }

    [Fact]
    public async Task Provisioner_may_itself_ask_for_the_managers()
    {
        await using TenancyHost host = new(services: services =>
        {
            services.AddTrustedTenancy().AddProvisioner<LabellingProvisioner>().AddEventHandler<AskingHandler>();
        });

        await host.CreateAsync();

        (await host.GetAsync()).Labels.Should().ContainKey("by").WhoseValue.Should().Be("provisioner");
        host.Get<IEnumerable<ITenancyEventHandler>>().OfType<AskingHandler>().Single().Seen.Should().BeGreaterThan(2);
    }

    private async Task WholeLife()
    {
        await _host.CreateAsync();
        await _host.Tenants.SuspendTenantAsync(Some.TenantId, "unpaid", Cancellation);
        await _host.Tenants.ResumeTenantAsync(Some.TenantId, Cancellation);
        await _host.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation);
    }

    private async Task CallEverything(TenantId id, string step, CancellationToken cancellation)
    {
        await _host.Tenants.GetTenantAsync(id, cancellation);
        await _host.Tenants.ListTenantsAsync(cancellationToken: cancellation);
        await _host.Quotas.GetUsageAsync(id, cancellation);
        await _host.Quotas.ReleaseAsync(id, "none", null, cancellation);
        await _host.Access.CheckTenantAccessAsync(Some.User, id, cancellation);
        await _host.Tenants.CreateTenantAsync(Some.Spec("other-" + step) with { Name = step }, cancellation);
        if (step != ScriptedProvisioner.Deprovision)
        {
            await _host.BindAsync(Some.User, BuiltInRoles.TenantViewer);
            await _host.Tenants.UpdateTenantAsync(id, t => t with { Description = step }, cancellationToken: cancellation);
        }
    }

    private sealed class StartingProvisioner : ITenantProvisioner
    {
        public TenantContext? Context { get; } = TenantContext.Current;

        public ValueTask ProvisionAsync(Tenant tenant, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask SuspendAsync(Tenant tenant, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask ResumeAsync(Tenant tenant, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DeprovisionAsync(Tenant tenant, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }

    private sealed class LabellingProvisioner(ITenantManager tenants) : ITenantProvisioner
    {
        public async ValueTask ProvisionAsync(Tenant tenant, CancellationToken cancellationToken) => await tenants.UpdateTenantAsync(
            tenant.Id, t => t with { Labels = new Dictionary<string, string> { ["by"] = "provisioner" } }, cancellationToken: cancellationToken);

        public ValueTask SuspendAsync(Tenant tenant, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask ResumeAsync(Tenant tenant, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DeprovisionAsync(Tenant tenant, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }

    private sealed class AskingHandler(ITenantManager tenants, IQuotaManager quotas, IAccessManager access) : ITenancyEventHandler
    {
        public int Seen { get; private set; }

        public async ValueTask HandleAsync(TenancyEvent tenancyEvent, CancellationToken cancellationToken)
        {
            await tenants.GetTenantAsync(tenancyEvent.TenantId!.Value, cancellationToken);
            await quotas.GetUsageAsync(tenancyEvent.TenantId.Value, cancellationToken);
            await access.CheckTenantAccessAsync(Some.User, tenancyEvent.TenantId.Value, cancellationToken);
            Seen++;
        }
    }
}
