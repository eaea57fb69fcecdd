using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Hivemind.Tenancy.Tests;

/// <summary>Every message of the core, by its stable event id. Hosts filter and alert by these: a change here breaks them.</summary>
public sealed class LogTests : IAsyncDisposable
{
    private readonly ScriptedProvisioner _provisioner = new();
    private readonly TenancyHost _host;

    public LogTests() => _host = Hosts.With(_provisioner);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Changes_are_1_and_status_changes_2()
    {
        using (TenantContext.System("nightly", "cleaning up").Enter())
        {
            await _host.CreateAsync();
        }

        await _host.Access.AddGroupMemberAsync("staff", Some.User, Cancellation);
        await _host.Tenants.SuspendTenantAsync(Some.TenantId, "unpaid", Cancellation);

        Lines(_host).Should().Equal(
            "1 Information TenantCreated of tenant acme, event 1, by nightly (cleaning up)",
            "2 Information Tenant acme went from Pending to Active, by nightly (cleaning up)",
            "1 Information GroupMemberAdded of the platform, event 3, by the host",
            "2 Information Tenant acme went from Active to Suspended (unpaid), by the host");
        Logs(_host).Should().OnlyContain(record => record.Category == "Hivemind.Tenancy" && record.Exception == null);
    }

    [Fact]
    public async Task What_is_absent_is_a_word_in_the_message_and_null_in_its_structure()
    {
        await _host.Access.AddGroupMemberAsync("staff", Some.User, Cancellation);

        Structure(Logs(_host).Single()).Should().Contain(
            new Dictionary<string, string?>
            {
                ["Change"] = nameof(GroupMemberAdded),
                ["Sequence"] = "1",
                ["TenantId"] = null,
                ["Actor"] = null,
                ["ActorReason"] = null,
            });
    }

    [Fact]
    public async Task What_is_there_is_in_the_structure_as_it_is()
    {
        using (TenantContext.System("nightly", "cleaning up").Enter())
        {
            await _host.CreateAsync();
            await _host.Tenants.SuspendTenantAsync(Some.TenantId, "unpaid", Cancellation);
        }

        Structure(Logs(_host)[^1]).Should().Contain(
            new Dictionary<string, string?>
            {
                ["TenantId"] = "acme",
                ["From"] = "Active",
                ["To"] = "Suspended",
                ["StatusReason"] = "unpaid",
                ["Actor"] = "nightly",
                ["ActorReason"] = "cleaning up",
            });
    }

    [Fact]
    public async Task Caller_without_a_context_is_refused_in_few_words()
    {
        await using TenancyHost host = new(options => options.AllowNoContext = false);

        await host.Awaiting(h => h.Tenants.ListTenantsAsync(cancellationToken: Cancellation).AsTask())
            .Should().ThrowAsync<TenantContextMissingException>();

        Lines(host).Should().Equal("3 Warning ListTenantsAsync refused: ContextMissing");
    }

    [Fact]
    public async Task Refused_caller_is_3()
    {
        await _host.CreateAsync();
        await _host.CreateAsync("globex");
        _host.Logs.Clear();

        await _host.Awaiting(h => h.Tenants.GetTenantContextAsync("mallory", Some.TenantId, Cancellation).AsTask())
            .Should().ThrowAsync<TenantAccessDeniedException>();
        using (Some.Context().Enter())
        {
            await _host.Tenants.FindTenantAsync(Some.OtherTenantId, Cancellation);
            await _host.Awaiting(h => h.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation).AsTask())
                .Should().ThrowAsync<TenantAccessDeniedException>();
        }

