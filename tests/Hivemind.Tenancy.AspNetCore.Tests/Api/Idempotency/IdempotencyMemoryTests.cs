using Hivemind.Tenancy.Testing;

namespace Hivemind.Tenancy.AspNetCore.Tests;

public sealed class IdempotencyMemoryTests
{
    private readonly TestClock _clock = new();

    [Fact]
    public void Claim_of_a_known_key_is_refused_for_another_body_until_a_day_has_passed()
    {
        IdempotencyMemory memory = new(_clock);
        memory.Claim("k", "one").Should().NotBeNull();

        memory.Claim("k", "one").Should().BeNull();
        memory.Invoking(m => m.Claim("k", "two")).Should().Throw<ApiProblemException>();
        _clock.Advance(TimeSpan.FromHours(24));

        memory.Claim("k", "two").Should().NotBeNull();
    }

    [Fact]
    public void Claim_that_is_freed_leaves_the_key_to_others_and_only_once()
    {
        IdempotencyMemory memory = new(_clock);
        Action free = memory.Claim("k", "one")!;
        free();
        memory.Claim("k", "two").Should().NotBeNull();

        free();

        memory.Invoking(m => m.Claim("k", "one")).Should().Throw<ApiProblemException>();
    }

    [Fact]
    public void Claims_beyond_ten_thousand_forget_the_oldest()
    {
        IdempotencyMemory memory = new(_clock);
        for (int i = 0; i <= 10_000; i++)
        {
            memory.Claim($"k{i}", "one").Should().NotBeNull();
        }

        memory.Invoking(m => m.Claim("k10000", "two")).Should().Throw<ApiProblemException>();
        memory.Invoking(m => m.Claim("k2", "two")).Should().Throw<ApiProblemException>();
        memory.Claim("k0", "two").Should().NotBeNull();
    }
}
