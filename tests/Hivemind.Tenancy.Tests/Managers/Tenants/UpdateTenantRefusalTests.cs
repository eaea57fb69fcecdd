namespace Hivemind.Tenancy.Tests;

public sealed class UpdateTenantRefusalTests : IAsyncDisposable
{
    private readonly TenancyHost _host = new();

    public static TheoryData<string> Forbidden => ["Id", "Uid", "Status", "StatusReason", "StatusVersion", "Version", "CreatedAt"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(0)]
    [InlineData(long.MinValue)]
    public async Task UpdateTenantAsync_with_another_version_is_refused_and_writes_nothing(long expected)
    {
        Tenant before = await _host.CreateAsync();

        Func<Task> update = async () => await _host.Tenants.UpdateTenantAsync(
            Some.TenantId,
            t => t with { Description = "new" },
            before with { Version = expected },
            Cancellation);

        (await update.Should().ThrowAsync<TenantVersionConflictException>()).Which.Should().BeEquivalentTo(
            new { Some.TenantId, ExpectedVersion = expected, ActualVersion = 2 });
        (await _host.GetAsync()).Should().Be(before);
    }

    [Fact]
    public async Task UpdateTenantAsync_expecting_a_former_incarnation_at_the_same_version_is_refused()
    {
        Tenant former = await _host.CreateAsync();
        await _host.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation);
        Tenant again = await _host.CreateAsync();
        again.Version.Should().Be(former.Version);

        Func<Task> update = async () => await _host.Tenants.UpdateTenantAsync(Some.TenantId, t => t with { Description = "mine" }, former, Cancellation);

        await update.Should().ThrowAsync<TenantNotFoundException>();
        (await _host.GetAsync()).Should().Be(again);
    }

    [Fact]
    public async Task UpdateTenantAsync_expecting_another_tenant_is_an_argument_error()
    {
        await _host.CreateAsync();

        Func<Task> update = async () => await _host.Tenants.UpdateTenantAsync(Some.TenantId, t => t, Some.Tenant("globex"), Cancellation);

        await update.Should().ThrowAsync<ArgumentException>().WithParameterName("expected");
    }

    [Fact]
    public async Task UpdateTenantAsync_with_an_expected_tenant_is_not_retried()
    {
        Tenant before = await _host.CreateAsync();
        int runs = 0;

        Func<Task> update = async () => await _host.Tenants.UpdateTenantAsync(
            Some.TenantId,
            t =>
            {
                runs++;
                Update(other => other with { Description = "theirs" }).Wait(Cancellation);
                return t with { Description = "mine" };
            },
            before,
            Cancellation);

        await update.Should().ThrowAsync<TenantVersionConflictException>();
        runs.Should().Be(1);
        (await _host.GetAsync()).Description.Should().Be("theirs");
    }

    [Theory]
    [MemberData(nameof(Forbidden))]
    public async Task UpdateTenantAsync_that_touches_what_it_must_not_is_refused(string property)
    {
        Tenant before = await _host.CreateAsync();

        Func<Task> update = () => Update(t => property switch
        {
            "Id" => t with { Id = Some.OtherTenantId },
            "Uid" => t with { Uid = TenantUid.NewUid() },
            "Status" => t with { Status = TenantStatus.Suspended },
            "StatusReason" => t with { StatusReason = "mine" },
            "StatusVersion" => t with { StatusVersion = 99 },
            "Version" => t with { Version = 99 },
            _ => t with { CreatedAt = Some.Time.AddDays(-1) },
        });

        await update.Should().ThrowAsync<ArgumentException>().WithMessage($"*{property}*");
        (await _host.GetAsync()).Should().Be(before);
    }

    [Fact]
    public async Task UpdateTenantAsync_of_a_change_that_throws_passes_that_on_and_writes_nothing()
    {
        Tenant before = await _host.CreateAsync();
        InvalidOperationException thrown = new("mine");

        (await Record.ExceptionAsync(() => Update(_ => throw thrown))).Should().BeSameAs(thrown);
        (await Record.ExceptionAsync(() => Update(_ => null!))).Should().BeOfType<ArgumentException>().Which.Message.Should().Be("The change returned null. (Parameter 'change')");
        (await Record.ExceptionAsync(() => Update(null!))).Should().BeOfType<ArgumentNullException>();

        (await _host.GetAsync()).Should().Be(before);
    }

    private async Task<Tenant> Update(Func<Tenant, Tenant> change) =>
        await _host.Tenants.UpdateTenantAsync(Some.TenantId, change, cancellationToken: Cancellation);
}
