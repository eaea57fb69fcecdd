using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Who is due when two looks at the same connections overlap.</summary>
public sealed class LiveRegistryTests
{
    private readonly LiveRegistry _registry = new(new FakeTimeProvider());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answer_to_the_later_question_stands_though_the_earlier_one_comes_after_it()
    {
        using StubCaller caller = Connect();
        LiveLook earlier = await _registry.NextAsync(Token);
        _registry.MarkDue(_ => true);
        LiveLook later = await _registry.NextAsync(Token);

        _registry.Pass(later);
        _registry.Pass(earlier);

        _registry.Due.Should().Be(0);
    }

    [Fact]
    public async Task Answer_to_the_earlier_question_leaves_the_later_one_open()
    {
        using StubCaller caller = Connect();
        LiveLook earlier = await _registry.NextAsync(Token);
        _registry.MarkDue(_ => true);

        _registry.Pass(earlier);

        _registry.Due.Should().Be(1);
        _registry.Pass(await _registry.NextAsync(Token));
        _registry.Due.Should().Be(0);
    }

    private StubCaller Connect()
    {
        StubCaller caller = new();
        TenantReference tenant = new(WebTestHost.Acme, TenantUid.Parse("0123456789abcdef0123456789abcdef", null));
        _registry.Add(HubPass.Of(new TenantContext(tenant, "bob"), new DefaultHttpContext(), policy: null), new HubCaller(caller));
        return caller;
    }
}
