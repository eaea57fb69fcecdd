using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace Hivemind.Tenancy.Tests;

public sealed class TenantContextPropagatorTests
{
    private readonly ITenantManager _tenants = Substitute.For<ITenantManager>();
    private readonly Dictionary<string, string> _carrier = [];
    private readonly TenantContextPropagator _propagator;

    public TenantContextPropagatorTests()
    {
        _propagator = new TenantContextPropagator(_tenants);
        _tenants.GetTenantAsync(Some.TenantId, Arg.Any<CancellationToken>()).Returns(Some.Tenant());
        _tenants.GetTenantAsync(Some.OtherTenantId, Arg.Any<CancellationToken>())
            .Returns<Tenant>(_ => throw new TenantNotFoundException(Some.OtherTenantId));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task InjectAsync_writes_tenant_user_and_uid()
    {
        await Inject(Some.Context());

        _carrier.Should().Equal(new Dictionary<string, string>
        {
            [TenantContextPropagator.TenantKey] = "id:acme",
            [TenantContextPropagator.UserKey] = "id:ulrich",
            [TenantContextPropagator.UidKey] = "id:0123456789abcdef0123456789abcdef",
        });
    }

    [Fact]
    public async Task Extract_reads_back_what_InjectAsync_wrote()
    {
        await Inject(Some.Context());

        Extract().Should().Be(new TenantContextClaim(Some.TenantId, Some.User, Some.Uid));
    }

    [Theory]
    [InlineData("müller")]
    [InlineData("株式会社 山田")]
    [InlineData("👩‍💻@example.com")]
    [InlineData("a b+c%20d&e=f;g,h\"i")]
    [InlineData("%")]
    [InlineData("%2525")]
    [InlineData("CORP\\ulrich")]
    [InlineData("oidc|https://issuer.example/?x=1#y")]
    public async Task User_id_of_any_script_makes_the_round_trip_as_ASCII(string userId)
    {
        await Inject(Some.Context("acme", userId));

        _carrier.Values.SelectMany(v => v).Should().OnlyContain(c => c > ' ' && c < '\u007F', "headers carry no more than that");
        Extract()!.UserId.Should().Be(userId);
    }

    [Fact]
    public async Task Any_user_id_and_uid_make_the_round_trip()
    {
        Gen<string> characters = Gen.OneOf(
            Gen.Char[' ', '~'].Select(c => c.ToString()), Gen.Char['\u00A1', '\uD7FF'].Select(c => c.ToString()), Gen.Const("😀"));
        Gen<string> userIds = characters.Array[1, 128].Select(string.Concat).Where(IsUserId);
        Gen<TenantUid> uids = Gen.Guid.Where(g => g != Guid.Empty).Select(g => new TenantUid(g));

        await Gen.Select(userIds, uids).SampleAsync(
            async (userId, uid) =>
            {
                ITenantManager tenants = Substitute.For<ITenantManager>();
                tenants.GetTenantAsync(Some.TenantId, Arg.Any<CancellationToken>()).Returns(Some.Tenant() with { Uid = uid });
                Dictionary<string, string> carrier = [];
                await new TenantContextPropagator(tenants).InjectAsync(Some.Context("acme", userId), carrier, (c, key, value) => c[key] = value, Cancellation);
                return TenantContextPropagator.Extract(carrier, (c, key) => c.GetValueOrDefault(key))
                    == new TenantContextClaim(Some.TenantId, userId, uid);
            },
            iter: 500);
    }

    [Fact]
    public async Task InjectAsync_of_a_context_that_names_the_uid_asks_nobody()
    {
        TenantUid uid = TenantUid.NewUid();

        await Inject(new TenantContext(new TenantReference(Some.TenantId, uid), Some.User));

        Extract().Should().Be(new TenantContextClaim(Some.TenantId, Some.User, uid));
        _tenants.ReceivedCalls().Should().BeEmpty();
    }

    [Fact]
    public async Task InjectAsync_never_lets_a_System_context_out()
    {
        await this.Awaiting(t => t.Inject(TenantContext.System("janitor", "clean-up"))).Should().ThrowAsync<ArgumentException>().WithMessage("*System*");
        await this.Awaiting(t => t.Inject(TenantContext.System("janitor", "clean-up", Some.Tenant()))).Should().ThrowAsync<ArgumentException>().WithMessage("*System*");

        _carrier.Should().BeEmpty();
        _tenants.ReceivedCalls().Should().BeEmpty();
    }

    [Fact]
    public async Task InjectAsync_for_a_tenant_that_does_not_exist_throws_and_writes_nothing()
    {
        (await this.Awaiting(t => t.Inject(Some.Context("globex"))).Should().ThrowAsync<TenantNotFoundException>())
            .Which.TenantId.Should().Be(Some.OtherTenantId);

        _carrier.Should().BeEmpty();
    }

    [Fact]
    public async Task InjectAsync_when_the_look_up_fails_throws_that_and_writes_nothing()
    {
        TenancyStoreException failure = new("connection lost", isTransient: true);
        _tenants.GetTenantAsync(Some.TenantId, Arg.Any<CancellationToken>()).Returns<Tenant>(_ => throw failure);

        (await this.Awaiting(t => t.Inject(Some.Context())).Should().ThrowAsync<TenancyStoreException>()).Which.Should().BeSameAs(failure);

        _carrier.Should().BeEmpty();
    }

    [Fact]
    public async Task InjectAsync_hands_its_token_to_the_look_up()
    {
        using CancellationTokenSource source = new();

        await _propagator.InjectAsync(Some.Context(), _carrier, (c, key, value) => c[key] = value, source.Token);

        await _tenants.Received(1).GetTenantAsync(Some.TenantId, source.Token);
    }

    [Fact]
    public async Task InjectAsync_asks_inside_the_context_and_leaves_the_callers_as_it_was()
    {
        await using ServiceProvider host = new ServiceCollection()
            .AddHivemindTenancy(options => options.DefaultTenant = Some.Spec()).Services.BuildServiceProvider();
        using TenantScope scope = Some.Context("globex").Enter();

        await host.GetRequiredService<TenantContextPropagator>()
            .InjectAsync(Some.Context(), _carrier, (c, key, value) => c[key] = value, Cancellation);

        Extract()!.TenantId.Should().Be(Some.TenantId, "the default tenant is there from the first call on");
        TenantContext.Current!.TenantId.Should().Be(Some.OtherTenantId);
    }

    [Fact]
    public async Task Null_is_refused()
    {
        await _propagator.Awaiting(p => p.InjectAsync(null!, _carrier, (c, key, value) => c[key] = value, Cancellation).AsTask())
            .Should().ThrowAsync<ArgumentNullException>();
        await _propagator.Awaiting(p => p.InjectAsync(Some.Context(), _carrier, null!, Cancellation).AsTask())
            .Should().ThrowAsync<ArgumentNullException>();
        ((Action)(() => TenantContextPropagator.Extract(_carrier, null!))).Should().Throw<ArgumentNullException>();
        ((Action)(() => _ = new TenantContextPropagator(null!))).Should().Throw<ArgumentNullException>();
    }

    private static bool IsUserId(string text)
    {
        try
        {
            return new TenantContext(Some.TenantId, text).UserId == text;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private Task Inject(TenantContext context) =>
        _propagator.InjectAsync(context, _carrier, (carrier, key, value) => carrier[key] = value, Cancellation).AsTask();

    private TenantContextClaim? Extract() => TenantContextPropagator.Extract(_carrier, (carrier, key) => carrier.GetValueOrDefault(key));
}
