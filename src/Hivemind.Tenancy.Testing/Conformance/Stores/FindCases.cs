namespace Hivemind.Tenancy.Testing;

/// <summary>Finding tenants by id, name and namespace.</summary>
internal sealed class FindCases : StoreCases
{
    public async Task AnEmptyStoreHasNothing()
    {
        Expect.Null(await Store.FindAsync(Acme, Cancellation));
        Expect.Null(await Store.FindByNameAsync("acme", Cancellation));
        Expect.Null(await Store.FindByNamespaceAsync("acme", Cancellation));
        Expect.Sequence([], await Store.FindManyAsync([Acme], Cancellation));
        Expect.Sequence([], await Store.ListAsync(new TenantQuery(), Cancellation));
        Expect.Sequence([], await LogAsync());
    }

    public async Task ByIdFindsTheTenantWithThisIdAndNoOther()
    {
        Tenant acme = await AddAsync();
        Tenant acme2 = await AddAsync("acme-2");

        Expect.Equal(acme, await Store.FindAsync(Acme, Cancellation));
        Expect.Equal(acme2, await Second.FindAsync(acme2.Id, Cancellation));
        Expect.Null(await Store.FindAsync(Id("acm"), Cancellation));
        Expect.Null(await Store.FindAsync(Id("acme-1"), Cancellation));
    }

    public async Task ManyComeInTheOrderOfTheIdsAndAbsentOnesAreLeftOut()
    {
        Tenant a = await AddAsync("a");
        Tenant b = await AddAsync("b");
        Tenant c = await AddAsync("c");

        Expect.Sequence([c, a, b], await Store.FindManyAsync([c.Id, Id("nobody"), a.Id, b.Id], Cancellation));
        Expect.Sequence([], await Store.FindManyAsync([], Cancellation));
        Expect.Sequence([], await Store.FindManyAsync([Id("nobody")], Cancellation));
    }

    public async Task ManyLeaveOutAnotherUid()
    {
        Tenant former = await AddAsync("a");
        Tenant b = await AddAsync("b");
        Tenant current = await MakeAgainAsync(former);

        Expect.Sequence([b], await Store.FindManyAsync([former, b], Cancellation));
        Expect.Sequence([current, b], await Second.FindManyAsync([current, b.Id], Cancellation));
        Expect.Sequence([current], await Store.FindManyAsync([current.Id], Cancellation));
    }

    public async Task ManyMeansThousands()
    {
        Tenant first = await AddAsync("t-0");
        Tenant last = await AddAsync("t-2999");
        TenantReference[] ids = [.. Enumerable.Range(0, 3_000).Select(i => (TenantReference)Id($"t-{i}"))];

        Expect.Sequence([first, last], await Store.FindManyAsync(ids, Cancellation));
    }

    public async Task ByNameTakesUpperAndLowerCaseForTheSame()
    {
        Tenant acme = await AddAsync(NewTenant() with { Name = "Acme Industries" });

        Expect.Equal(acme, await Store.FindByNameAsync("Acme Industries", Cancellation));
        Expect.Equal(acme, await Store.FindByNameAsync("ACME INDUSTRIES", Cancellation));
        Expect.Equal(acme, await Second.FindByNameAsync("acme industries", Cancellation));
        Expect.Null(await Store.FindByNameAsync("Acme  Industries", Cancellation), "the number of spaces counts");
        Expect.Null(await Store.FindByNameAsync("Acme", Cancellation));
    }

    public async Task ByNameComparesByToUpperInvariantInEveryScript()
    {
        for (int i = 0; i < SpecialTexts.NamePairs.Count; i++)
        {
            (string one, string other) = SpecialTexts.NamePairs[i];
            Tenant tenant = await AddAsync(NewTenant($"t-{i}") with { Name = one });
            bool same = SpecialTexts.AreSameName(one, other);

            Expect.Equal(tenant, await Store.FindByNameAsync(one, Cancellation));
            Expect.Equal(same ? tenant : null, await Store.FindByNameAsync(other, Cancellation), $"ToUpperInvariant makes of '{other}' {(same ? "the same as" : "something else than")} of '{one}'");
            await RemoveAsync(tenant);
        }
    }

    public async Task ByNameTakesEveryCharacterForItself()
    {
        foreach (string name in SpecialTexts.Lookalikes)
        {
            await AddAsync(NewTenant($"t-{name.Length}") with { Name = name });
        }

        foreach (string name in SpecialTexts.Lookalikes)
        {
            Expect.Equal(name, (await Store.FindByNameAsync(name, Cancellation))?.Name);
        }

        Expect.Null(await Store.FindByNameAsync("%", Cancellation), "no character stands for others");
        Expect.Null(await Store.FindByNameAsync("1______", Cancellation), "no character stands for another");
    }

    public async Task ByNamespaceFindsTheTenantToWhichItBelongs()
    {
        Tenant acme = await AddAsync(NewTenant() with { Namespaces = ["web", "db"] });
        Tenant umbrella = await AddAsync(NewTenant("umbrella") with { Namespaces = ["lab"] });

        Expect.Equal(acme, await Store.FindByNamespaceAsync("db", Cancellation));
        Expect.Equal(acme, await Second.FindByNamespaceAsync("web", Cancellation));
        Expect.Equal(umbrella, await Store.FindByNamespaceAsync("lab", Cancellation));
        Expect.Null(await Store.FindByNamespaceAsync("we", Cancellation));
        Expect.Null(await Store.FindByNamespaceAsync("acme", Cancellation));
    }

    public async Task NeverLooksAtTheAmbientContext()
    {
        Tenant acme = await AddAsync(NewTenant() with { Namespaces = ["web"] });
        using (new TenantContext(Id("umbrella"), "mallory").Enter())
        {
            Expect.Equal(acme, await Store.FindAsync(Acme, Cancellation));
            Expect.Equal(acme, await Store.FindByNameAsync("acme", Cancellation));
            Expect.Equal(acme, await Store.FindByNamespaceAsync("web", Cancellation));
            Expect.Sequence([acme], await Store.ListAsync(new TenantQuery(), Cancellation));
            await HoldAsync("a", Containers(1));
            Expect.Equal(1, (await LogAsync(Acme)).Count);
        }
    }
}
