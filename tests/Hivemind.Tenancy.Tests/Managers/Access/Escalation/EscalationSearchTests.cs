using System.Collections.Concurrent;
using System.Globalization;
using CsCheck;

namespace Hivemind.Tenancy.Tests;

/// <summary>
/// Users against the guard: every state of a small world, and random walks through a larger one, in User contexts, in tenants' contexts, and
/// changing between them. <see cref="EscalationRules"/> judges each step, <see cref="NaiveRights"/> what it gave and what everybody sees after
/// it. <c>CsCheck_Time</c> (seconds) makes both last longer.
/// </summary>
public sealed class EscalationSearchTests
{
    private static int Seconds => int.Parse(Environment.GetEnvironmentVariable("CsCheck_Time") ?? "0", CultureInfo.InvariantCulture);

    [Fact]
    public Task Nobody_gets_more_than_was_held_in_a_random_walk() => WalkAsync(slow: false, length: 30, walks: 60);

    [Fact]
    public Task Nobody_gets_more_than_was_held_in_a_random_walk_over_a_slow_store() => WalkAsync(slow: true, length: 15, walks: 6);

    [Fact]
    public async Task Nobody_gets_more_than_was_held_in_any_state_of_a_small_world()
    {
        ConcurrentDictionary<string, int> seen = [];
        HashSet<string> states = [];
        Queue<EscalationStep[]> next = new([[]]);
        long start = Environment.TickCount64;
        int most = Seconds > 0 ? int.MaxValue : 120;
        while (next.TryDequeue(out EscalationStep[]? path) && states.Count < most && (Seconds == 0 || Environment.TickCount64 - start < Seconds * 1000L))
        {
            EscalationWalk walk = await EscalationWalk.StartAsync(slow: false, path);
            await walk.ObserveAsync();
            states.Add(walk.State);
            foreach (EscalationStep step in EscalationStep.Small)
            {
                if (!await walk.StepAsync(step))
                {
                    continue;
                }

                if (states.Add(walk.State))
                {
                    next.Enqueue([.. path, step]);
                }

                await walk.DisposeAsync();
                walk = await EscalationWalk.StartAsync(slow: false, path);
            }

            Count(walk, seen);
            await walk.DisposeAsync();
        }

        states.Should().HaveCountGreaterThan(100);
        ShouldHaveSeenAll(seen);
    }

    private static async Task WalkAsync(bool slow, int length, int walks)
    {
        ConcurrentDictionary<string, int> seen = [];
        await EscalationStep.Any.Array[length].SampleAsync(
            async steps =>
            {
                await using EscalationWalk walk = await EscalationWalk.StartAsync(slow, []);
                foreach (EscalationStep step in steps)
                {
                    if (await walk.StepAsync(step))
                    {
                        await walk.ObserveAsync();
                    }
                }

                Count(walk, seen);
                return true;
            },
            iter: walks);
        ShouldHaveSeenAll(seen);
    }

    private static void Count(EscalationWalk walk, ConcurrentDictionary<string, int> seen)
    {
        foreach ((string kind, int times) in walk.Seen)
        {
            seen.AddOrUpdate(kind, times, (_, before) => before + times);
        }
    }

    private static void ShouldHaveSeenAll(ConcurrentDictionary<string, int> seen)
    {
        TestContext.Current.TestOutputHelper!.WriteLine(string.Join(", ", seen.Order()));
        foreach (TenantContextKind kind in new[] { TenantContextKind.User, TenantContextKind.Tenant })
        {
            foreach (string outcome in new[] { Outcome.Ok, Outcome.NotFound, Outcome.Denied, "domain" })
            {
                seen.GetValueOrDefault($"{kind} {outcome}").Should().BePositive("a search that never comes to {0} in a context of kind {1} proves nothing", outcome, kind);
            }
        }
    }
}
