namespace Hivemind.Tenancy.Tests;

public sealed class TenantNameTests : IAsyncDisposable
{
    private readonly TenancyHost _host = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("Acme", "ACME")]
    [InlineData("straße", "STRAßE")]
    [InlineData("istanbul", "ISTANBUL")]
    [InlineData("ǅ", "ǆ")]
    [InlineData("Σίσυφος", "ΣΊΣΥΦΟΣ")]
    [InlineData("µ (micro sign)", "μ (mu)")]
    [InlineData("𐐨", "𐐀")]
    [InlineData("ⅷ", "Ⅷ")]
    public async Task Names_with_one_upper_case_conflict_and_find_the_same_tenant(string first, string second)
    {
        second = second == "μ (mu)" ? "μ (MICRO SIGN)" : second;
        Tenant created = await Create("acme", first);

        Func<Task> again = () => Create("globex", second);

        TenantConflictException conflict = (await again.Should().ThrowAsync<TenantConflictException>()).Which;
        conflict.Kind.Should().Be(TenantConflictKind.Name);
        conflict.Value.Should().Be(second);
        conflict.Message.Should().NotContain("acme");
        (await _host.Tenants.FindTenantByNameAsync(second, Cancellation)).Should().Be(created);
    }

    [Theory]
    [InlineData("straße", "STRASSE")]
    [InlineData("ß", "ẞ")]
    [InlineData("İstanbul", "istanbul")]
    [InlineData("ıstanbul", "ISTANBUL")]
    [InlineData("ﬁ", "FI")]
    [InlineData("é", "e\u0301")]
    [InlineData("𝐚", "𝐀")]
    [InlineData("a b", "a\u00A0b")]
    [InlineData("😀", "😁")]
    public async Task Names_with_two_upper_cases_are_two_names(string first, string second)
    {
        Tenant one = await Create("acme", first);

        Tenant two = await Create("globex", second);

        (await _host.Tenants.FindTenantByNameAsync(first, Cancellation)).Should().Be(one);
        (await _host.Tenants.FindTenantByNameAsync(second, Cancellation)).Should().Be(two);
    }

    [Fact]
    public async Task A_tenant_may_change_the_case_of_its_own_name()
    {
        await Create("acme", "Acme");

        Tenant renamed = await Rename("acme", "ACME");

        renamed.Name.Should().Be("ACME");
        (await _host.Tenants.FindTenantByNameAsync("acme", Cancellation)).Should().Be(renamed);
    }

    [Fact]
    public async Task Renaming_to_a_taken_name_conflicts_and_changes_nothing()
    {
        Tenant before = await Create("acme", "Acme");
        await Create("globex", "Globex");

        Func<Task> rename = () => Rename("acme", "GLOBEX");

        (await rename.Should().ThrowAsync<TenantConflictException>()).Which.Kind.Should().Be(TenantConflictKind.Name);
        (await _host.GetAsync()).Should().Be(before);
    }

    [Fact]
    public async Task A_name_that_was_given_up_is_free()
    {
        await Create("acme", "Acme");
        await Rename("acme", "Umbrella");

        (await _host.Tenants.FindTenantByNameAsync("Acme", Cancellation)).Should().BeNull();
        (await Create("globex", "ACME")).Name.Should().Be("ACME");
    }

    [Fact]
    public async Task Names_exchanged_over_a_third_stay_unique()
    {
        await Create("acme", "One");
        await Create("globex", "Two");

        await Rename("acme", "Three");
        await Rename("globex", "One");
        await Rename("acme", "Two");

        (await _host.Tenants.FindTenantByNameAsync("ONE", Cancellation))!.Id.Should().Be(Some.OtherTenantId);
        (await _host.Tenants.FindTenantByNameAsync("TWO", Cancellation))!.Id.Should().Be(Some.TenantId);
    }

    [Fact]
    public async Task Of_64_creations_under_one_name_one_succeeds()
    {
        Task<Exception?>[] attempts = [.. Enumerable.Range(0, 64).Select(i => Task.Run(
            () => Record.ExceptionAsync(() => Create($"tenant-{i}", i % 2 == 0 ? "Acme" : "ACME")).AsTask(), Cancellation))];

        Exception?[] outcomes = await Task.WhenAll(attempts);

        outcomes.Count(e => e is null).Should().Be(1);
        outcomes.Where(e => e is not null).Should().AllBeOfType<TenantConflictException>();
        (await _host.Tenants.ListTenantsAsync(cancellationToken: Cancellation)).Should().ContainSingle();
    }

    private async Task<Tenant> Create(string id, string name) => await _host.Tenants.CreateTenantAsync(Some.Spec(id) with { Name = name }, Cancellation);

    private async Task<Tenant> Rename(string id, string name) =>
        await _host.Tenants.UpdateTenantAsync(TenantId.Parse(id), t => t with { Name = name }, cancellationToken: Cancellation);
}
