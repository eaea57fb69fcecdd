namespace Hivemind.Tenancy.Tests;

/// <summary>What bounds provisioners: how deep they call each other, the caller's token, and what the tenant holds does not.</summary>
public sealed class ProvisionerDepthTests : IAsyncDisposable
{
    private readonly ScriptedProvisioner _first = new("1");
    private readonly ScriptedProvisioner _second = new("2");
    private readonly TenancyHost _host;

    public ProvisionerDepthTests() => _host = Hosts.With(_first, _second);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Provisioner_that_creates_without_end_is_refused_eight_deep()
    {
        int made = 0;
        List<TenantProvisioningException> refusals = [];
        _first.Script = async (_, _, _) =>
        {
            if (made > 20)
            {
                return;
            }

            using TenantScope scope = TenantContext.System("provisioner", "makes another").Enter();
            try
            {
                await _host.CreateAsync($"t-{made++}");
            }
            catch (TenantProvisioningException refusal)
            {
                refusals.Add(refusal);
            }
        };

        await _host.CreateAsync();

        made.Should().Be(8);
        TenantProvisioningException only = refusals.Should().ContainSingle().Subject;
        only.Should().BeEquivalentTo(new { TenantId = TenantId.Parse("t-7"), Status = TenantStatus.Pending });
        only.Reason.Should().Be("Event handlers and provisioners of this host call each other more than 8 deep.");
        only.InnerException.Should().BeOfType<InvalidOperationException>().Which.Message.Should().Be(only.Reason);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Caller_that_has_cancelled_starts_no_further_provisioner_and_a_failure_stays_one(bool fails)
    {
        using CancellationTokenSource source = new();
        _first.Script = async (_, _, _) =>
        {
            await source.CancelAsync();
            if (fails)
            {
                throw new InvalidOperationException("disk full");
            }
        };

        Exception? error = await Record.ExceptionAsync(() => _host.Tenants.CreateTenantAsync(Some.Spec(), source.Token).AsTask());

        (error is TenantProvisioningException, error is OperationCanceledException).Should().Be((fails, !fails));
        _second.Journal.Should().BeEmpty();
        (await _host.GetAsync()).StatusReason.Should().Be(fails ? "ScriptedProvisioner failed to provision: disk full" : "Cancelled while its provisioners ran (Provision).");
    }

    [Fact]
    public async Task Why_a_tenant_stays_in_its_status_is_kept_though_something_is_committed()
    {
        await _host.CreateAsync();
        await using (ResourceReservation running = await _host.Quotas.ReserveAsync(Some.TenantId, Some.Amounts(), default, Cancellation))
        {
            await running.CommitAsync(Cancellation);
        }

        _first.FailAt(ScriptedProvisioner.Deprovision, new InvalidOperationException("disk full"));
        await Lifecycles.ShouldFailToProvision(async () => await _host.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation));

        (await _host.GetAsync()).Should().BeEquivalentTo(new { Status = TenantStatus.Terminating, StatusReason = "ScriptedProvisioner failed to deprovision: disk full" });
    }
}