        Lines(_host).Should().Equal(
            "3 Warning GetTenantContextAsync refused: NoAccess, user mallory, tenant acme",
            "3 Warning FindTenantAsync refused: OtherTenant, user ulrich, tenant globex",
            "3 Warning DeleteTenantAsync refused: PermissionMissing, user ulrich, tenant acme, permission tenants:delete at *");
    }

    [Fact]
    public async Task Ensured_tenant_that_is_there_with_other_settings_is_14()
    {
        await _host.CreateAsync();
        TenantSpec same = Some.Spec();
        await _host.Tenants.EnsureTenantAsync(same, Cancellation);
        _host.Logs.GetSnapshot().Should().NotContain(record => record.Id.Id == 14);
        _host.Logs.Clear();

        await _host.Tenants.EnsureTenantAsync(same with { Description = "as it never was" }, Cancellation);

        Lines(_host).Should().Equal("14 Information Tenant acme was to be ensured and is there, with other settings; they stay as they are");
    }

    [Fact]
    public async Task Refused_reservation_is_4_and_crossed_threshold_5()
    {
        await _host.Tenants.CreateTenantAsync(Some.Spec() with { ResourceQuotas = Resources.Quotas(("cpu", 2)) }, Cancellation);
        _host.Logs.Clear();

        await ReserveAsync(_host, Resources.Amounts(("cpu", 1.75m)), "a");
        await ReserveAsync(_host, Resources.Amounts(("cpu", 1)), "b");

        Lines(_host).Should().HaveCount(2);
        Lines(_host)[0].Should().Be("5 Warning Tenant acme has reached the threshold of 80 % of its cpu: 1.75 of 2");
        Lines(_host)[1].Should().StartWith("4 Information Allocation b of tenant acme refused: ").And.Contain("cpu");
    }

    [Fact]
    public async Task Handler_that_fails_is_6()
    {
        InvalidOperationException failure = new("handler down");
        await using TenancyHost host = new(services: services => services.AddSingleton(Interceptor.Before<ITenancyEventHandler>(
            new RecordingHandler(), (_, arguments, call) => arguments[0] is TenantCreated ? throw failure : call())));

        await host.CreateAsync();

        FakeLogRecord record = Logs(host).Single(r => r.Level == LogLevel.Error);
        Line(record).Should().Match("6 Error Event handler * failed on TenantCreated");
        record.Exception.Should().BeSameAs(failure);
    }

    [Fact]
    public async Task Provisioner_that_fails_is_7()
    {
        InvalidOperationException failure = new("no disk");
        _provisioner.FailAt(ScriptedProvisioner.Provision, failure);

        await Lifecycles.ShouldFailToProvision(() => _host.CreateAsync());

        FakeLogRecord record = Logs(_host).Single(r => r.Level == LogLevel.Error);
        Line(record).Should().Be("7 Error Provisioner ScriptedProvisioner failed to Provision tenant acme");
        record.Exception.Should().BeSameAs(failure);
    }

    [Fact]
    public async Task Reservation_that_cannot_be_given_back_is_8()
    {
        await _host.CreateAsync();
        await using TenancyHost behind = Hosts.Behind(_host, store: (method, _, call) =>
            method.Name == nameof(ITenantStore.ReleaseAsync) ? throw new TenancyStoreException("down", isTransient: true) : call());

        ResourceReservation reservation = await behind.Quotas.ReserveAsync(
            Some.TenantId, Some.Amounts(), new ReservationOptions { AllocationId = "a" }, Cancellation);
        await reservation.DisposeAsync();

        FakeLogRecord record = Logs(behind).Single();
        Line(record).Should().Be("8 Warning Allocation a of tenant acme could not be given back; its lease ends it");
        record.Exception.Should().BeOfType<TenancyStoreException>();
    }

    [Fact]
    public async Task Reason_that_cannot_be_stored_is_9_and_does_not_hide_the_failure()
    {
        await using TenancyHost behind = new(services: services =>
        {
            services.AddSingleton<ITenantProvisioner>(_provisioner);
            services.AddSingleton(Interceptor.Before(_host.Store, (method, _, call) =>
                method.Name == nameof(ITenantStore.UpdateAsync) ? throw new TenancyStoreException("down", isTransient: true) : call()));
        });
        _provisioner.FailAt(ScriptedProvisioner.Provision, new InvalidOperationException("no disk"));

        await Lifecycles.ShouldFailToProvision(() => behind.CreateAsync());

        FakeLogRecord record = Logs(behind).Single(r => r.Id.Id == 9);
        Line(record).Should().Be("9 Error The reason why tenant acme stays Pending could not be stored");
        record.Exception.Should().BeOfType<TenancyStoreException>();
    }

    [Fact]
    public async Task Settings_are_never_logged()
    {
        const string secret = "hunter2";
        await _host.Tenants.CreateTenantAsync(
            Some.Spec() with
            {
                Name = $"Name {secret}",
                Description = secret,
                Labels = new Dictionary<string, string> { [secret] = secret },
                Namespaces = [$"ns-{secret}"],
                ResourceQuotas = Resources.Quotas((secret, 1)),
            },
            Cancellation);
        await _host.Tenants.UpdateTenantAsync(Some.TenantId, t => t with { Description = secret + secret }, cancellationToken: Cancellation);
        await _host.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation);

        Logs(_host).Should().HaveCount(5).And.OnlyContain(record => !record.Message.Contains(secret));
    }

    [Fact]
    public async Task Host_without_logging_works()
    {
        using QuotaHost host = await QuotaHost.StartAsync();

        (await host.TryReserveAsync(Some.Amounts())).IsAdmitted.Should().BeTrue();
    }

    private static IReadOnlyList<FakeLogRecord> Logs(TenancyHost host) => host.Logs.GetSnapshot();

    private static IReadOnlyList<string> Lines(TenancyHost host) => [.. Logs(host).Select(Line)];

    private static Dictionary<string, string?> Structure(FakeLogRecord record) => new(record.StructuredState!);

    private static string Line(FakeLogRecord record) => $"{record.Id.Id} {record.Level} {record.Message}";

    private static async Task ReserveAsync(TenancyHost host, ResourceAmounts amounts, string id) =>
        await host.Quotas.TryReserveAsync(Some.TenantId, amounts, new ReservationOptions { AllocationId = id }, Cancellation);
}
