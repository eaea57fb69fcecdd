using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Hivemind.Tenancy.AspNetCore.Tests;

public sealed class TenancyWebOptionsTests
{
    public static TheoryData<string, Action<TenancyWebOptions>> Faults => new()
    {
        { "*StrangerStatusCode is 200*404 and 403*", options => options.StrangerStatusCode = 200 },
        { "*StrangerStatusCode is 401*", options => options.StrangerStatusCode = 401 },
        { "*GetUserId is null*", options => options.GetUserId = null! },
        { "*Resolvers holds null*", options => options.Resolvers.Add(null!) },
    };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public async Task Host_with_an_option_out_of_range_does_not_start(string message, Action<TenancyWebOptions> fault)
    {
        Func<Task> start = async () => await (await WebTestHost.StartAsync(fault)).DisposeAsync();

        await start.Should().ThrowAsync<OptionsValidationException>().WithMessage(message);
    }

    [Fact]
    public void Methods_refuse_what_names_nothing()
    {
        TenancyWebOptions options = new();
        Action[] calls =
        [
            () => options.ResolveFromHeader(" "),
            () => options.ResolveFromRoute(string.Empty),
            () => options.ResolveFromClaim(null!),
            () => options.ResolveFromSubdomain(" "),
            () => options.ResolveFromSubdomain("example.com", null!),
            () => options.ResolveFromHosts(null!),
            () => options.ResolveFromPathBase(null!),
            () => options.ResolveWith(null!),
        ];

        foreach (Action call in calls)
        {
            call.Should().Throw<ArgumentException>();
        }

        options.Resolvers.Should().BeEmpty();
    }

    [Fact]
    public async Task AddAspNetCore_twice_adds_services_once_and_applies_both()
    {
        int asked = 0;
        await using WebTestHost host = await WebTestHost.StartAsync(
            options => options.ResolveFromPathBase().ResolveFromHeader(),
            Who.MapBoth,
            tenancy: tenancy => tenancy.AddAspNetCore().AddAspNetCore(options => options.ResolveWith(_ =>
            {
                Interlocked.Increment(ref asked);
                return new ValueTask<StringValues>("acme");
            })));

        await host.GetAsync("/t/acme/who", "alice", "acme").ShouldSayAsync("acme/alice");
        await host.GetAsync("/who", "gina", "globex").ShouldBeAmbiguousAsync();

        asked.Should().Be(2);
    }

    [Fact]
    public void AddAspNetCore_twice_registers_nothing_twice()
    {
        ServiceCollection services = new();
        services.AddLogging();
        HivemindTenancyBuilder builder = services.AddHivemindTenancy().AddAspNetCore();

        builder.AddAspNetCore().AddAspNetCore();

        foreach (IGrouping<(Type, Type?), ServiceDescriptor> same in services
            .Where(s => (s.ImplementationType ?? s.ServiceType).Namespace!.StartsWith("Hivemind", StringComparison.Ordinal))
            .GroupBy(s => (s.ServiceType, s.ImplementationType)))
        {
            same.Should().ContainSingle("{0} is registered once", same.Key);
        }
    }
}
