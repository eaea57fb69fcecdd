namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>Text is text, whatever is in it.</summary>
public sealed class HostileTextTests(PostgresHost host) : IClassFixture<PostgresHost>
{
    public static TheoryData<string> Texts => new(
        "'; DROP TABLE allocations; --",
        "\"quoted\" and \\back\\slashed\\ $1 $$ %s {0}",
        "\U0001F98A\U0010FFFF é e\u0301 \u202E",
        "  spaces  ",
        new string('x', 256),
        string.Concat(Enumerable.Repeat("\U0001F98A", 128)));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Id_and_source_of_an_allocation_are_kept_exactly(string text)
    {
        TenantId tenant = await host.AddTenantAsync();
        AdmissionRequest request = new(tenant, text, new ResourceAmounts { Containers = 1 }, text, TimeSpan.FromMinutes(30));

        AdmissionResult first = await host.Store.AdmitAsync(request, Cancelled);
        AdmissionResult again = await host.Store.AdmitAsync(request, Cancelled);
        await host.Store.CommitAsync(tenant, text, again.Admission, Cancelled);

        again.Admission.Should().BeGreaterThan(first.Admission);
        Allocation kept = (await host.Store.ListAllocationsAsync(tenant, new AllocationQuery(), Cancelled)).Should().ContainSingle().Subject;
        kept.Id.Should().Be(text);
        kept.Source.Should().Be(text);
        (await host.Store.ReleaseAsync(tenant, text, null, onlyHeld: false, Cancelled)).Should().BeTrue();
    }

    /// <summary>Equal to a linguistic eye only.</summary>
    [Fact]
    public async Task Ids_that_differ_ordinally_are_different_allocations()
    {
        TenantId tenant = await host.AddTenantAsync();
        string[] ids = ["é", "e\u0301", "E", "e", "ß", "ss", "a", "a ", "\uFF41"];
        foreach (string id in ids)
        {
            await host.Store.AdmitAsync(
                new AdmissionRequest(tenant, id, new ResourceAmounts { Containers = 1 }, "", TimeSpan.FromMinutes(30)), Cancelled);
        }

        (await host.Store.ListAllocationsAsync(tenant, new AllocationQuery(), Cancelled)).Select(a => a.Id)
            .Should().Equal(ids.Order(StringComparer.Ordinal));
    }
}
