using System.Collections.Concurrent;

namespace Hivemind.Tenancy.Tests;

/// <summary>The usage of tenants that are named: who sees it, and what it costs to ask.</summary>
public sealed class NamedUsageTests : IAsyncDisposable
{
    private const string Operator = "operator", Auditor = "auditor", Member = "member";

    private static readonly TenantReference[] Both = [Some.TenantId, Some.OtherTenantId];

    private readonly TenancyHost _inner = new();
    private readonly ConcurrentQueue<string> _ofStore = new();
    private readonly ConcurrentQueue<string> _ofRbac = new();
    private readonly TenancyHost _host;
    private Func<Task> _beforeList = () => Task.CompletedTask;

    public NamedUsageTests() => _host = Hosts.Behind(
        _inner,
        (method, _, call) =>
        {
            _ofStore.Enqueue(method.Name);
            if (method.Name == nameof(ITenantStore.ListUsageAsync))
            {
                _beforeList().GetAwaiter().GetResult();
            }

            return call();
        },
        (method, _, call) =>
        {
            _ofRbac.Enqueue(method.Name);
            return call();
        });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Whom a tenant that is gone is no reason to refuse.</summary>
    public static TheoryData<string> OverAll => ["host", "system", Operator, Auditor];

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _inner.DisposeAsync();
    }

    [Theory, MemberData(nameof(OverAll))]
    public async Task Page_of_who_reaches_every_tenant_costs_one_question_however_many_are_named(string caller)
    {
        await FillAsync();
        TenantReference[] named = [.. Both, .. Enumerable.Range(0, 48).Select(i => (TenantReference)TenantId.Parse($"t-{i}"))];
        foreach (TenantReference tenant in named[2..])
        {
            await _inner.CreateAsync(tenant.Id.Value);
        }

        using (ContextOf(caller)?.Enter())
        {
            (await ListAsync(named)).Should().HaveCount(50);
        }

        _ofStore.Should().Equal(nameof(ITenantStore.ListUsageAsync));
        _ofRbac.Should().Equal(caller is Operator or Auditor ? [nameof(IRbacProvider.GetScopesAsync)] : []);
    }

    [Theory, MemberData(nameof(OverAll))]
    public async Task Who_reaches_every_tenant_is_shown_those_that_are_there(string caller)
    {
        Tenant gone = (await FillAsync()).Other;
        await _inner.Tenants.DeleteTenantAsync(gone, cancellationToken: Cancellation);
        TenantReference[] named = [Some.TenantId, gone, gone.Id, TenantId.Parse("absent"), new(Some.TenantId, TenantUid.NewUid())];

        using (ContextOf(caller)?.Enter())
        {
            (await ListAsync(named)).Select(u => u.TenantId).Should().Equal(Some.TenantId);
            (await ListAsync(named[1..])).Should().BeEmpty();
        }

        _host.Events.Refusals.Should().BeEmpty();
    }

    [Fact]
    public async Task User_with_access_to_each_is_shown_what_one_alone_is_shown_the_worst_first()
    {
        await FillAsync();
        using (TenantContext.User(Member).Enter())
        {
            IReadOnlyList<TenantUsage> listed = await ListAsync([.. Both, .. Both]);

            listed.Should().Equal(await _host.Quotas.GetUsageAsync(Some.OtherTenantId, Cancellation), await _host.Quotas.GetUsageAsync(Some.TenantId, Cancellation));
            (await _host.Quotas.ListUsageAsync(new UsageQuery { Tenants = Both, Limit = 1 }, Cancellation)).Should().Equal(listed[0]);
            (await _host.Quotas.ListUsageAsync(new UsageQuery { Tenants = Both, After = listed[0] }, Cancellation)).Should().Equal(listed[1]);
        }
    }

    [Theory]
    [InlineData("without access")]
    [InlineData("gone")]
    [InlineData("of another uid")]
    public async Task User_who_may_not_see_one_of_them_is_shown_none(string which)
    {
        await FillAsync();
        TenantReference hidden = which switch
        {
            "without access" => await _inner.CreateAsync("hidden"),
            "gone" => TenantId.Parse("absent"),
            _ => new TenantReference(Some.OtherTenantId, TenantUid.NewUid()),
        };

        using (TenantContext.User(Member).Enter())
        {
            (await RefusedAsync([.. Both, hidden])).TenantId.Should().Be(hidden.Id);
        }

        AccessRefused refusal = _host.Events.Refusals.Should().ContainSingle().Which;
        refusal.Operation.Should().Be(nameof(IQuotaManager.ListUsageAsync));
        refusal.TenantId.Should().Be(hidden.Id);
        refusal.Reason.Should().Be(which == "without access" ? AccessRefusalReason.NoAccess : AccessRefusalReason.NoSuchTenant);
        _ofStore.Should().NotContain(nameof(ITenantStore.ListUsageAsync));
    }

    [Fact]
    public async Task Tenant_made_again_after_a_user_was_let_see_it_is_not_shown()
    {
        Tenant acme = (await FillAsync()).Acme;
        _beforeList = () => MakeAgainAsync(acme);

        using (TenantContext.User(Member).Enter())
        {
            (await ListAsync(Both)).Select(u => u.TenantId).Should().Equal(Some.OtherTenantId);
        }
    }

    [Fact]
    public async Task Global_rights_do_not_reach_out_of_a_tenants_context()
    {
        Tenant acme = (await FillAsync()).Acme;
        using (new TenantContext(acme, Operator).Enter())
        {
            (await ListAsync(Some.TenantId)).Select(u => u.TenantUid).Should().Equal(acme.Uid);
            (await RefusedAsync(Both)).TenantId.Should().Be(Some.OtherTenantId);
            (await RefusedAsync(new TenantReference(acme.Id, TenantUid.NewUid()))).TenantId.Should().Be(acme.Id);
        }

        _host.Events.Refusals.Select(r => r.Reason).Should().Equal(AccessRefusalReason.OtherTenant, AccessRefusalReason.OtherTenant);
    }

    [Fact]
    public async Task In_a_tenant_that_is_gone_it_is_not_found_also_when_it_was_made_again()
    {
        Tenant acme = (await FillAsync()).Acme;
        TenantUsage former = await _inner.Quotas.GetUsageAsync(acme, Cancellation);
        await _inner.Tenants.DeleteTenantAsync(acme, cancellationToken: Cancellation);
        using (new TenantContext(acme, Member).Enter())
        {
            await RefusedAsync(Some.TenantId);
            await MakeAgainAsync(null);
            await RefusedAsync(Some.TenantId);
            (await _host.Quotas.ListUsageAsync(new UsageQuery { Tenants = [acme], After = former }, Cancellation)).Should().BeEmpty("nothing comes after it");
        }

        _host.Events.Refusals.Should().BeEmpty("it is the caller's own");
    }

    [Fact]
    public async Task System_bound_to_one_tenant_is_shown_that_one_while_it_lives()
    {
        Tenant acme = (await FillAsync()).Acme;
        using (TenantContext.System("tests", "looks", acme).Enter())
        {
            (await ListAsync(Some.TenantId)).Select(u => u.TenantUid).Should().Equal(acme.Uid);
            (await RefusedAsync(Both)).TenantId.Should().Be(Some.OtherTenantId);
            await MakeAgainAsync(acme);
            (await ListAsync(Some.TenantId)).Should().BeEmpty();
        }
    }

    [Fact]
    public async Task Without_names_the_permission_is_asked_for_at_global_scope_as_ever()
    {
        await FillAsync();
        using (TenantContext.User(Auditor).Enter())
        {
            Func<Task> all = async () => await _host.Quotas.ListUsageAsync(new UsageQuery(), Cancellation);

            await all.Should().ThrowAsync<TenantAccessDeniedException>();
        }
    }

    private static TenantContext? ContextOf(string caller) => caller switch
    {
        "host" => null,
        "system" => TenantContext.System("tests", "looks"),
        _ => TenantContext.User(caller),
    };

    /// <summary>Acme and globex, the second of which holds more; an operator and an auditor of all, and a member of both.</summary>
    private async Task<(Tenant Acme, Tenant Other)> FillAsync()
    {
        Tenant acme = await _inner.CreateAsync();
        Tenant other = await _inner.CreateAsync(Some.OtherTenantId.Value);
        await _inner.BindAsync(Operator, BuiltInRoles.PlatformAdmin, PermissionScope.Global);
        await _inner.BindAsync(Auditor, BuiltInRoles.TenantViewer, PermissionScope.Global);
        foreach (Tenant tenant in new[] { acme, other })
        {
            await _inner.BindAsync(Member, BuiltInRoles.TenantViewer, PermissionScope.Tenant(tenant.Id));
            await _inner.Tenants.UpdateResourceQuotasAsync(tenant, new ResourceQuotas { Containers = 10 }, Cancellation);
        }

        ResourceReservation reservation = await _inner.Quotas.ReserveAsync(other, new ResourceAmounts { Containers = 5 }, cancellationToken: Cancellation);
        await reservation.CommitAsync(Cancellation);
        return (acme, other);
    }

    /// <summary>Deletes acme, where it is given, and makes it again: by another than the caller.</summary>
    private async Task MakeAgainAsync(Tenant? acme)
    {
        using (TenantContext.System("tests", "makes it again").Enter())
        {
            if (acme is not null)
            {
                await _inner.Tenants.DeleteTenantAsync(acme, cancellationToken: Cancellation);
            }

            await _inner.CreateAsync();
        }
    }

    private async Task<IReadOnlyList<TenantUsage>> ListAsync(params TenantReference[] named) =>
        await _host.Quotas.ListUsageAsync(new UsageQuery { Tenants = named }, Cancellation);

    private async Task<TenantNotFoundException> RefusedAsync(params TenantReference[] named)
    {
        Func<Task> list = () => ListAsync(named);
        return (await list.Should().ThrowAsync<TenantNotFoundException>()).Which;
    }
}
