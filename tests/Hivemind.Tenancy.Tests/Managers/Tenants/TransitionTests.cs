namespace Hivemind.Tenancy.Tests;

public sealed class TransitionTests : IAsyncDisposable
{
    private const TenantStatus Pending = TenantStatus.Pending;
    private const TenantStatus Active = TenantStatus.Active;
    private const TenantStatus Suspended = TenantStatus.Suspended;
    private const TenantStatus Terminating = TenantStatus.Terminating;

    private readonly ScriptedProvisioner _provisioner = new();
    private readonly TenancyHost _host;

    public TransitionTests() => _host = Hosts.With(_provisioner);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("create", Pending, Active)]
    [InlineData("suspend", Active, Suspended)]
    [InlineData("suspend", Suspended, Suspended)]
    [InlineData("resume", Suspended, Active)]
    [InlineData("delete", Pending, null)]
    [InlineData("delete", Active, null)]
    [InlineData("delete", Suspended, null)]
    [InlineData("delete", Terminating, null)]
    public async Task Legal_transition_is_made(string operation, TenantStatus from, TenantStatus? to)
    {
        await Lifecycles.BringToAsync(_host, _provisioner, from);

        await Run(operation);

        Tenant? after = await _host.Tenants.FindTenantAsync(Some.TenantId, Cancellation);
        after?.Status.Should().Be(to);
        (after is null).Should().Be(to is null);
        _provisioner.Journal.Should().ContainSingle();
    }

    [Theory]
    [InlineData("suspend", Pending, Suspended)]
    [InlineData("suspend", Terminating, Suspended)]
    [InlineData("resume", Pending, Active)]
    [InlineData("resume", Active, Active)]
    [InlineData("resume", Terminating, Active)]
    public async Task Illegal_transition_is_refused_and_changes_nothing(string operation, TenantStatus from, TenantStatus to)
    {
        await Lifecycles.BringToAsync(_host, _provisioner, from);
        Tenant before = await _host.GetAsync();

        Func<Task> run = () => Run(operation);

        InvalidTenantTransitionException refusal = (await run.Should().ThrowAsync<InvalidTenantTransitionException>()).Which;
        refusal.Should().BeEquivalentTo(new { Some.TenantId, From = from, To = to, IsTransient = false });
        refusal.Message.Should().ContainAll("acme", from.ToString(), to.ToString());
        (await _host.GetAsync()).Should().Be(before);
        _provisioner.Journal.Should().BeEmpty();
        _host.Events.All.Should().BeEmpty();
    }

    [Theory]
    [InlineData("suspend")]
    [InlineData("resume")]
    [InlineData("delete")]
    public async Task Absent_tenant_is_not_found(string operation)
    {
        Func<Task> run = () => Run(operation);

        (await run.Should().ThrowAsync<TenantNotFoundException>()).Which.TenantId.Should().Be(Some.TenantId);
        _provisioner.Journal.Should().BeEmpty();
    }

    [Fact]
    public async Task SuspendTenantAsync_keeps_the_reason_and_ResumeTenantAsync_clears_it()
    {
        await _host.CreateAsync();

        Tenant suspended = await _host.Tenants.SuspendTenantAsync(Some.TenantId, "unpaid\nsince May", Cancellation);
        Tenant again = await _host.Tenants.SuspendTenantAsync(Some.TenantId, "abuse", Cancellation);
        Tenant resumed = await _host.Tenants.ResumeTenantAsync(Some.TenantId, Cancellation);

        suspended.Should().BeEquivalentTo(new { Status = Suspended, StatusReason = "unpaid\nsince May", Version = 3 });
        again.Should().BeEquivalentTo(new { Status = Suspended, StatusReason = "abuse", Version = 4 });
        resumed.Should().BeEquivalentTo(new { Status = Active, StatusReason = (string?)null, Version = 5 });
        _provisioner.Journal.Should().Equal(
            "P provision acme Pending", "P suspend acme Suspended", "P suspend acme Suspended", "P resume acme Suspended");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a\0b")]
    [InlineData(null)]
    public async Task SuspendTenantAsync_with_a_malformed_reason_is_refused(string? reason)
    {
        await _host.CreateAsync();

        Func<Task> suspend = async () => await _host.Tenants.SuspendTenantAsync(Some.TenantId, reason!, Cancellation);

        await suspend.Should().ThrowAsync<ArgumentException>();
        (await _host.GetAsync()).Status.Should().Be(Active);
    }

    [Fact]
    public async Task SuspendTenantAsync_takes_a_reason_of_1024_characters_and_none_longer()
    {
        await _host.CreateAsync();

        await _host.Tenants.SuspendTenantAsync(Some.TenantId, Texts.OfLength(1024), Cancellation);
        Func<Task> longer = async () => await _host.Tenants.SuspendTenantAsync(Some.TenantId, Texts.OfLength(1025), Cancellation);

        await longer.Should().ThrowAsync<ArgumentException>().WithMessage("*1025*1024*");
        (await _host.GetAsync()).StatusReason.Should().HaveLength(1024);
    }

    private Task Run(string operation) => operation switch
    {
        "create" => _host.CreateAsync(),
        "suspend" => _host.Tenants.SuspendTenantAsync(Some.TenantId, "unpaid", Cancellation).AsTask(),
        "resume" => _host.Tenants.ResumeTenantAsync(Some.TenantId, Cancellation).AsTask(),
        "delete" => _host.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation).AsTask(),
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, null),
    };
}
