namespace Hivemind.Tenancy.Testing;

/// <summary>What is stored comes back exactly, however odd and however long.</summary>
internal sealed class RoundTripCases : StoreCases
{
    public async Task OfEveryFieldOfATenant()
    {
        Tenant full = Full();
        Tenant tenant = await AddAsync(full);
        Expect.Equal(full with { CreatedAt = tenant.CreatedAt, UpdatedAt = tenant.UpdatedAt }, tenant);

        Expect.Equal(tenant, await Store.FindAsync(Acme, Cancellation));
        Expect.Equal(tenant, await Second.FindByNameAsync(tenant.Name, Cancellation));
        Expect.Equal(tenant, (await Store.ListAsync(new TenantQuery(), Cancellation))[0]);
        Expect.Equal(tenant, (await Store.FindManyAsync([Acme], Cancellation))[0]);
    }

    public async Task OfEveryFieldOfAnUpdatedTenant()
    {
        Tenant before = await AddAsync();
        Tenant full = await ChangeAsync(before, _ => Full());
        Expect.Equal(full, await Second.FindAsync(Acme, Cancellation));

        Tenant bare = await ChangeAsync(full, t => NewTenant() with { Version = t.Version });
        Expect.Equal(bare, await Store.FindAsync(Acme, Cancellation), "what was set can be taken away");
    }

    public async Task OfEveryStatusAndIsolationLevel()
    {
        IsolationLevel[] levels =
        [
            IsolationLevel.Hard,
            IsolationLevel.Soft,
            IsolationLevel.NetworkOnly,
            IsolationLevel.Custom(new IsolationSettings { Compute = IsolationBoundary.Own, Network = IsolationBoundary.Shared, Storage = IsolationBoundary.Own, ResourceGuarantees = true }),
            IsolationLevel.Custom(new IsolationSettings { Compute = IsolationBoundary.Shared, Network = IsolationBoundary.Own, Storage = IsolationBoundary.Shared, ResourceGuarantees = false }),
        ];
        foreach (TenantStatus status in Enum.GetValues<TenantStatus>())
        {
            for (int i = 0; i < levels.Length; i++)
            {
                Tenant tenant = await AddAsync(NewTenant($"t-{(int)status}-{i}", status) with { IsolationLevel = levels[i] });
                Expect.Equal(tenant, await Store.FindAsync(tenant.Id, Cancellation));
            }
        }
    }

    public async Task OfQuotas()
    {
        ResourceQuotas[] all =
        [
            ResourceQuotas.Unlimited,
            new() { CpuCores = 0, MemoryBytes = 0, StorageBytes = 0, Containers = 0, Services = 0, Other = new Dictionary<string, decimal> { ["gpu"] = 0 } },
            new() { CpuCores = 0.001m, MemoryBytes = 1, StorageBytes = 2, Containers = 3, Services = 4 },
            new() { CpuCores = long.MaxValue / 1000m, MemoryBytes = long.MaxValue, StorageBytes = long.MaxValue, Containers = long.MaxValue, Services = long.MaxValue, Other = new Dictionary<string, decimal> { ["gpu"] = long.MaxValue } },
            new() { Other = ManyResources() },
        ];
        for (int i = 0; i < all.Length; i++)
        {
            Tenant tenant = await AddAsync($"t-{i}", all[i]);
            Expect.Equal(all[i], (await Store.FindAsync(tenant.Id, Cancellation))?.ResourceQuotas);
        }
    }

    public async Task OfTheLongestOfEverything()
    {
        Tenant tenant = NewTenant() with
        {
            Id = Id(SpecialTexts.Label('a')),
            Name = SpecialTexts.Emoji(TenancyLimits.NameLength),
            OwnerId = SpecialTexts.Emoji(TenancyLimits.UserIdLength),
            Description = SpecialTexts.Emoji(TenancyLimits.DescriptionLength),
            StatusReason = SpecialTexts.Emoji(TenancyLimits.ReasonLength),
            Labels = Enumerable.Range(0, TenancyLimits.Labels).ToDictionary(
                i => $"{i:D3}" + SpecialTexts.Emoji(TenancyLimits.LabelTextLength - 3), _ => SpecialTexts.Emoji(TenancyLimits.LabelTextLength)),
            Namespaces = [.. Enumerable.Range(0, TenancyLimits.Namespaces).Select(i => $"{i:D4}" + new string('n', TenancyLimits.LabelLength - 4))],
            ResourceQuotas = new ResourceQuotas { Other = ManyResources() },
        };
        await AddAsync(tenant);

        Expect.Equal(tenant, await Store.FindAsync(tenant.Id, Cancellation));
        Expect.Equal(tenant.Id, (await Store.FindByNamespaceAsync(tenant.Namespaces[999], Cancellation))?.Id);
        Expect.Equal(tenant.Id, (await Store.FindByNameAsync(tenant.Name, Cancellation))?.Id);
        Expect.Equal(1, (await Store.ListAsync(new TenantQuery { OwnerId = tenant.OwnerId }, Cancellation)).Count);
        Expect.Equal(tenant, ((TenantCreated)(await LogAsync())[0]).Tenant);
    }

