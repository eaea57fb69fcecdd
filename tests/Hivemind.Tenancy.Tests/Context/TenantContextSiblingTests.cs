namespace Hivemind.Tenancy.Tests;

/// <summary>Flows that run side by side on the same threads never see each other's tenant.</summary>
public sealed class TenantContextSiblingTests
{
    private const int Flows = 64;
    private const int Rounds = 500;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Siblings_never_see_each_others_tenant()
    {
        int[] checks = await Task.WhenAll(Enumerable.Range(0, Flows).Select(i => Task.Run(() => Wander(i), Cancellation)));

        checks.Should().OnlyContain(c => c == Rounds * 4);
        TenantContext.Current.Should().BeNull();
    }

    [Fact]
    public async Task Siblings_that_share_a_parents_context_keep_it_and_their_own_apart()
    {
        TenantContext parent = Some.Context("parent");
        using (parent.Enter())
        {
            await Task.WhenAll(Enumerable.Range(0, Flows).Select(async i =>
            {
                await Wander(i, parent);
                Expect(parent);
            }));
            Expect(parent);
        }
    }

    /// <summary>Goes in and out of its own tenant and a nested one, giving up its thread at random in between.</summary>
    private static async Task<int> Wander(int flow, TenantContext? outside = null)
    {
        Random random = new(flow);
        TenantContext mine = Some.Context($"tenant-{flow}", $"user-{flow}");
        TenantContext nested = TenantContext.System($"job-{flow}", "nested");
        int checks = 0;
        for (int round = 0; round < Rounds; round++)
        {
            await Hop(random);
            checks += Expect(outside);
            using (mine.Enter())
            {
                await Hop(random);
                checks += Expect(mine);
                using (nested.Enter())
                {
                    await Hop(random);
                    checks += Expect(nested);
                }

                await Hop(random);
                checks += Expect(mine);
            }
        }

        return checks;
    }

    private static async Task Hop(Random random)
    {
        switch (random.Next(4))
        {
            case 0:
                await Task.Yield();
                break;
            case 1:
                await Task.Run(() => { }, Cancellation).ConfigureAwait(false);
                break;
            case 2:
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
                break;
            default:
                break;
        }
    }

    private static int Expect(TenantContext? expected) => ReferenceEquals(TenantContext.Current, expected)
        ? 1
        : throw new InvalidOperationException($"Expected {expected?.ToString() ?? "none"}, but in {TenantContext.Current?.ToString() ?? "none"}.");
}
