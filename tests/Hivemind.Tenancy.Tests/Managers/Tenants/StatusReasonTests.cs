using CsCheck;

namespace Hivemind.Tenancy.Tests;

/// <summary>Whatever a provisioner throws, the reason is stored, and it is well-formed.</summary>
public sealed class StatusReasonTests : IAsyncDisposable
{
    private readonly ScriptedProvisioner _provisioner = new();
    private readonly TenancyHost _host;

    public StatusReasonTests() => _host = Hosts.With(_provisioner);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [MemberData(nameof(Texts.MalformedNames), MemberType = typeof(Texts))]
    public async Task Malformed_message_becomes_a_well_formed_reason(string name)
    {
        string reason = await ReasonFor(Texts.Malformed(name));

        reason.Should().StartWith("ScriptedProvisioner failed to provision: a").And.NotContain(Texts.Malformed(name));
    }

    [Fact]
    public async Task Line_breaks_become_spaces() => (await ReasonFor("one\r\ntwo\tthree")).Should().EndWith("one  two three");

    [Fact]
    public async Task Long_message_is_cut_to_1024_characters() =>
        (await ReasonFor(Texts.OfLength(100_000))).Should().HaveLength(TenancyLimits.ReasonLength).And.EndWith("xxx");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Cut_never_parts_a_surrogate_pair(int shift)
    {
        string reason = await ReasonFor(new string('x', shift) + Texts.EmojiOfLength(4000));

        reason.Length.Should().BeInRange(TenancyLimits.ReasonLength - 1, TenancyLimits.ReasonLength);
        reason.Should().EndWith("😀");
    }

    [Fact]
    public async Task Empty_message_leaves_the_rest_of_the_reason() =>
        (await ReasonFor("")).Should().Be("ScriptedProvisioner failed to provision: ");

    [Fact]
    public async Task Exception_without_a_message_leaves_the_rest_of_the_reason()
    {
        _provisioner.FailAt(ScriptedProvisioner.Provision, new SilentException());

        await Lifecycles.ShouldFailToProvision(() => _host.CreateAsync());

        (await _host.GetAsync()).StatusReason.Should().Contain("failed to provision");
    }

    [Fact]
    public async Task Any_message_at_all_is_stored() => await Gen.String[Gen.Char, 0, 1100].SampleAsync(
        async message =>
        {
            ScriptedProvisioner provisioner = new();
            await using TenancyHost host = Hosts.With(provisioner);
            provisioner.FailAt(ScriptedProvisioner.Provision, new InvalidOperationException(message));
            Exception? failure = await Record.ExceptionAsync(() => host.CreateAsync());
            Tenant stored = await host.GetAsync();
            return failure is TenantProvisioningException
                && stored.StatusReason!.Length is > 0 and <= TenancyLimits.ReasonLength
                && (stored with { StatusReason = null }) with { StatusReason = stored.StatusReason } == stored;
        },
        iter: 200);

    private async Task<string> ReasonFor(string message)
    {
        _provisioner.FailAt(ScriptedProvisioner.Provision, new InvalidOperationException(message));
        TenantProvisioningException failure = await Lifecycles.ShouldFailToProvision(() => _host.CreateAsync());

        failure.Message.Should().Be($"Tenant 'acme' stays Pending: {failure.Reason}").And.EndWith(message, "the exception itself says all of it");
        Tenant stored = await _host.GetAsync();
        stored.Status.Should().Be(TenantStatus.Pending);
        await _host.Tenants.CreateTenantAsync(Some.Spec(), Cancellation);
        return stored.StatusReason!;
    }

    private sealed class SilentException : Exception
    {
        public override string Message => null!;
    }
}