    public async Task OfHostileText()
    {
        for (int i = 0; i < SpecialTexts.Lines.Count; i++)
        {
            string text = SpecialTexts.Lines[i];
            Tenant tenant = await AddAsync(NewTenant($"t-{i}") with
            {
                Name = text,
                OwnerId = text,
                Description = text + SpecialTexts.ManyLines,
                StatusReason = SpecialTexts.ManyLines + text,
                Labels = new Dictionary<string, string> { [text] = text, ["empty"] = string.Empty },
            });

            Expect.Equal(tenant, await Store.FindAsync(tenant.Id, Cancellation));
            Expect.Equal(tenant, await Store.FindByNameAsync(text, Cancellation));
            Expect.Sequence([tenant], await Store.ListAsync(new TenantQuery { OwnerId = text }, Cancellation));
        }

        Expect.Equal(SpecialTexts.Lines.Count, (await Store.ListAsync(new TenantQuery(), Cancellation)).Count);
    }

    public async Task OfEveryFieldOfAnAllocation()
    {
        await AddAsync();
        ResourceAmounts amounts = new()
        {
            CpuCores = 0.001m,
            MemoryBytes = (1L << 53) + 1,
            StorageBytes = (1L << 60) + 3,
            Containers = 4,
            Services = 5,
            Other = new Dictionary<string, decimal> { ["gpu"] = 6, ["public-ips"] = (1L << 55) + 7 },
        };
        AdmissionResult hold = await HoldAsync("job-1", amounts, source: "engine-1", lease: TimeSpan.FromSeconds(90));
        Allocation expected = new(Acme, UidOf("acme"), "job-1", amounts, "engine-1")
        {
            ExpiresAt = After(90),
            CreatedAt = Now,
            Admission = hold.Admission,
            Change = hold.Admission,
        };

        Expect.Equal(expected, await AllocationAsync("job-1"));
        Expect.Equal<DateTimeOffset?>(After(90), hold.ExpiresAt);
        Expect.Equal(expected, (await SecondAt().ListAllocationsAsync(Acme, new AllocationQuery(), Cancellation))[0]);

        await At(After(1)).CommitAsync(Acme, "job-1", hold.Admission, Cancellation);
        Expect.Equal(expected with { ExpiresAt = null, Change = hold.Admission + 1 }, await AllocationAsync("job-1"));
    }

    public async Task OfHostileAndLongestTextInAllocations()
    {
        await AddAsync();
        string longest = SpecialTexts.Emoji(TenancyLimits.AllocationIdLength);
        string[] texts = [.. SpecialTexts.Lines, longest, new string('z', TenancyLimits.AllocationIdLength)];
        foreach (string text in texts)
        {
            await HoldAsync(text, new ResourceAmounts { Containers = 1, Other = ManyResources() }, source: text);
            await At().CommitAsync(Acme, text, null, Cancellation);
            Allocation found = (await At().ListAllocationsAsync(Acme, new AllocationQuery { Source = text }, Cancellation))[0];
            Expect.Equal(text, found.Id);
            Expect.Equal(text, found.Source);
        }

        Expect.Sequence(texts.Order(StringComparer.Ordinal), (await AllocationsAsync()).Select(a => a.Id).Order(StringComparer.Ordinal));
        foreach (string text in texts)
        {
            Expect.True(await At().ReleaseAsync(Acme, text, null, false, Cancellation), $"'{text}' to be released");
        }

        Expect.Equal(0, await TotalAsync());
    }

    private static Dictionary<string, decimal> ManyResources() =>
        Enumerable.Range(0, TenancyLimits.OtherResources).ToDictionary(i => $"{i:D2}" + new string('r', TenancyLimits.LabelLength - 2), i => (decimal)i + 1);

    private static Tenant Full() => NewTenant() with
    {
        Name = "Acme Industries",
        OwnerId = "alice@example.org",
        IsolationLevel = IsolationLevel.Custom(new IsolationSettings { Network = IsolationBoundary.Own, Storage = IsolationBoundary.Shared, Compute = IsolationBoundary.Shared, ResourceGuarantees = true }),
        ResourceQuotas = new ResourceQuotas { CpuCores = 7.125m, MemoryBytes = 1L << 40, Containers = 12, Other = new Dictionary<string, decimal> { ["gpu"] = 2 } },
        Namespaces = ["web", "db", "a-b-c"],
        Status = TenantStatus.Suspended,
        StatusReason = "Suspended by bob:\nunpaid",
        Description = "Makes everything.",
        Labels = new Dictionary<string, string> { ["tier"] = "gold", ["empty"] = "" },
        CreatedAt = Now,
        UpdatedAt = Now.AddDays(400) + Instant,
        Version = 1,
        StatusVersion = 7,
        IsDeletionProtected = true,
    };
}
