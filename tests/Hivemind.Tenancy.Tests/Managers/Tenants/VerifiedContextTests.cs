using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace Hivemind.Tenancy.Tests;

/// <summary>What sets a context from the verified door apart from one made by hand.</summary>
public sealed class VerifiedContextTests : IAsyncLifetime
{
    private readonly ServiceProvider _services = new ServiceCollection().AddLogging().AddTrustedTenancy().Services.BuildServiceProvider();
    private Tenant _tenant = null!;
    private TenantContext _context = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        ITenantManager tenants = _services.GetRequiredService<ITenantManager>();
        _tenant = await tenants.CreateTenantAsync(Some.Spec(), Cancellation);
        _context = await tenants.GetTenantContextAsync(Some.Owner, _tenant.Id, Cancellation);
    }

    public async ValueTask DisposeAsync() => await _services.DisposeAsync();

    [Fact]
    public void Verified_context_names_the_tenant_it_was_verified_for()
    {
        _context.TenantUid.Should().Be(_tenant.Uid);
        _context.Should().NotBe(new TenantContext(_context.TenantId!.Value, _context.UserId!), "one made by hand names none");
    }

    [Fact]
    public async Task InjectAsync_of_a_verified_context_does_not_look_the_tenant_up_again()
    {
        ITenantManager tenants = Substitute.For<ITenantManager>();
        Dictionary<string, string> carrier = [];

        await new TenantContextPropagator(tenants).InjectAsync(_context, carrier, (c, key, value) => c[key] = value, Cancellation);

        tenants.ReceivedCalls().Should().BeEmpty();
        TenantContextPropagator.Extract(carrier, (c, key) => c.GetValueOrDefault(key))
            .Should().Be(new TenantContextClaim(_tenant.Id, Some.Owner, _tenant.Uid));
    }

    [Fact]
    public void Accessor_shows_the_context_of_the_current_flow()
    {
        ITenantContextAccessor accessor = _services.GetRequiredService<ITenantContextAccessor>();

        accessor.Current.Should().BeNull();
        accessor.Invoking(a => a.Required).Should().Throw<TenantContextMissingException>();
        using (_context.Enter())
        {
            accessor.Current.Should().BeSameAs(_context);
            accessor.Required.Should().BeSameAs(_context);
        }

        accessor.Current.Should().BeNull();
    }
}
